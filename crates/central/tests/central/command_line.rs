//! The program itself, as an administrator runs it.

use std::process::{Command, Output};
use std::sync::{Arc, Mutex};

use axum::Json;
use axum::Router;
use axum::http::StatusCode;
use axum::routing::post;
use proco_access::revocation::RevocationRequest;
use proco_access::token::EMBEDDED_ISSUER;
use proco_access::{Audience, Jwks, Verifier};
use proco_central::{Clock as _, SystemClock};
use tokio::net::TcpListener;

use crate::support::{Centre, Phone};

async fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_proco-central"));
    command.args(arguments);
    tokio::task::spawn_blocking(move || command.output().unwrap())
        .await
        .unwrap()
}

fn said(output: &[u8]) -> String {
    String::from_utf8(output.to_vec()).unwrap()
}

async fn revoke(centre: &Centre, phone: &Phone, keyservice: &str) -> Output {
    let data = centre.folder.path().to_str().unwrap();
    let device = phone.device.to_string();
    let arguments = ["revoke", "--data", data, "--device", &device];
    run(&[&arguments[..], &["--keyservice", keyservice]].concat()).await
}

/// A key service that remembers the statements it gets.
async fn keyservice(status: StatusCode) -> (String, Arc<Mutex<Vec<String>>>) {
    let statements = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&statements);
    let take = async move |Json(request): Json<RevocationRequest>| {
        kept.lock().unwrap().push(request.statement);
        status
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let router: Router = Router::new().route("/v1/revocations", post(take));
    tokio::spawn(async { axum::serve(listener, router).await });
    (address, statements)
}

#[tokio::test]
async fn a_code_and_the_keys_are_printed_and_fit_the_server() {
    let centre = Centre::open();
    let data = centre.folder.path().to_str().unwrap().to_owned();
    let keys = run(&["issuer-keys", "--data", &data]).await;
    let keys = Jwks::from_json(&said(&keys.stdout)).unwrap();
    assert_eq!(keys, centre.central.issuer_keys());
    let file = centre.folder.path().join("issuer.jwks.json");
    assert_eq!(
        Jwks::from_json(&std::fs::read_to_string(file).unwrap()),
        Ok(keys)
    );

    let team = ["--team", "roermond-1", "--role", "shift_lead"];
    let enrol = run(&[&["enrol", "--data", &data][..], &team].concat()).await;
    assert!(enrol.status.success(), "{}", said(&enrol.stderr));
    let code = said(&enrol.stdout).trim().to_owned();
    assert_eq!(code.len(), 19);
    // The code is good by the clock of the machine; the test's clock stands nearby or before.
    let key = ed25519_dalek::SigningKey::from_bytes(&[3; 32]);
    centre.clock.set(proco_exchange::UtcMillis(1));
    let grant = centre.use_code(&code, &key).await;
    assert_eq!(grant.status, 201, "{}", grant.body);

    let devices = said(&run(&["devices", "list", "--data", &data]).await.stdout);
    let device = grant.body["device"].as_str().unwrap();
    assert!(
        devices.contains(device) && devices.contains("in use"),
        "{devices}"
    );
}

#[tokio::test]
async fn revoking_ends_well_only_when_both_servers_took_it() {
    let centre = Centre::open();
    let phone = centre.officer("roermond-1").await;
    let (refusing, _) = keyservice(StatusCode::FORBIDDEN).await;
    let half = revoke(&centre, &phone, &refusing).await;
    assert!(!half.status.success());
    assert!(said(&half.stdout).contains("central: revoked"));
    assert!(
        said(&half.stderr).contains("NOT revoked"),
        "{}",
        said(&half.stderr)
    );

    let (address, statements) = keyservice(StatusCode::NO_CONTENT).await;
    let whole = revoke(&centre, &phone, &address).await;
    assert!(whole.status.success(), "{}", said(&whole.stderr));
    assert!(said(&whole.stdout).contains("key service: revoked"));
    let keys = centre.central.issuer_keys();
    let verifier = Verifier::new(keys, EMBEDDED_ISSUER, Audience::KeyService);
    let statement = statements.lock().unwrap()[0].clone();
    assert_eq!(
        verifier.revocation(&statement).unwrap().device,
        phone.device
    );
    let answer = centre.counts(&phone, 1).await;
    assert_eq!(answer.refusal(), (403, "device_revoked"));
}

async fn replace(centre: &Centre, old: &Phone, more: &[&str]) -> Output {
    let data = centre.folder.path().to_str().unwrap();
    let old = old.device.to_string();
    let arguments = ["enrol", "--data", data, "--replaces", &old];
    run(&[&arguments[..], more].concat()).await
}

#[tokio::test]
async fn a_phone_in_place_of_another_needs_no_team_and_its_operator_is_told_what_is_left() {
    let centre = Centre::open();
    let old = centre.officer("roermond-1").await;
    let output = replace(&centre, &old, &[]).await;
    let told = said(&output.stderr);
    assert!(output.status.success(), "{told}");
    assert!(told.contains("revoked when the code is used"), "{told}");
    let left = format!("proco-central revoke --device {}", old.device);
    assert!(
        told.contains("NOT revoked") && told.contains(&left),
        "{told}"
    );
    assert_eq!(centre.counts(&old, 1).await.status, 200, "not before");

    let code = said(&output.stdout).trim().to_owned();
    assert_eq!(code.len(), 19, "what is printed is the code alone");
    let key = ed25519_dalek::SigningKey::from_bytes(&[3; 32]);
    centre.clock.set(proco_exchange::UtcMillis(1));
    let grant = centre.use_code(&code, &key).await;
    assert_eq!(grant.body["team"], "roermond-1", "{}", grant.body);
    let data = centre.folder.path().to_str().unwrap();
    let devices = said(&run(&["devices", "list", "--data", data]).await.stdout);
    let follows = format!("in use  counts as {}", old.device);
    assert!(devices.contains(&follows), "{devices}");
    assert!(devices.contains("revoked"), "{devices}");
}

#[tokio::test]
async fn a_lost_phone_is_out_at_both_servers_before_the_new_one_is_enrolled() {
    let centre = Centre::open();
    let old = centre.officer("roermond-1").await;
    let (refusing, _) = keyservice(StatusCode::FORBIDDEN).await;
    let half = replace(&centre, &old, &["--keyservice", &refusing]).await;
    assert!(!half.status.success());
    assert!(said(&half.stderr).contains("NOT revoked"));
    let answer = centre.counts(&old, 1).await;
    assert_eq!(answer.refusal(), (403, "device_revoked"));

    let (address, statements) = keyservice(StatusCode::NO_CONTENT).await;
    let whole = replace(&centre, &old, &["--keyservice", &address]).await;
    assert!(whole.status.success(), "{}", said(&whole.stderr));
    let keys = centre.central.issuer_keys();
    let verifier = Verifier::new(keys, EMBEDDED_ISSUER, Audience::KeyService);
    let statement = statements.lock().unwrap()[0].clone();
    assert_eq!(verifier.revocation(&statement).unwrap().device, old.device);
    let code = said(&whole.stdout).trim().to_owned();
    let key = ed25519_dalek::SigningKey::from_bytes(&[3; 32]);
    centre.clock.set(proco_exchange::UtcMillis(1));
    assert_eq!(centre.use_code(&code, &key).await.status, 201);
}

#[tokio::test]
async fn what_cannot_be_replaced_gets_no_code_and_a_reason() {
    let centre = Centre::open();
    let old = centre.officer("roermond-1").await;
    let mut unknown = centre.officer("roermond-1").await;
    unknown.device.0 = uuid::Uuid::from_u128(1);
    let wrong = [
        (&unknown, [].as_slice(), "no such device"),
        (&old, &["--team", "venlo-2"], "it is of team roermond-1"),
        (&old, &["--role", "analyst"], "its role is officer"),
    ];
    for (phone, more, why) in wrong {
        let output = replace(&centre, phone, more).await;
        let told = said(&output.stdout) + &said(&output.stderr);
        assert!(!output.status.success() && told.contains(why), "{told}");
        assert!(output.stdout.is_empty(), "no code: {told}");
    }
    let same = ["--team", "roermond-1", "--role", "officer"];
    assert!(replace(&centre, &old, &same).await.status.success());
    let new = centre.in_place_of(&old).await;
    let output = replace(&centre, &old, &[]).await;
    let taken = format!("device {} is in use in its place", new.device);
    assert!(said(&output.stderr).contains(&taken));
}

#[tokio::test]
async fn a_device_that_nobody_knows_is_not_called_revoked() {
    let centre = Centre::open();
    let mut phone = centre.officer("roermond-1").await;
    phone.device.0 = uuid::Uuid::from_u128(1);
    let (address, _) = keyservice(StatusCode::NO_CONTENT).await;
    let output = revoke(&centre, &phone, &address).await;
    assert!(!output.status.success());
    assert!(said(&output.stderr).contains("no such device"));
}

#[tokio::test]
async fn an_accepted_epoch_key_is_told_with_each_grant_until_it_is_forgotten() {
    let centre = Centre::open();
    let phone = centre.officer("roermond-1").await;
    let told = async |centre: &Centre| {
        let grant = centre.refresh(&phone).await.body;
        grant["accepted_epoch_keys"].clone()
    };
    assert_eq!(told(&centre).await, serde_json::Value::Null);

    // The command goes by the clock of the machine.
    let epoch = SystemClock.now().epoch().to_string();
    let data = centre.folder.path().to_str().unwrap().to_owned();
    let key = "-".to_owned() + &"A".repeat(42);
    let accept = ["epoch-keys", "accept", "--data", &data, "--epoch"];
    let accepted = run(&[&accept[..], &[&epoch, "--key", &key]].concat()).await;
    assert!(accepted.status.success(), "{}", said(&accepted.stderr));
    let expected = serde_json::json!([{ "epoch": epoch, "public_key": key }]);
    assert_eq!(told(&centre).await, expected);
    let list = run(&["epoch-keys", "list", "--data", &data]).await;
    assert_eq!(said(&list.stdout), format!("{epoch}  {key}\n"));

    for (epoch, key, why) in [
        ("1999Q1", key.as_str(), "not live"),
        ("2026Q5", &key, "an epoch is written"),
        (epoch.as_str(), "short", "32 bytes"),
    ] {
        let refused = run(&[&accept[..], &[epoch, "--key", key]].concat()).await;
        let told = said(&refused.stderr);
        assert!(!refused.status.success() && told.contains(why), "{told}");
    }
    let forget = ["epoch-keys", "forget", "--data", &data, "--epoch", &epoch];
    assert!(run(&forget).await.status.success());
    assert_eq!(told(&centre).await, serde_json::Value::Null);
    let nothing = run(&forget).await;
    assert!(!nothing.status.success());
}
