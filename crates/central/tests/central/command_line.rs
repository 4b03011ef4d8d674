//! The program itself, as an administrator runs it.

use std::process::{Command, Output};
use std::sync::{Arc, Mutex};

use axum::Json;
use axum::Router;
use axum::http::StatusCode;
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proco_access::standing::{StandingAnswer, StandingRequest};
use proco_access::token::EMBEDDED_ISSUER;
use proco_access::{Audience, Jwks, Verifier};
use proco_central::{Clock as _, SystemClock};

use crate::stub::Stub;
use proco_testbed::central::TestCentral;
use proco_testbed::reports::query;
use proco_testbed::visitor::Visitor;

pub async fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_proco-central"));
    command.args(arguments);
    tokio::task::spawn_blocking(move || command.output().unwrap())
        .await
        .unwrap()
}

pub fn said(output: &[u8]) -> String {
    String::from_utf8(output.to_vec()).unwrap()
}

async fn revoke(central: &TestCentral, phone: &Visitor, keyservice: &str) -> Output {
    let data = central.folder.path().to_str().unwrap();
    let device = phone.device.to_string();
    let arguments = ["revoke", "--data", data, "--device", &device];
    run(&[&arguments[..], &["--keyservice", keyservice]].concat()).await
}

/// A key service that remembers the statements it gets.
async fn keyservice(status: StatusCode) -> (Stub, Arc<Mutex<Vec<String>>>) {
    let statements = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&statements);
    let take = async move |Json(request): Json<StandingRequest>| {
        kept.lock().unwrap().push(request.statement);
        (status, Json(StandingAnswer::default()))
    };
    let stub = Stub::of(Router::new().route("/v1/standings", post(take))).await;
    (stub, statements)
}

#[tokio::test]
async fn a_code_and_the_keys_are_printed_and_fit_the_server() {
    let central = TestCentral::open().await;
    let data = central.folder.path().to_str().unwrap().to_owned();
    let keys = run(&["issuer-keys", "--data", &data]).await;
    let keys = Jwks::from_json(&said(&keys.stdout)).unwrap();
    assert_eq!(keys, central.server.issuer_keys());
    let file = central.folder.path().join("issuer.jwks.json");
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
    central.clock.set(proco_exchange::UtcMillis(1));
    let grant = central.use_code(&code, &key).await;
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
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    let (refusing, _) = keyservice(StatusCode::FORBIDDEN).await;
    let half = revoke(&central, &phone, &refusing.address).await;
    assert!(!half.status.success());
    assert!(said(&half.stdout).contains("central: revoked"));
    assert!(
        said(&half.stderr).contains("NOT revoked"),
        "{}",
        said(&half.stderr)
    );

    let (stub, statements) = keyservice(StatusCode::OK).await;
    let whole = revoke(&central, &phone, &stub.address).await;
    assert!(whole.status.success(), "{}", said(&whole.stderr));
    assert!(said(&whole.stdout).contains("key service: revoked"));
    let keys = central.server.issuer_keys();
    let verifier = Verifier::new(keys, EMBEDDED_ISSUER, Audience::KeyService);
    let statement = statements.lock().unwrap()[0].clone();
    let (standings, _) = verifier.standings(&statement).unwrap();
    assert_eq!(standings.revoked, [phone.device]);
    let answer = central.counts(&phone, 1).await;
    assert_eq!(answer.refusal(), (403, "device_revoked"));
}

async fn replace(central: &TestCentral, old: &Visitor, more: &[&str]) -> Output {
    let data = central.folder.path().to_str().unwrap();
    let old = old.device.to_string();
    let arguments = ["enrol", "--data", data, "--replaces", &old];
    run(&[&arguments[..], more].concat()).await
}

#[tokio::test]
async fn a_phone_in_place_of_another_needs_no_team_and_its_operator_is_told_what_is_left() {
    let central = TestCentral::open().await;
    let old = central.officer("roermond-1").await;
    let output = replace(&central, &old, &[]).await;
    let told = said(&output.stderr);
    assert!(output.status.success(), "{told}");
    assert!(told.contains("revoked when the code is used"), "{told}");
    let data = central.folder.path().display();
    let left = format!("proco-central revoke --data {data} --device {}", old.device);
    assert!(
        told.contains("NOT revoked") && told.contains(&left),
        "{told}"
    );
    assert_eq!(central.counts(&old, 1).await.status, 200, "not before");

    let code = said(&output.stdout).trim().to_owned();
    assert_eq!(code.len(), 19, "what is printed is the code alone");
    let key = ed25519_dalek::SigningKey::from_bytes(&[3; 32]);
    central.clock.set(proco_exchange::UtcMillis(1));
    let grant = central.use_code(&code, &key).await;
    assert_eq!(grant.body["team"], "roermond-1", "{}", grant.body);
    let data = central.folder.path().to_str().unwrap();
    let devices = said(&run(&["devices", "list", "--data", data]).await.stdout);
    let follows = format!("in use  counts as {}", old.device);
    assert!(devices.contains(&follows), "{devices}");
    assert!(devices.contains("revoked"), "{devices}");
}

#[tokio::test]
async fn a_lost_phone_is_out_at_both_servers_before_the_new_one_is_enrolled() {
    let central = TestCentral::open().await;
    let old = central.officer("roermond-1").await;
    let (refusing, _) = keyservice(StatusCode::FORBIDDEN).await;
    let half = replace(&central, &old, &["--keyservice", &refusing.address]).await;
    assert!(!half.status.success());
    assert!(said(&half.stderr).contains("NOT revoked"));
    let answer = central.counts(&old, 1).await;
    assert_eq!(answer.refusal(), (403, "device_revoked"));

    let (stub, statements) = keyservice(StatusCode::OK).await;
    let whole = replace(&central, &old, &["--keyservice", &stub.address]).await;
    assert!(whole.status.success(), "{}", said(&whole.stderr));
    let keys = central.server.issuer_keys();
    let verifier = Verifier::new(keys, EMBEDDED_ISSUER, Audience::KeyService);
    let statement = statements.lock().unwrap()[0].clone();
    let (standings, _) = verifier.standings(&statement).unwrap();
    assert_eq!(standings.revoked, [old.device]);
    let code = said(&whole.stdout).trim().to_owned();
    let key = ed25519_dalek::SigningKey::from_bytes(&[3; 32]);
    central.clock.set(proco_exchange::UtcMillis(1));
    assert_eq!(central.use_code(&code, &key).await.status, 201);
}

#[tokio::test]
async fn what_cannot_be_replaced_gets_no_code_and_a_reason() {
    let central = TestCentral::open().await;
    let old = central.officer("roermond-1").await;
    let mut unknown = central.officer("roermond-1").await;
    unknown.device.0 = uuid::Uuid::from_u128(1);
    let wrong = [
        (&unknown, [].as_slice(), "no such device"),
        (&old, &["--team", "venlo-2"], "it is of team roermond-1"),
        (&old, &["--role", "analyst"], "its role is officer"),
    ];
    for (phone, more, why) in wrong {
        let output = replace(&central, phone, more).await;
        let told = said(&output.stdout) + &said(&output.stderr);
        assert!(!output.status.success() && told.contains(why), "{told}");
        assert!(output.stdout.is_empty(), "no code: {told}");
    }
    let same = ["--team", "roermond-1", "--role", "officer"];
    assert!(replace(&central, &old, &same).await.status.success());
    let new = central.in_place_of(&old).await;
    let output = replace(&central, &old, &[]).await;
    let taken = format!("device {} is in use in its place", new.device);
    assert!(said(&output.stderr).contains(&taken));
}

#[tokio::test]
async fn a_device_that_nobody_knows_is_not_called_revoked() {
    let central = TestCentral::open().await;
    let mut phone = central.officer("roermond-1").await;
    phone.device.0 = uuid::Uuid::from_u128(1);
    let (stub, _) = keyservice(StatusCode::OK).await;
    let output = revoke(&central, &phone, &stub.address).await;
    assert!(!output.status.success());
    assert!(said(&output.stderr).contains("no such device"));
}

#[tokio::test]
async fn an_accepted_epoch_key_is_told_with_each_grant_until_it_is_forgotten() {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    let told = async |central: &TestCentral| {
        let grant = central.refresh(&phone).await.body;
        grant["accepted_epoch_keys"].clone()
    };
    assert_eq!(told(&central).await, serde_json::Value::Null);

    // The command goes by the clock of the machine.
    let epoch = SystemClock.now().epoch().to_string();
    let data = central.folder.path().to_str().unwrap().to_owned();
    let key = "-".to_owned() + &"A".repeat(42);
    let accept = ["epoch-keys", "accept", "--data", &data, "--epoch"];
    let accepted = run(&[&accept[..], &[&epoch, "--key", &key]].concat()).await;
    assert!(accepted.status.success(), "{}", said(&accepted.stderr));
    let expected = serde_json::json!([{ "epoch": epoch, "public_key": key }]);
    assert_eq!(told(&central).await, expected);
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
    assert_eq!(told(&central).await, serde_json::Value::Null);
    let nothing = run(&forget).await;
    assert!(!nothing.status.success());
}

/// The program as it serves, until it is told to stop.
struct Serving {
    process: std::process::Child,
    address: String,
}

impl Serving {
    fn on(data: &str) -> Self {
        use std::io::BufRead as _;
        let mut process = Command::new(env!("CARGO_BIN_EXE_proco-central"))
            .args(["serve", "--data", data, "--listen", "127.0.0.1:0"])
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = std::io::BufReader::new(process.stderr.take().unwrap()).lines();
        let line = lines
            .find(|line| line.as_ref().unwrap().contains("listening"))
            .unwrap();
        let line: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let address = line["fields"]["address"].as_str().unwrap();
        let address = format!("http://{address}");
        // Whatever it says after this must find a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, address }
    }

    /// Ends it as a machine that goes down does.
    fn terminate(mut self) {
        let pid = self.process.id().to_string();
        let told = Command::new("kill").args(["-TERM", &pid]).status();
        assert!(told.unwrap().success());
        assert!(self.process.wait().unwrap().success());
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ended_already = self.process.kill();
        let _ended = self.process.wait();
    }
}

#[tokio::test]
async fn the_program_leaves_all_of_it_in_the_one_file_and_is_copied_while_it_runs() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("central");
    let data = data.to_str().unwrap();
    let file = |name: &str| folder.path().join(name);
    let count = |database: &std::path::Path, table: &str| -> i64 {
        // The one file alone, somewhere else.
        let alone = file("alone.db");
        std::fs::copy(database, &alone).unwrap();
        let alone = rusqlite::Connection::open(alone).unwrap();
        let count = format!("SELECT count(*) FROM {table}");
        alone.query_row(&count, [], |row| row.get(0)).unwrap()
    };
    let database = file("central").join("central.db");
    let enrol = [
        "enrol",
        "--data",
        data,
        "--team",
        "roermond-1",
        "--role",
        "officer",
    ];
    Serving::on(data).terminate();
    assert!(run(&enrol).await.status.success());
    assert_eq!(count(&database, "enrolment_codes"), 1, "after each command");

    let server = Serving::on(data);
    let client = reqwest::Client::new();
    let post = async |path: &str, token: &str, body: serde_json::Value| -> serde_json::Value {
        let request = client.post(format!("{}{path}", server.address));
        let request = request.header("content-type", "application/json");
        let request = request.bearer_auth(token).body(body.to_string());
        let answer = request.send().await.unwrap();
        assert!(answer.headers().contains_key(proco_exchange::CENTRAL_TIME));
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
    };
    let code = said(&run(&enrol).await.stdout).trim().to_owned();
    let key = ed25519_dalek::SigningKey::from_bytes(&[3; 32]);
    let public_key = URL_SAFE_NO_PAD.encode(key.verifying_key().to_bytes());
    let message = proco_credential::request::enrolment_message(&code, &public_key);
    let signature = ed25519_dalek::Signer::sign(&key, &message).to_bytes();
    let signature = URL_SAFE_NO_PAD.encode(signature);
    let enrolment =
        serde_json::json!({ "code": code, "public_key": public_key, "signature": signature });
    let grant = post("/v1/enrolments", "", enrolment).await;
    let token = grant["token"].as_str().unwrap();
    let upload = async |number: u8| {
        let hour = SystemClock.now().hour();
        let reports: Vec<_> = (0..number).map(|n| query(n, hour)).collect();
        let version = proco_exchange::report::PROTOCOL_VERSION;
        let batch = serde_json::json!({ "version": version, "reports": reports });
        let answer = post("/v1/reports", token, batch).await;
        let receipts = answer["receipts"].as_array().unwrap();
        assert!(
            receipts.iter().all(|one| one["result"] == "stored"),
            "{answer}"
        );
    };
    for _ in 0..3 {
        upload(250).await;
    }
    let copy = file("copy.db");
    let backup = ["backup", "--data", data, "--to", copy.to_str().unwrap()];
    let copied = run(&backup).await;
    assert!(copied.status.success(), "{}", said(&copied.stderr));
    assert_eq!(count(&copy, "records"), 750);
    let refused = run(&["restore", "--data", data, "--from", copy.to_str().unwrap()]).await;
    assert!(said(&refused.stderr).contains("stop it first"));
    upload(250).await;
    // Somebody who began a request and says no more holds up no stop.
    let address = server.address.trim_start_matches("http://").to_owned();
    let mut silent = std::net::TcpStream::connect(address).unwrap();
    std::io::Write::write_all(&mut silent, b"GET /v1/hea").unwrap();
    server.terminate();
    assert_eq!(count(&database, "records"), 1000);

    let check = run(&["check", "--data", data]).await;
    assert_eq!(said(&check.stdout), "sound\n");
    let restore = ["restore", "--data", data, "--from", copy.to_str().unwrap()];
    let refused = run(&restore).await;
    assert!(said(&refused.stderr).contains("is there already"));
    let restored = run(&[&restore[..], &["--move-aside"]].concat()).await;
    assert!(restored.status.success(), "{}", said(&restored.stderr));
    assert_eq!(count(&database, "records"), 750);
    Serving::on(data).terminate();
}

#[tokio::test]
async fn fewer_officers_or_records_behind_a_figure_than_five_cannot_be_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("central");
    for flag in ["--min-officers", "--min-records"] {
        let serve = ["serve", "--data", data.to_str().unwrap(), flag, "4"];
        let refused = run(&serve).await;
        assert!(!refused.status.success());
        let said = said(&refused.stderr);
        assert!(said.contains("4 is not in 5..="), "{flag}: {said}");
        assert!(!data.exists(), "nothing was begun");
    }
}
