//! Strangers without a token: they keep nobody out, and cost little.

#[path = "../../../access/tests/support/strangers.rs"]
mod story;

use axum::body::Body;
use axum::http::Request;
use serde_json::json;
use story::Server;

use proco_testbed::central::TestCentral;

fn serving(files: u32) -> (tempfile::TempDir, Server) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("central");
    let arguments = ["--data", data.to_str().unwrap()];
    let program = env!("CARGO_BIN_EXE_proco-central");
    let server = Server::start(program, &arguments, files);
    (folder, server)
}

#[test]
fn with_fewer_open_files_than_strangers_who_is_in_is_served() {
    let (_folder, server) = serving(256);
    story::more_strangers_than_files(&server);
}

#[test]
fn five_hundred_strangers_cost_little_and_go() {
    let (_folder, server) = serving(1024);
    story::five_hundred_strangers(&server);
}

#[test]
fn five_hundred_questions_at_once_take_a_few_threads() {
    let (_folder, server) = serving(1024);
    story::five_hundred_questions_at_once(&server, "/v1/health", proco_central::blocking_threads());
}

#[test]
fn five_hundred_halves_of_a_request_cost_little() {
    let (_folder, server) = serving(1024);
    story::five_hundred_halves_of_a_request(&server, "/v1/enrolments");
}

#[tokio::test]
async fn no_large_body_is_read_of_who_shows_no_token() {
    let central = TestCentral::open().await;
    let request = Request::get("/v1/openapi.json").body(Body::empty());
    let document = central.send(request.unwrap()).await.body;
    let mut tried = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        let operation = &methods["post"];
        if operation.is_null() {
            continue;
        }
        tried += 1;
        let refused = central.post(path, None, &json!("x".repeat(3000))).await;
        let wanted = if operation["security"].is_null() {
            (413, "too_large")
        } else {
            (401, "token_missing")
        };
        assert_eq!(refused.refusal(), wanted, "{path}");
    }
    assert_eq!(tried, 13);
}

#[test]
fn a_stop_waits_for_nobody_who_says_no_more() {
    let (_folder, server) = serving(1024);
    story::a_stop_with_half_a_request(server, "/v1/enrolments");
}

#[test]
fn without_tls_nothing_is_heard_from_or_said_to_another_machine() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("central");
    let refused = |arguments: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_proco-central"))
            .args(arguments)
            .args(["--data", data.to_str().unwrap()])
            .output()
            .unwrap();
        assert!(!output.status.success(), "{arguments:?}");
        assert!(!data.exists(), "before anything is done");
        String::from_utf8(output.stderr).unwrap()
    };
    let said = refused(&["serve", "--listen", "0.0.0.0:0"]);
    assert!(said.contains("--plain-http-beyond-this-machine"), "{said}");
    let device = uuid::Uuid::nil().to_string();
    let revoke = ["revoke", "--device", &device, "--keyservice"];
    let said = refused(&[&revoke[..], &["http://keys.example:8482"]].concat());
    assert!(said.contains("over https"), "{said}");
}
