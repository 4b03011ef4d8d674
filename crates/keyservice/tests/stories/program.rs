//! The program itself, as an operator runs it.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;

use proco_access::token::EMBEDDED_ISSUER;
use proco_access::{Issuer, Role};
use proco_host::private::write_public;
use proco_keyservice::store::copies::{self, Existing};
use proco_keyservice::{Clock as _, KeyService, ServiceConfig, SystemClock};
use rand::rngs::OsRng;
use serde_json::Value;

use crate::support::{JANSEN, grant};

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_proco-keyservice");

/// The very first start, by the clock of the machine as the commands go by it; it has ended.
pub fn begin(data: &Path) {
    let issuer = Issuer::generate(EMBEDDED_ISSUER, &mut OsRng);
    let config = ServiceConfig::new(data, issuer.jwks());
    KeyService::open(&config, Arc::new(SystemClock)).unwrap();
}

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
struct KilledOnDrop(Child);

impl Drop for KilledOnDrop {
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

    begin(&data);
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

/// Runs a command that looks after copies, and gives what it says.
fn say(arguments: &[&str], data: &Path, option: &str, file: &Path) -> (bool, String) {
    let output = Command::new(PROGRAM)
        .args(arguments)
        .arg("--data")
        .arg(data)
        .arg(option)
        .arg(file)
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

#[test]
fn an_operator_copies_out_loses_and_puts_back() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let backup = folder.path().join("backup");
    let export = folder.path().join("export");
    begin(&data);
    let before = lines(&epochs("list", &data, None));
    assert!(
        before
            .iter()
            .all(|line| line[3..].join(" ") == "not copied out")
    );
    assert!(say(&["backup"], &data, "--to", &backup).0);
    assert!(say(&["epochs", "export"], &data, "--to", &export).0);
    let before = lines(&epochs("list", &data, None));
    assert!(before.iter().all(|line| line.len() == 3));

    let (done, said) = say(&["restore"], &data, "--from", &backup);
    assert!(!done && said.contains("--move-aside"), "{said}");
    std::fs::remove_file(data.join("keyservice.db")).unwrap();
    let refused = epochs("list", &data, None);
    assert!(!refused.status.success());
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("restore --data"), "{said}");
    let (done, said) = say(&["restore"], &data, "--from", &backup);
    assert!(done && said.contains("proco-central revoke"), "{said}");
    let keys = |rows: Vec<Vec<String>>| rows.into_iter().map(|row| row[..3].to_vec());
    let after = lines(&epochs("list", &data, None));
    assert!(keys(after).eq(keys(before)));
    let (done, said) = say(&["epochs", "import"], &data, "--from", &export);
    assert!(done && said.contains("there already"), "{said}");
    let other = folder.path().join("other");
    begin(&other);
    let (done, said) = say(&["epochs", "import"], &other, "--from", &export);
    assert!(!done && said.contains("its key is another"), "{said}");
}

fn serving(folder: &Path) -> Command {
    let keys = folder.join("issuer.jwks.json");
    let issuer = Issuer::generate(EMBEDDED_ISSUER, &mut OsRng);
    write_public(&keys, &issuer.jwks().to_json()).unwrap();
    let mut command = Command::new(PROGRAM);
    command
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder.join("data"))
        .arg("--issuer-keys")
        .arg(&keys)
        .stderr(Stdio::piped());
    command
}

#[test]
fn two_key_services_do_not_run_on_one_folder() {
    let folder = tempfile::tempdir().unwrap();
    let (mut running, _) = serve(folder.path());
    let mut second = KilledOnDrop(serving(folder.path()).spawn().unwrap());
    // It ends by itself, or its log never does.
    let mut log = String::new();
    let mut said = BufReader::new(second.0.stderr.take().unwrap());
    while said.read_line(&mut log).unwrap() > 0 {
        assert!(!log.contains("listening"), "{log}");
    }
    assert!(!second.0.wait().unwrap().success());
    assert!(log.contains("another key service runs"), "{log}");
    let list = epochs("list", &folder.path().join("data"), None);
    assert!(list.status.success(), "a command goes on beside it");

    // One that was killed holds nothing up.
    running.0.kill().unwrap();
    running.0.wait().unwrap();
    serve(folder.path());
}

/// Starts the program, waits until it listens, and gives its address.
fn serve(folder: &Path) -> (KilledOnDrop, String) {
    let mut child = serving(folder).spawn().unwrap();
    let log = BufReader::new(child.stderr.take().unwrap());
    let running = KilledOnDrop(child);
    let address = log
        .lines()
        .map(|line| serde_json::from_str::<Value>(&line.unwrap()).unwrap()["fields"].clone())
        .find(|fields| fields["message"] == "listening")
        .expect("the program listens before it ends")["address"]
        .as_str()
        .unwrap()
        .to_owned();
    (running, address)
}

#[test]
fn the_program_serves_on_a_free_port_and_says_which() {
    let folder = tempfile::tempdir().unwrap();
    let (_running, address) = serve(folder.path());
    assert!(std::net::TcpStream::connect(address).is_ok());
}

#[test]
fn told_to_stop_it_leaves_one_file_that_is_whole_though_a_caller_says_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let (mut running, address) = serve(folder.path());
    let mut silent = std::net::TcpStream::connect(address).unwrap();
    std::io::Write::write_all(&mut silent, b"GET /v1/hea").unwrap();
    let data = folder.path().join("data");
    let before = lines(&epochs("list", &data, None));
    let pid = running.0.id().to_string();
    assert!(Command::new("kill").arg(&pid).status().unwrap().success());
    assert!(running.0.wait().unwrap().success());
    let copy = folder.path().join("copy");
    std::fs::create_dir(&copy).unwrap();
    for (from, name) in [
        ("keyservice.db", "keyservice.db"),
        ("keys/keyservice.key", "keyservice.key"),
    ] {
        std::fs::copy(data.join(from), copy.join(name)).unwrap();
    }
    assert_eq!(lines(&epochs("list", &copy, None)), before);
}

#[test]
fn a_service_that_makes_keys_in_place_of_others_says_how_central_accepts_them() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    begin(&data);
    // What `begin-anew` leaves that is killed before it makes the new keys.
    copies::begin_anew(&data, Existing::MoveAside).unwrap();
    for times in [5, 0] {
        let mut running = KilledOnDrop(serving(folder.path()).spawn().unwrap());
        let log = BufReader::new(running.0.stderr.take().unwrap());
        let said: Vec<_> = log
            .lines()
            .map(Result::unwrap)
            .take_while(|line| !line.contains("listening"))
            .filter(|line| line.contains("proco-central epoch-keys accept"))
            .collect();
        assert_eq!(said.len(), times, "{said:#?}");
    }
    // The command says it itself, and once.
    let output = Command::new(PROGRAM)
        .args(["begin-anew", "--move-aside", "--data"])
        .arg(&data)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(said.matches("epoch-keys accept").count(), 5, "{said}");
    assert!(!data.join("keyservice.begun-anew").exists());
}

/// The status of a question with a token of this issuer, for a device that nobody enrolled.
fn asked_with(issuer: &Issuer, address: &str) -> u16 {
    use std::io::{Read as _, Write as _};
    let now = proco_access::UnixSeconds::from_millis(SystemClock.now().0);
    let grant = grant(JANSEN, Role::Officer);
    let token = issuer.issue(&grant, now, 600).text;
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    let asked = format!(
        "GET /v1/epochs HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {token}\r\n\r\n"
    );
    stream.write_all(asked.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split(' ').nth(1).unwrap().parse().unwrap()
}

#[test]
fn a_key_of_the_issuer_that_its_file_does_not_hold_yet_is_told_in_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = serving(folder.path()).spawn().unwrap();
    let log = BufReader::new(child.stderr.take().unwrap());
    let running = KilledOnDrop(child);
    let mut log = log
        .lines()
        .map(|line| serde_json::from_str::<Value>(&line.unwrap()).unwrap()["fields"].clone());
    let address = log
        .find(|fields| fields["message"] == "listening")
        .expect("it listens before it ends");
    let address = address["address"].as_str().unwrap();
    let hang_up = || {
        let pid = running.0.id().to_string();
        let told = Command::new("kill").args(["-HUP", &pid]).status();
        assert!(told.unwrap().success());
    };
    let [renewed, later] = [(); 2].map(|()| Issuer::generate(EMBEDDED_ISSUER, &mut OsRng));
    assert_eq!(asked_with(&renewed, address), 401);
    hang_up();
    let said = log
        .find(|fields| fields.get("key").is_some())
        .expect("it says what it misses before it ends");
    assert_eq!(said["key"], renewed.kid());
    let file = folder.path().join("issuer.jwks.json");
    assert_eq!(said["file"], file.to_str().unwrap());

    // A stranger who names key after key writes no log full: until the file is another, it is said.
    assert_eq!(asked_with(&later, address), 401);
    hang_up();
    write_public(&file, &renewed.jwks().to_json()).unwrap();
    hang_up();
    let taken = |fields: &Value| {
        fields["message"]
            .as_str()
            .unwrap()
            .contains("other public keys")
    };
    let until_taken: Vec<_> = log.by_ref().take_while(|fields| !taken(fields)).collect();
    assert!(until_taken.iter().all(|fields| fields.get("key").is_none()));
    assert_eq!(
        asked_with(&renewed, address),
        403,
        "of a device that is not in"
    );
    assert_eq!(asked_with(&later, address), 401);
    hang_up();
    let said = log.find(|fields| fields.get("key").is_some());
    assert_eq!(
        said.expect("it says what it misses now")["key"],
        later.kid()
    );
}

#[test]
fn on_a_hangup_it_takes_the_keys_of_the_issuer_from_their_file_without_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let (running, address) = serve(folder.path());
    let file = folder.path().join("issuer.jwks.json");
    let hang_up = || {
        let pid = running.0.id().to_string();
        let told = Command::new("kill").args(["-HUP", &pid]).status();
        assert!(told.unwrap().success());
    };
    // 401: no token of the issuer; 403: one, of a device that is not in.
    for _ in 0..2 {
        let issuer = Issuer::generate(EMBEDDED_ISSUER, &mut OsRng);
        assert_eq!(asked_with(&issuer, &address), 401);
        write_public(&file, &issuer.jwks().to_json()).unwrap();
        hang_up();
        let begun = std::time::Instant::now();
        while asked_with(&issuer, &address) != 403 {
            assert!(begun.elapsed().as_secs() < 5, "it is not read");
        }
        // What is no set of keys takes the place of none.
        std::fs::write(&file, "half").unwrap();
        hang_up();
        assert_eq!(asked_with(&issuer, &address), 403);
    }
}
