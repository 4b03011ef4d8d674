//! Central on loopback, on a real file in a folder of its own, under a clock that the test moves.

use std::path::Path;
use std::sync::Arc;

use ed25519_dalek::SigningKey;
use hyper::body::Body;
use hyper::{Method, Request};
use proco_access::serve::Bounds;
use proco_access::{DeviceId, Role, Team};
use proco_central::{Central, Config, ManualClock, router};
use proco_exchange::{Hour, UtcMillis};
use serde_json::{Value, json};
use std::error::Error;
use std::net::SocketAddr;
use tempfile::TempDir;

use crate::http::{self, Answer};
use crate::reports::pseudonym;
use crate::served::{Served, listen};
use crate::visitor::{self, Visitor};

/// 2026-11-22 10:00 UTC, a Sunday.
pub const SUNDAY: UtcMillis = UtcMillis(1_795_341_600_000);

/// Central, with its folder and its clock, until the test ends. The hourly tasks of central run only when the
/// test calls them.
pub struct TestCentral {
    pub server: Central,
    pub clock: Arc<ManualClock>,
    pub folder: TempDir,
    served: Served<Central>,
}

impl TestCentral {
    pub async fn open() -> Self {
        Self::open_at(SUNDAY).await
    }

    pub async fn open_at(now: UtcMillis) -> Self {
        Self::open_with(now, |_| {}).await
    }

    /// Opens central with a changed configuration.
    pub async fn open_with(now: UtcMillis, set: impl Fn(&mut Config)) -> Self {
        Self::begin(now, |folder| {
            let mut config = Config::new(folder);
            set(&mut config);
            config
        })
        .await
    }

    /// Opens central with a configuration of its own.
    pub async fn open_as(config: impl FnOnce(&Path) -> Config) -> Self {
        Self::begin(SUNDAY, config).await
    }

    async fn begin(now: UtcMillis, config: impl FnOnce(&Path) -> Config) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at(now));
        Self::on(folder, clock, config, None).await
    }

    async fn on(
        folder: TempDir,
        clock: Arc<ManualClock>,
        config: impl FnOnce(&Path) -> Config,
        before: Option<SocketAddr>,
    ) -> Self {
        let server = Central::open(config(folder.path()), clock.clone()).unwrap();
        Self::around(server, clock, folder, before).await
    }

    /// Serves a central that is open already.
    pub async fn of(server: Central, clock: Arc<ManualClock>, folder: TempDir) -> Self {
        Self::around(server, clock, folder, None).await
    }

    async fn around(
        server: Central,
        clock: Arc<ManualClock>,
        folder: TempDir,
        before: Option<SocketAddr>,
    ) -> Self {
        let listener = listen(before).await.unwrap();
        let serve = |listener, server, stopped| {
            proco_access::serve::serve(listener, router(server), Bounds::default(), stopped)
        };
        let served = Served::start(listener, server.clone(), serve);
        Self {
            server,
            clock,
            folder,
            served,
        }
    }

    /// Stops the server, and gives its folder, in which all files are closed.
    pub async fn stopped(self) -> (TempDir, Arc<ManualClock>) {
        let Self {
            server,
            clock,
            folder,
            served,
        } = self;
        drop(server);
        served.stop().await;
        (folder, clock)
    }

    /// Restarts it, as after a restart of the machine.
    pub async fn reopened(self) -> Self {
        self.reopened_after(|| {}).await
    }

    /// Restarts it after something was done to its folder.
    pub async fn reopened_after(self, meanwhile: impl FnOnce()) -> Self {
        self.reopened_with(|folder| {
            meanwhile();
            Config::new(folder)
        })
        .await
    }

    pub async fn reopened_with(self, config: impl FnOnce(&Path) -> Config) -> Self {
        let address = self.address();
        let (folder, clock) = self.stopped().await;
        Self::on(folder, clock, config, Some(address)).await
    }

    /// Starts central on this folder, as after a kill that left it so, at the former address.
    pub async fn stands_on(self, folder: TempDir) -> Self {
        let address = self.address();
        let (_before, clock) = self.stopped().await;
        Self::on(folder, clock, |folder| Config::new(folder), Some(address)).await
    }

    /// The address of the server.
    pub fn address(&self) -> SocketAddr {
        self.served.address
    }

    pub fn hour(&self) -> Hour {
        self.server.now().hour()
    }

    /// Sends a request unchanged. Checks that the answer has the version, and that a refusal has the form of
    /// all refusals.
    pub async fn send<B>(&self, request: Request<B>) -> Answer
    where
        B: Body + Send + 'static,
        B::Data: Send,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        well_formed(http::send(self.address(), request).await)
    }

    /// The moment in the answer, if there is one.
    pub async fn said_time<B>(&self, request: Request<B>) -> Option<UtcMillis>
    where
        B: Body + Send + 'static,
        B::Data: Send,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let answer = self.send(request).await;
        let said = answer.header(proco_exchange::CENTRAL_TIME);
        said.map(|said| UtcMillis(said.parse().unwrap()))
    }

    pub async fn post(&self, path: &str, token: Option<&str>, body: &Value) -> Answer {
        well_formed(http::ask(self.address(), Method::POST, path, token, Some(body)).await)
    }

    pub async fn get(&self, path: &str, token: &str) -> Answer {
        well_formed(http::ask(self.address(), Method::GET, path, Some(token), None).await)
    }

    /// Enrols a phone for an officer of this team.
    pub async fn officer(&self, team: &str) -> Visitor {
        self.enrol(team, Role::Officer).await
    }

    pub async fn enrol(&self, team: &str, role: Role) -> Visitor {
        let team: Team = team.parse().unwrap();
        let code = self.server.enrol_code(team, role).await.unwrap();
        Visitor::enrols(self.address(), &code).await
    }

    /// A phone of an officer of this team that was enrolled this many days ago.
    pub async fn officer_for_days(&self, days: u32, team: &str) -> Visitor {
        let now = self.server.now();
        self.clock.set(now.minus_hours(days * 24));
        let mut phone = self.officer(team).await;
        self.clock.set(now);
        phone.renews_its_token().await;
        phone
    }

    /// Enrols a new phone for the officer of this one.
    pub async fn in_place_of(&self, old: &Visitor) -> Visitor {
        let code = self.server.replacement_code(old.device, None, None);
        Visitor::enrols(self.address(), &code.await.unwrap()).await
    }

    pub async fn use_code(&self, code: &str, key: &SigningKey) -> Answer {
        well_formed(visitor::use_code(self.address(), code, key).await)
    }

    /// Gets a challenge, signs it and gets a token with it.
    pub async fn refresh(&self, phone: &Visitor) -> Answer {
        let challenge = self.challenge(phone.device).await;
        self.answer(phone, &challenge).await
    }

    /// Gets a challenge for this device, which anybody may do.
    pub async fn challenge(&self, device: DeviceId) -> String {
        visitor::challenge(self.address(), device).await
    }

    /// Signs this challenge and gets a token with it.
    pub async fn answer(&self, phone: &Visitor, challenge: &str) -> Answer {
        well_formed(self.as_it_speaks_here(phone).answers(challenge).await)
    }

    /// Uploads a batch. Gives the receipts.
    pub async fn upload(&self, phone: &Visitor, reports: &[Value]) -> Vec<Value> {
        let answer = well_formed(self.as_it_speaks_here(phone).uploads(reports).await);
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.body["receipts"].as_array().unwrap().clone()
    }

    /// The phone with the present address of this central, because it may have enrolled at another one.
    fn as_it_speaks_here(&self, phone: &Visitor) -> Visitor {
        Visitor {
            central: self.address(),
            ..phone.clone()
        }
    }

    /// The counts of a subject by its pseudonym in the present epoch.
    pub async fn counts(&self, phone: &Visitor, subject: u8) -> Answer {
        let epoch = self.hour().epoch();
        let body = json!({ "subject": [{ "epoch": epoch, "pseudonym": pseudonym(subject) }] });
        self.post("/v1/frequencies", Some(&phone.token), &body)
            .await
    }
}

fn well_formed(answer: Answer) -> Answer {
    assert_eq!(answer.header("api-version"), Some("1.0.0"));
    if !answer.is_success() {
        answer.code();
    }
    answer
}
