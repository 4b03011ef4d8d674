//! A phone whose key is of P-256, as hardware key stores hold it, beside one of Ed25519.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use proco_access::{DeviceId, DeviceKey, Role};
use proco_credential::request::enrolment_message;
use rand::rngs::OsRng;
use serde_json::json;

use proco_testbed::central::TestCentral;
use proco_testbed::http::Answer;
use proco_testbed::reports::{query, stored};
use proco_testbed::visitor::Visitor;

/// A key as a hardware key store would hold it.
pub fn hardware_key() -> SigningKey {
    SigningKey::random(&mut OsRng)
}

pub fn public(key: &SigningKey) -> DeviceKey {
    let point = key.verifying_key().to_encoded_point(true);
    DeviceKey::from_bytes(point.as_bytes()).unwrap()
}

fn signed(key: &SigningKey, message: &[u8]) -> String {
    let signature: Signature = key.sign(message);
    URL_SAFE_NO_PAD.encode(signature.to_bytes())
}

async fn code(central: &TestCentral) -> String {
    let team = "roermond-1".parse().unwrap();
    let code = central.server.enrol_code(team, Role::Officer);
    code.await.unwrap()
}

pub async fn enrolled(central: &TestCentral, key: &SigningKey) -> Answer {
    let code = code(central).await;
    let public_key = String::from(public(key));
    let signature = signed(key, &enrolment_message(&code, &public_key));
    let body = json!({ "code": code, "public_key": public_key, "signature": signature });
    central.post("/v1/enrolments", None, &body).await
}

pub async fn token(central: &TestCentral, key: &SigningKey, device: DeviceId) -> Answer {
    let challenge = central.challenge(device).await;
    let signature = signed(key, format!("proco-token-v1|{challenge}").as_bytes());
    let body = json!({ "device": device, "challenge": challenge, "signature": signature });
    central.post("/v1/tokens", None, &body).await
}

#[tokio::test]
async fn a_phone_with_a_p256_key_is_enrolled_gets_tokens_and_is_itself_after_a_restart() {
    let mut central = TestCentral::open().await;
    let old = central.officer("roermond-1").await;
    // Both signs of y: the tag of the point is kept, too.
    for tag in [2, 3] {
        let drawn = std::iter::repeat_with(|| SigningKey::random(&mut OsRng));
        let key = drawn
            .into_iter()
            .find(|key| public(key).to_bytes()[0] == tag)
            .unwrap();
        let device = public(&key).device();
        let grant = enrolled(&central, &key).await;
        assert_eq!(grant.status, 201, "{}", grant.body);
        assert_eq!(grant.body["device"], device.0.to_string());

        central.server.leave().await.unwrap();
        central = central.reopened().await;
        let renewed = token(&central, &key, device).await;
        assert_eq!(renewed.status, 200, "{}", renewed.body);
        let phone = Visitor {
            device,
            token: renewed.body["token"].as_str().unwrap().to_owned(),
            key: old.key.clone(),
            central: central.address(),
        };
        let report = query(tag, central.hour());
        assert_eq!(central.upload(&phone, &[report]).await, [stored()]);

        let again = enrolled(&central, &key).await;
        assert_eq!(again.status, 201, "{}", again.body);
        assert_eq!(again.body["device"], device.0.to_string(), "the same phone");

        let stranger = SigningKey::random(&mut OsRng);
        let refused = token(&central, &stranger, device).await;
        assert_eq!(refused.refusal(), (401, "proof_refused"));
    }
    let renewed = central.refresh(&old).await;
    assert_eq!(renewed.status, 200, "an Ed25519 key is good as before");
    assert_eq!(central.server.devices().await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_key_of_one_algorithm_is_not_believed_under_a_signature_of_the_other() {
    let central = TestCentral::open().await;
    let old = central.officer("roermond-1").await;
    let key = SigningKey::random(&mut OsRng);
    let refused = token(&central, &key, old.device).await;
    assert_eq!(refused.refusal(), (401, "proof_refused"));

    let code = code(&central).await;
    let old_key = URL_SAFE_NO_PAD.encode(old.key.verifying_key().to_bytes());
    for public_key in [
        old_key,
        String::from(public(&SigningKey::random(&mut OsRng))),
    ] {
        let signature = signed(&key, &enrolment_message(&code, &public_key));
        let body = json!({ "code": code, "public_key": public_key, "signature": signature });
        let answer = central.post("/v1/enrolments", None, &body).await;
        assert_eq!(answer.refusal(), (401, "proof_refused"));
    }
}
