//! Strangers without a token: they keep nobody out, and cost little.

#[path = "../../../access/tests/support/strangers.rs"]
mod story;

use proco_access::Issuer;
use proco_access::token::EMBEDDED_ISSUER;
use proco_host::private::write_public;
use rand::rngs::OsRng;
use story::Server;

fn serving(files: u32) -> (tempfile::TempDir, Server) {
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("issuer.jwks.json");
    let issuer = Issuer::generate(EMBEDDED_ISSUER, &mut OsRng);
    write_public(&keys, &issuer.jwks().to_json()).unwrap();
    let data = folder.path().join("data");
    let arguments = [
        "--data".as_ref(),
        data.as_os_str(),
        "--issuer-keys".as_ref(),
        keys.as_os_str(),
    ];
    let program = env!("CARGO_BIN_EXE_proco-keyservice");
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
    for path in ["/v1/health", "/v1/epoch-keys"] {
        story::five_hundred_questions_at_once(&server, path, proco_keyservice::blocking_threads());
    }
}

#[test]
fn five_hundred_halves_of_a_request_cost_little() {
    let (_folder, server) = serving(1024);
    story::five_hundred_halves_of_a_request(&server, "/v1/standings");
}

#[test]
fn a_stop_waits_for_nobody_who_says_no_more() {
    let (_folder, server) = serving(1024);
    story::a_stop_with_half_a_request(server, "/v1/revocations");
}

#[test]
fn without_tls_it_listens_on_this_machine_alone() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_proco-keyservice"));
    command.args([
        "serve",
        "--listen",
        "0.0.0.0:0",
        "--issuer-keys",
        "none",
        "--data",
    ]);
    let output = command.arg(&data).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    assert!(said.contains("--plain-http-beyond-this-machine"), "{said}");
    assert!(!data.exists(), "before anything is done");
}
