//! The commands that messages print run as they are printed, in a folder whose name a shell would split.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use proco_central::{Central, Config, SystemClock};
use tempfile::TempDir;

use proco_testbed::central::TestCentral;

const PROGRAM: &str = env!("CARGO_BIN_EXE_proco-central");

/// What a program says: its log by message and error, the rest as it is.
fn said(output: &Output) -> String {
    let mut said = String::from_utf8(output.stdout.clone()).unwrap();
    for line in String::from_utf8(output.stderr.clone()).unwrap().lines() {
        let Ok(line) = serde_json::from_str::<serde_json::Value>(line) else {
            said += line;
            continue;
        };
        for field in ["message", "error"] {
            said += line["fields"][field].as_str().unwrap_or_default();
            said += "\n";
        }
    }
    said
}

/// The commands of this program in a text.
fn commands(said: &str) -> Vec<String> {
    let quoted = said.split('`').skip(1).step_by(2);
    let own = quoted.filter(|quoted| quoted.starts_with("proco-central "));
    let mut commands = Vec::new();
    for command in own.map(str::to_owned) {
        // The log says it too.
        if !commands.contains(&command) {
            commands.push(command);
        }
    }
    commands
}

struct Desk {
    folder: TempDir,
    data: PathBuf,
    copy: PathBuf,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("de centrale van Jan's");
        drop(Central::open(Config::new(&data), Arc::new(SystemClock)).unwrap());
        let desk = Self {
            data,
            copy: folder.path().join("copy"),
            folder,
        };
        let copied = desk.run(&["backup", "--to", desk.copy.to_str().unwrap()]);
        assert!(copied.status.success());
        desk
    }

    fn run(&self, words: &[&str]) -> Output {
        let mut command = Command::new(PROGRAM);
        command.args(words).arg("--data").arg(&self.data);
        command.output().unwrap()
    }

    fn database(&self) -> PathBuf {
        self.data.join("central.db")
    }

    /// Runs what is printed, in another folder, with what only its reader knows.
    fn runs(&self, command: &str) -> Output {
        let new = self.folder.path().join("new");
        let command = command
            .replace("NEW-FILE", new.to_str().unwrap())
            .replace(" FILE", &format!(" {}", self.copy.display()))
            .replace("URL", "http://127.0.0.1:9");
        let program = Path::new(PROGRAM).parent().unwrap();
        let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
        Command::new("sh")
            .args(["-c", &command])
            .env("PATH", path)
            .current_dir(self.folder.path())
            .output()
            .unwrap()
    }

    fn runs_well(&self, command: &str) -> String {
        let output = self.runs(command);
        let said = said(&output);
        assert!(output.status.success(), "{command}: {said}");
        said
    }
}

#[test]
fn of_a_database_that_is_missing() {
    let desk = Desk::new();
    fs::remove_file(desk.database()).unwrap();
    let told = said(&desk.run(&["check"]));
    let printed = commands(&told);
    assert_eq!(printed.len(), 2, "restore, and begin-anew: {told}");
    for command in printed {
        desk.runs_well(&command);
    }
    assert!(desk.run(&["check"]).status.success());
}

#[test]
fn of_a_database_that_is_damaged() {
    let desk = Desk::new();
    // A page that is read at the start, and not one of the list of tables: without that nothing is rescued.
    let page: usize = rusqlite::Connection::open(desk.database())
        .unwrap()
        .query_row(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'commits'",
            [],
            |row| row.get::<_, u32>(0),
        )
        .unwrap()
        .try_into()
        .unwrap();
    let mut damaged = fs::read(desk.database()).unwrap();
    damaged[(page - 1) * 4096..][..8].fill(0xff);
    fs::write(desk.database(), damaged).unwrap();
    let told = said(&desk.run(&["check"]));
    let printed = commands(&told);
    assert_eq!(printed.len(), 2, "restore, and rescue: {told}");
    let rescued = desk.runs_well(&printed[1]);
    desk.runs_well(&printed[0]);
    assert!(desk.run(&["check"]).status.success());
    // And what the rescue says is to be done with it.
    let printed = commands(&rescued);
    assert_eq!(printed.len(), 1, "{rescued}");
    desk.runs_well(&printed[0]);
}

#[tokio::test]
async fn of_a_log_that_was_lost() {
    let desk = Desk::new();
    let server = Central::open(Config::new(&desk.data), Arc::new(SystemClock)).unwrap();
    let team = "roermond-1".parse().unwrap();
    let code = server.enrol_code(team, proco_access::Role::Officer).await;
    assert!(code.is_ok());
    // As a killed machine leaves it, with one of the last commits.
    let killed = crate::damage::copied(&desk.data);
    let log = killed.path().join("central.db-wal");
    let bytes = fs::read(&log).unwrap();
    fs::write(&log, &bytes[..bytes.len() - 700]).unwrap();
    let output = Command::new(PROGRAM)
        .args(["check", "--data"])
        .arg(killed.path())
        .output();
    let told = said(&output.unwrap());
    let printed = commands(&told);
    assert_eq!(printed.len(), 1, "{told}");
    let rescued = desk.runs_well(&printed[0]);
    let printed = commands(&rescued);
    assert!(
        printed[0].contains(killed.path().to_str().unwrap()),
        "{rescued}"
    );
}

#[test]
fn of_a_key_that_is_missing() {
    let desk = Desk::new();
    for name in ["central.key", "issuer.key"] {
        let (key, away) = (
            desk.data.join("keys").join(name),
            desk.folder.path().join(name),
        );
        fs::rename(&key, &away).unwrap();
        let told = said(&desk.run(&["check"]));
        let printed = commands(&told);
        assert_eq!(printed.len(), 1, "{told}");
        desk.runs_well(&printed[0]);
        fs::rename(&away, &key).unwrap();
    }
}

#[tokio::test]
async fn of_a_phone_that_is_replaced() {
    let central = TestCentral::open().await;
    let old = central.officer("roermond-1").await.device.to_string();
    let mut desk = Desk::new();
    desk.data = central.folder.path().to_owned();
    let dead = "http://127.0.0.1:9";
    for (more, urls) in [(&[][..], 0), (&["--keyservice", dead], 1)] {
        let words = ["enrol", "--replaces", &old];
        let told = said(&desk.run(&[&words[..], more].concat()));
        let printed = commands(&told);
        assert_eq!(printed.len(), 1, "{told}");
        assert_eq!(printed[0].matches(dead).count(), urls, "{told}");
        // No key service answers there; the command was taken all the same.
        let again = said(&desk.runs(&printed[0]));
        assert!(again.contains("central: revoked"), "{again}");
    }
}
