//! A client of central without the app: a device that is enrolled by hand, and plain requests. What it signs
//! and sends is written out here, as a specification of the wire.

use std::io::Write as _;
use std::net::SocketAddr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer as _, SigningKey};
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::{Method, Request};
use proco_access::DeviceId;
use proco_exchange::enrolment::Grant;
use proco_exchange::report::PROTOCOL_VERSION;
use rand::rngs::OsRng;
use serde_json::{Value, json};

use crate::http::{Answer, ask, send};

/// A device that is enrolled by hand.
#[derive(Clone)]
pub struct Visitor {
    pub device: DeviceId,
    pub token: String,
    pub key: SigningKey,
    /// The address of central.
    pub central: SocketAddr,
}

impl Visitor {
    /// Enrols with a code.
    pub async fn enrols(central: SocketAddr, code: &str) -> Self {
        let key = SigningKey::generate(&mut OsRng);
        let answer = use_code(central, code, &key).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let grant: Grant = serde_json::from_value(answer.body).unwrap();
        Self {
            device: grant.device,
            token: grant.token,
            key,
            central,
        }
    }

    /// Gets a challenge, signs it and gets a token with it.
    pub async fn refresh(&self) -> Answer {
        let challenge = challenge(self.central, self.device).await;
        self.answers(&challenge).await
    }

    /// Signs this challenge and gets a token with it.
    pub async fn answers(&self, challenge: &str) -> Answer {
        let signed = format!("proco-token-v1|{challenge}");
        let signature = self.key.sign(signed.as_bytes()).to_bytes();
        let signature = URL_SAFE_NO_PAD.encode(signature);
        let device = self.device;
        let body = json!({ "device": device, "challenge": challenge, "signature": signature });
        ask(self.central, Method::POST, "/v1/tokens", None, Some(&body)).await
    }

    /// Replaces its token by a new one.
    pub async fn renews_its_token(&mut self) {
        let answer = self.refresh().await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let grant: Grant = serde_json::from_value(answer.body).unwrap();
        self.token = grant.token;
    }

    /// Sends a GET request to central.
    pub async fn gets(&self, path: &str) -> Answer {
        ask(self.central, Method::GET, path, Some(&self.token), None).await
    }

    /// Sends JSON to central in a POST request.
    pub async fn posts(&self, path: &str, body: &Value) -> Answer {
        let token = Some(&*self.token);
        ask(self.central, Method::POST, path, token, Some(body)).await
    }

    /// Uploads a batch, compressed as by phones.
    pub async fn uploads(&self, reports: &[Value]) -> Answer {
        let body = json!({ "version": PROTOCOL_VERSION, "reports": reports });
        let request = Request::post("/v1/reports")
            .header("content-type", "application/json")
            .header("content-encoding", "gzip")
            .header("authorization", format!("Bearer {}", self.token))
            .body(Full::new(Bytes::from(gzip(body.to_string().as_bytes()))))
            .unwrap();
        send(self.central, request).await
    }
}

/// Uses a one-time code at central, with a key.
pub async fn use_code(central: SocketAddr, code: &str, key: &SigningKey) -> Answer {
    let public_key = URL_SAFE_NO_PAD.encode(key.verifying_key().to_bytes());
    let signed = format!("proco-enrol-v1|{code}|{public_key}");
    let signature = URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes()).to_bytes());
    let body = json!({ "code": code, "public_key": public_key, "signature": signature });
    ask(central, Method::POST, "/v1/enrolments", None, Some(&body)).await
}

/// Gets a challenge for this device, which anybody may do.
pub async fn challenge(central: SocketAddr, device: DeviceId) -> String {
    let asked = json!({ "device": device });
    let answer = ask(central, Method::POST, "/v1/challenges", None, Some(&asked)).await;
    answer.body["challenge"].as_str().unwrap().to_owned()
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}
