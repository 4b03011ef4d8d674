//! Somebody who speaks to the servers without the app: a device enrolled by hand, plain requests.

use std::net::SocketAddr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer as _, SigningKey};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::{Method, Request};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use proco_access::Role;
use proco_credential::Challenge;
use proco_credential::request::{GivenChallenge, enrolment_message};
use proco_exchange::enrolment::Grant;
use serde_json::{Value, json};

use crate::town::Town;

/// A device enrolled by hand.
pub struct Visitor {
    central: SocketAddr,
    key: SigningKey,
    /// What central granted it.
    pub grant: Grant,
}

impl Visitor {
    /// Enrols with a code.
    pub async fn enrols(town: &Town, team: &str, role: Role) -> Self {
        let key = SigningKey::generate(&mut rand::rngs::OsRng);
        let code = town.code(team, role).await.unwrap();
        let public_key = URL_SAFE_NO_PAD.encode(key.verifying_key().as_bytes());
        let signature = key.sign(&enrolment_message(&code, &public_key)).to_bytes();
        let signature = URL_SAFE_NO_PAD.encode(signature);
        let body = json!({ "code": code, "public_key": public_key, "signature": signature });
        let central = town.central_address();
        let (status, answer) =
            request(central, Method::POST, "/v1/enrolments", None, Some(&body)).await;
        assert!(status < 300, "enrolment answers {status}");
        Self {
            central,
            key,
            grant: serde_json::from_str(&answer).unwrap(),
        }
    }

    /// Signs a challenge for a new token.
    pub async fn renews_its_token(&mut self) {
        let device = self.grant.device;
        let (_, answer) = self
            .posts("/v1/challenges", &json!({ "device": device }))
            .await;
        let GivenChallenge { challenge } = serde_json::from_str(&answer).unwrap();
        let signed = Challenge::try_from(challenge.clone()).unwrap();
        let signature = self.key.sign(&signed.to_be_signed());
        let signature = URL_SAFE_NO_PAD.encode(signature.to_bytes());
        let body = json!({ "device": device, "challenge": challenge, "signature": signature });
        let (status, answer) = self.posts("/v1/tokens", &body).await;
        assert_eq!(status, 200);
        self.grant = serde_json::from_str(&answer).unwrap();
    }

    /// Gets a path of central: the status, and the body as text.
    pub async fn gets(&self, path: &str) -> (u16, String) {
        request(
            self.central,
            Method::GET,
            path,
            Some(&self.grant.token),
            None,
        )
        .await
    }

    /// Posts JSON to a path of central.
    pub async fn posts(&self, path: &str, body: &Value) -> (u16, String) {
        request(
            self.central,
            Method::POST,
            path,
            Some(&self.grant.token),
            Some(body),
        )
        .await
    }
}

/// One plain request: the status, and the body as text.
pub async fn request(
    server: SocketAddr,
    method: Method,
    path: &str,
    token: Option<&str>,
    body: Option<&Value>,
) -> (u16, String) {
    let mut request = Request::builder()
        .method(method)
        .uri(format!("http://{server}{path}"));
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let body = body.map(Value::to_string);
    if body.is_some() {
        request = request.header("content-type", "application/json");
    }
    let request = request
        .body(Full::new(Bytes::from(body.unwrap_or_default())))
        .unwrap();
    let client = Client::builder(TokioExecutor::new()).build_http();
    let answer = client.request(request).await.unwrap();
    let status = answer.status().as_u16();
    let bytes = answer.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8_lossy(&bytes).into_owned())
}
