//! A centre in a folder of its own, phones that speak to it, and a clock that the test moves.

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer as _, SigningKey};
use proco_access::{DeviceId, Role, Team};
use proco_central::{Central, Config, ManualClock, router};
use proco_exchange::report::PROTOCOL_VERSION;
use proco_exchange::{Hour, UtcMillis};
use rand::rngs::OsRng;
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt as _;
use uuid::Uuid;

/// 2026-11-22 10:00 UTC, a Sunday.
pub const SUNDAY: UtcMillis = UtcMillis(1_795_341_600_000);

/// A centre that stands until the test ends.
pub struct Centre {
    pub central: Central,
    pub clock: Arc<ManualClock>,
    pub router: Router,
    pub folder: TempDir,
}

pub struct Answer {
    pub status: StatusCode,
    pub body: Value,
    /// In how many seconds to come again.
    pub retry_after: Option<u64>,
}

impl Answer {
    /// The code of a refusal, with its status.
    pub fn refusal(&self) -> (u16, &str) {
        let code = self.body["code"].as_str().unwrap_or_default();
        (self.status.as_u16(), code)
    }
}

impl Centre {
    pub fn open() -> Self {
        Self::open_at(SUNDAY)
    }

    pub fn open_at(now: UtcMillis) -> Self {
        Self::open_with(now, |_| {})
    }

    /// One that is set otherwise.
    pub fn open_with(now: UtcMillis, set: impl Fn(&mut Config)) -> Self {
        Self::begin(now, |folder| {
            let mut config = Config::new(folder);
            set(&mut config);
            config
        })
    }

    /// With settings of its own.
    pub fn open_as(config: impl FnOnce(&Path) -> Config) -> Self {
        Self::begin(SUNDAY, config)
    }

    fn begin(now: UtcMillis, config: impl FnOnce(&Path) -> Config) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at(now));
        Self::on(folder, clock, config)
    }

    fn on(folder: TempDir, clock: Arc<ManualClock>, config: impl FnOnce(&Path) -> Config) -> Self {
        let central = Central::open(config(folder.path()), clock.clone()).unwrap();
        let router = router(central.clone());
        Self {
            central,
            clock,
            router,
            folder,
        }
    }

    /// Opens it again, as after a restart of the machine.
    pub fn reopened(self) -> Self {
        self.reopened_after(|| {})
    }

    /// Opens it again after something was done to its folder.
    pub fn reopened_after(self, meanwhile: impl FnOnce()) -> Self {
        self.reopened_with(|folder| {
            meanwhile();
            Config::new(folder)
        })
    }

    pub fn reopened_with(self, config: impl FnOnce(&Path) -> Config) -> Self {
        let Self {
            central,
            clock,
            router,
            folder,
        } = self;
        drop((central, router));
        Self::on(folder, clock, config)
    }

    /// Opens one in this folder, as after a kill that left it so.
    pub fn stands_on(folder: TempDir, clock: Arc<ManualClock>) -> Self {
        Self::on(folder, clock, |folder| Config::new(folder))
    }

    pub fn hour(&self) -> Hour {
        self.central.now().hour()
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        assert_eq!(response.headers()["api-version"], "1.0.0");
        let kind = response.headers().get("content-type").cloned();
        if !status.is_success() {
            assert_eq!(kind.unwrap(), "application/problem+json", "{status}");
        }
        let retry_after = response.headers().get("retry-after");
        let retry_after = retry_after.map(|seconds| seconds.to_str().unwrap().parse().unwrap());
        let bytes = to_bytes(response.into_body(), 10_000_000).await.unwrap();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer {
            status,
            body,
            retry_after,
        }
    }

    /// The moment that the answer tells, if it tells one.
    pub async fn said_time(&self, request: Request<Body>) -> Option<UtcMillis> {
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let said = answer.headers().get(proco_exchange::CENTRAL_TIME);
        said.map(|said| UtcMillis(said.to_str().unwrap().parse().unwrap()))
    }

    pub async fn post(&self, path: &str, token: Option<&str>, body: &Value) -> Answer {
        let mut request = Request::post(path).header("content-type", "application/json");
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        self.send(request.body(Body::from(body.to_string())).unwrap())
            .await
    }

    pub async fn get(&self, path: &str, token: &str) -> Answer {
        let request = Request::get(path).header("authorization", format!("Bearer {token}"));
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Enrols a phone for an officer of this team.
    pub async fn officer(&self, team: &str) -> Phone {
        self.enrol(team, Role::Officer).await
    }

    pub async fn enrol(&self, team: &str, role: Role) -> Phone {
        let team: Team = team.parse().unwrap();
        let code = self.central.enrol_code(team, role).await.unwrap();
        self.enrol_with(&code).await
    }

    /// A phone of an officer of this team that was enrolled so many days ago.
    pub async fn officer_for_days(&self, days: u32, team: &str) -> Phone {
        let now = self.central.now();
        self.clock.set(now.minus_hours(days * 24));
        let mut phone = self.officer(team).await;
        self.clock.set(now);
        phone.token = self.refresh(&phone).await.body["token"]
            .as_str()
            .unwrap()
            .to_owned();
        phone
    }

    /// Enrols a phone for the officer who had this one.
    pub async fn in_place_of(&self, old: &Phone) -> Phone {
        let code = self.central.replacement_code(old.device, None, None);
        self.enrol_with(&code.await.unwrap()).await
    }

    async fn enrol_with(&self, code: &str) -> Phone {
        let key = SigningKey::generate(&mut OsRng);
        let answer = self.use_code(code, &key).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        Phone {
            device: DeviceId(serde_json::from_value(answer.body["device"].clone()).unwrap()),
            token: answer.body["token"].as_str().unwrap().to_owned(),
            key,
        }
    }

    pub async fn use_code(&self, code: &str, key: &SigningKey) -> Answer {
        let public_key = URL_SAFE_NO_PAD.encode(key.verifying_key().to_bytes());
        let signature = key.sign(format!("proco-enrol-v1|{code}|{public_key}").as_bytes());
        let signature = URL_SAFE_NO_PAD.encode(signature.to_bytes());
        let body = json!({ "code": code, "public_key": public_key, "signature": signature });
        self.post("/v1/enrolments", None, &body).await
    }

    /// Asks for a challenge, signs it, asks for a token.
    pub async fn refresh(&self, phone: &Phone) -> Answer {
        let challenge = self.challenge(phone.device).await;
        self.answer(phone, &challenge).await
    }

    /// Asks for a challenge for this device, as anybody may.
    pub async fn challenge(&self, device: DeviceId) -> String {
        let asked = json!({ "device": device });
        let answer = self.post("/v1/challenges", None, &asked).await;
        answer.body["challenge"].as_str().unwrap().to_owned()
    }

    /// Signs this challenge and asks for a token.
    pub async fn answer(&self, phone: &Phone, challenge: &str) -> Answer {
        let device = phone.device.0;
        let signature = phone
            .key
            .sign(format!("proco-token-v1|{challenge}").as_bytes());
        let signature = URL_SAFE_NO_PAD.encode(signature.to_bytes());
        let body = json!({ "device": device, "challenge": challenge, "signature": signature });
        self.post("/v1/tokens", None, &body).await
    }

    /// Uploads a batch and gives the receipts.
    pub async fn upload(&self, phone: &Phone, reports: &[Value]) -> Vec<Value> {
        let body = json!({ "version": PROTOCOL_VERSION, "reports": reports });
        let request = Request::post("/v1/reports")
            .header("content-type", "application/json")
            .header("content-encoding", "gzip")
            .header("authorization", format!("Bearer {}", phone.token))
            .body(Body::from(gzip(body.to_string().as_bytes())))
            .unwrap();
        let answer = self.send(request).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        answer.body["receipts"].as_array().unwrap().clone()
    }

    /// The counts of a subject by its pseudonym in the present epoch.
    pub async fn counts(&self, phone: &Phone, subject: u8) -> Answer {
        let epoch = self.hour().epoch();
        let body = json!({ "subject": [{ "epoch": epoch, "pseudonym": pseudonym(subject) }] });
        self.post("/v1/frequencies", Some(&phone.token), &body)
            .await
    }
}

#[derive(Clone)]
pub struct Phone {
    pub device: DeviceId,
    pub token: String,
    pub key: SigningKey,
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

pub fn pseudonym(subject: u8) -> String {
    URL_SAFE_NO_PAD.encode([subject; 16])
}

pub fn stored() -> Value {
    json!({ "result": "stored" })
}

pub fn other_stored(revision: u32) -> Value {
    json!({ "result": "other_stored", "revision": revision })
}

pub fn already_stored() -> Value {
    json!({ "result": "already_stored" })
}

pub fn refused(code: &str) -> Value {
    json!({ "result": "refused", "code": code })
}

fn head(subject: u8, hour: Hour) -> Value {
    json!({
        "id": Uuid::now_v7(), "revision": 1, "epoch": hour.epoch(),
        "pseudonym": pseudonym(subject), "subject": "plate", "hour": hour,
        "initiative": "proactive",
    })
}

/// A look-up that was left, of this subject in this hour.
pub fn query(subject: u8, hour: Hour) -> Value {
    json!({ "query": { "head": head(subject, hour), "led_to": "left_it" } })
}

/// A look-up after which nothing was decided.
pub fn undecided(subject: u8, hour: Hour) -> Value {
    json!({ "query": { "head": head(subject, hour), "led_to": "nothing" } })
}

/// The look-up of a stop.
pub fn led_to_a_stop(subject: u8, hour: Hour) -> Value {
    json!({ "query": { "head": head(subject, hour), "led_to": "stop" } })
}

/// A stop for a vehicle defect that found nothing.
pub fn stop(subject: u8, hour: Hour) -> Value {
    json!({ "stop": {
        "head": head(subject, hour), "grounds": ["vehicle_defect"],
        "basis": "wvw_160", "reason_told": "unasked",
    } })
}

/// The same report in a later revision.
pub fn revised(report: &Value, revision: u32) -> Value {
    let mut report = report.clone();
    let kinds = report.as_object_mut().unwrap();
    kinds.values_mut().next().unwrap()["head"]["revision"] = json!(revision);
    report
}

pub fn withdrawal(report: &Value, revision: u32) -> Value {
    let head = &report.as_object().unwrap().values().next().unwrap()["head"];
    json!({ "withdrawal": { "id": head["id"], "revision": revision, "epoch": head["epoch"] } })
}
