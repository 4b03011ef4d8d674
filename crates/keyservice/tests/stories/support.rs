//! A key service on loopback, and the phones that speak to it.

use std::io::Write as _;
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use proco_access::issuer::{Grant, Issuer, LIFETIME};
use proco_access::standing::Standings;
use proco_access::token::EMBEDDED_ISSUER;
use proco_access::{Audience, DeviceId, Role, UnixSeconds};
use proco_domain::plate::{Country, Plate};
use proco_domain::subject::Mark;
use proco_domain::subject::Subject;
use proco_exchange::evaluation::{EpochPublicKey, EvaluationAnswer, EvaluationRequest, LiveEpochs};
use proco_exchange::pseudonym::Pseudonym;
use proco_exchange::{Epoch, UtcMillis};
use proco_keyservice::{Clock as _, KeyService, ManualClock, ServiceConfig, serve};
use proco_oprf::Blinding;
pub use proco_testbed::http::Answer;
use proco_testbed::http::ask;
use proco_testbed::served::{Served, listen};
use rand::rngs::OsRng;

use axum::http::Method;
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

/// Noon of 22 November 2026.
pub const NOW: UtcMillis = UtcMillis(1_795_348_800_000);

/// One day in milliseconds.
pub const DAY: i64 = 24 * 3600 * 1000;

/// The device of agent Jansen.
pub const JANSEN: DeviceId = DeviceId(Uuid::from_u128(0xa1));

/// The device of agent Bakker.
pub const BAKKER: DeviceId = DeviceId(Uuid::from_u128(0xb2));

/// A running service. It stops when dropped.
pub struct Station {
    pub config: ServiceConfig,
    pub clock: Arc<ManualClock>,
    pub issuer: Issuer,
    running: Option<Served<KeyService>>,
    folder: TempDir,
}

impl Station {
    pub async fn open() -> Self {
        Self::open_with(60, 300).await
    }

    pub async fn open_with(burst: u32, per_day: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        Self::open_at(folder, data, burst, per_day).await
    }

    /// With its folder on a disk of its own.
    pub async fn open_in(data: PathBuf) -> Self {
        Self::open_at(tempfile::tempdir().unwrap(), data, 60, 300).await
    }

    async fn open_at(folder: TempDir, data: PathBuf, burst: u32, per_day: u32) -> Self {
        let issuer = Issuer::generate(EMBEDDED_ISSUER, &mut OsRng);
        let mut config = ServiceConfig::new(data, issuer.jwks());
        (config.burst, config.per_day) = (burst, per_day);
        let station = Self::begin(folder, config, issuer, NOW).await;
        station.admit(&[JANSEN, BAKKER]);
        station
    }

    /// With an issuer that others can be, too.
    pub async fn open_by(issuer: Issuer) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = ServiceConfig::new(folder.path().join("data"), issuer.jwks());
        let station = Self::begin(folder, config, issuer, NOW).await;
        station.admit(&[JANSEN, BAKKER]);
        station
    }

    /// On what was left in its folder, at this moment. Nobody told it who is in.
    pub async fn stands_on(issuer: Issuer, now: UtcMillis, left: impl FnOnce(&Path)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = ServiceConfig::new(folder.path().join("data"), issuer.jwks());
        left(&config.data_dir);
        Self::begin(folder, config, issuer, now).await
    }

    async fn begin(folder: TempDir, config: ServiceConfig, issuer: Issuer, now: UtcMillis) -> Self {
        let mut station = Self {
            config,
            clock: Arc::new(ManualClock::at(now)),
            issuer,
            running: None,
            folder,
        };
        station.start().await;
        station
    }

    /// Tells it that these devices are in.
    pub fn admit(&self, devices: &[DeviceId]) {
        let standings = Standings {
            admitted: devices.to_vec(),
            revoked: Vec::new(),
        };
        let statement = self.issuer.state(&standings, self.seconds());
        self.service().stand(&statement).unwrap();
    }

    /// Starts it on what lies in its folder.
    pub async fn start(&mut self) {
        let service = KeyService::open(&self.config, self.clock.clone()).unwrap();
        let listener = listen(None).await.unwrap();
        self.running = Some(Served::start(listener, service, serve));
    }

    /// Stops it in order.
    pub async fn stop(&mut self) {
        self.running.take().unwrap().stop().await;
    }

    pub async fn restart(&mut self) {
        self.stop().await;
        self.start().await;
    }

    /// A file in its folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.config.data_dir.join(name)
    }

    /// A file beside its folder, for copies.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The state of its health.
    pub async fn health(&self) -> (u16, String) {
        let answer = self.get("/v1/health", None).await;
        let said = answer.body.get("detail").unwrap_or(&answer.body["status"]);
        (answer.status, said.as_str().unwrap().to_owned())
    }

    pub fn service(&self) -> &KeyService {
        &self.running.as_ref().unwrap().server
    }

    pub fn now(&self) -> UtcMillis {
        self.clock.now()
    }

    pub fn seconds(&self) -> UnixSeconds {
        UnixSeconds::from_millis(self.clock.now().0)
    }

    pub fn token(&self, device: DeviceId) -> String {
        self.token_as(device, Role::Officer)
    }

    pub fn token_as(&self, device: DeviceId, role: Role) -> String {
        self.issuer
            .issue(&grant(device, role), self.seconds(), LIFETIME)
            .text
    }

    pub fn token_for(&self, device: DeviceId, audience: Audience) -> String {
        let grant = grant(device, Role::Officer);
        self.issuer
            .issue_for(&grant, &[audience], self.seconds(), LIFETIME)
            .text
    }

    pub async fn get(&self, path: &str, token: Option<&str>) -> Answer {
        ask(self.address(), Method::GET, path, token, None).await
    }

    pub async fn post(&self, path: &str, token: Option<&str>, body: &Value) -> Answer {
        ask(self.address(), Method::POST, path, token, Some(body)).await
    }

    /// The live epochs, as the phone of agent Jansen sees them.
    pub async fn live(&self) -> LiveEpochs {
        let answer = self.get("/v1/epochs", Some(&self.token(JANSEN))).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        serde_json::from_str(&answer.text).unwrap()
    }

    /// Days go by in which phones ask.
    pub async fn days(&self, number: u32) {
        for _ in 0..number {
            self.clock.advance_millis(DAY);
            self.live_at_all().await;
        }
    }

    /// Asks for the live epochs, whether there are any or not.
    pub async fn live_at_all(&self) {
        self.get("/v1/epochs", Some(&self.token(JANSEN))).await;
    }

    /// Asks for an evaluation and gives the answer as it is.
    pub async fn evaluate(&self, token: &str, epochs: &[Epoch], blinding: &Blinding) -> Answer {
        let request = EvaluationRequest::new(epochs.to_vec(), blinding.blinded().to_vec()).unwrap();
        self.post("/v1/evaluations", Some(token), &json!(request))
            .await
    }

    /// The whole road of one phone: blind, ask, check, finalise.
    pub async fn pseudonyms(&self, device: DeviceId, plate: &str, epoch: Epoch) -> Pseudonym {
        let key = public_key(&self.live().await, epoch);
        let blinding = blind(&[plate]);
        let answer = self
            .evaluate(&self.token(device), &[epoch], &blinding)
            .await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let answer: EvaluationAnswer = serde_json::from_str(&answer.text).unwrap();
        blinding.finalise(answer.of(epoch).unwrap(), &key).unwrap()[0]
    }

    /// Asks for an evaluation, and sends no more of it than its head.
    pub fn asks_half(&self, token: &str) -> TcpStream {
        let head = format!(
            "POST /v1/evaluations HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\
             content-type: application/json\r\ncontent-length: 100\r\n\r\n"
        );
        let mut stream = TcpStream::connect(self.address()).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        stream
    }

    fn address(&self) -> SocketAddr {
        self.running.as_ref().unwrap().address
    }
}

pub fn grant(device: DeviceId, role: Role) -> Grant {
    Grant {
        device,
        role,
        team: "roermond-1".parse().unwrap(),
        jkt: "thumbprint".to_owned(),
    }
}

pub fn mark(plate: &str) -> Mark {
    Subject::Plate(Plate::read(plate, Country::NL).unwrap()).mark()
}

pub fn blind(plates: &[&str]) -> Blinding {
    let marks: Vec<_> = plates.iter().map(|plate| mark(plate)).collect();
    Blinding::of(&marks, &mut OsRng).unwrap()
}

pub fn epoch(text: &str) -> Epoch {
    text.parse().unwrap()
}

pub fn public_key(live: &LiveEpochs, epoch: Epoch) -> EpochPublicKey {
    live.epochs
        .iter()
        .find(|live| live.epoch == epoch)
        .unwrap()
        .public_key
}
