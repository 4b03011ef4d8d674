//! The program itself, as an operator runs it.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use proco_access::Issuer;
use proco_access::token::EMBEDDED_ISSUER;
use rand::rngs::OsRng;
use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_proco-keyservice");

fn epochs(task: &str, data: &Path, epoch: Option<&str>) -> Output {
    let mut command = Command::new(PROGRAM);
    command
        .args(["epochs", task, "--data"])
        .arg(data)
        .args(epoch);
    command.output().unwrap()
}

/// A line of the list: epoch, state, public key.
fn lines(output: &Output) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(&output.stdout).unwrap();
    text.lines()
        .map(|line| line.split_whitespace().map(str::to_owned).collect())
        .collect()
}

/// Ends the program when the test ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn an_operator_creates_expires_revives_and_destroys() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    assert!(
        !epochs("list", &data, None).status.success(),
        "there is nothing to list yet"
    );
    assert!(!data.exists());

    let created = lines(&epochs("create", &data, None));
    assert_eq!(created.len(), 6, "the five live ones and the next");
    assert_eq!(created[0][1], "ahead");
    let oldest = created[5].clone();
    let name = Some(&*oldest[0]);
    for (task, state) in [
        ("expire", "expired"),
        ("create", "live"),
        ("expire", "expired"),
        ("destroy", "destroyed"),
    ] {
        let output = epochs(task, &data, name);
        assert!(output.status.success(), "{task}");
        assert_eq!(
            lines(&output)[5][..3],
            [&*oldest[0], state, &*oldest[2]],
            "{task}"
        );
    }
    assert!(
        !epochs("create", &data, name).status.success(),
        "what is destroyed is gone"
    );
}

#[test]
fn the_program_serves_on_a_free_port_and_says_which() {
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("issuer.jwks.json");
    std::fs::write(
        &keys,
        Issuer::generate(EMBEDDED_ISSUER, &mut OsRng)
            .jwks()
            .to_json(),
    )
    .unwrap();
    let mut child = Command::new(PROGRAM)
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder.path().join("data"))
        .arg("--issuer-keys")
        .arg(&keys)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let log = BufReader::new(child.stderr.take().unwrap());
    let _running = Running(child);
    let address = log
        .lines()
        .map(|line| serde_json::from_str::<Value>(&line.unwrap()).unwrap()["fields"].clone())
        .find(|fields| fields["message"] == "listening")
        .expect("the program listens before it ends")["address"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(std::net::TcpStream::connect(address).is_ok());
}
