//! The commands that messages print run as they are printed, in a folder whose name a shell would split.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use crate::program::{PROGRAM, begin};

/// What a program says: on standard output as it is, in its log by message and error.
fn said(output: &Output) -> String {
    let mut said = String::from_utf8(output.stdout.clone()).unwrap();
    for line in String::from_utf8(output.stderr.clone()).unwrap().lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        for field in ["message", "error"] {
            said += line["fields"][field].as_str().unwrap_or_default();
            said += "\n";
        }
    }
    said
}

/// The commands of this program in a text, each once, in the order of their names.
fn commands(said: &str) -> Vec<String> {
    let quoted = said.split('`').skip(1).step_by(2);
    let own = quoted.filter(|quoted| quoted.starts_with("proco-keyservice "));
    let each: BTreeSet<_> = own.map(str::to_owned).collect();
    each.into_iter().collect()
}

struct Desk {
    folder: TempDir,
    data: PathBuf,
    backup: PathBuf,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("de sleutels van Jan's");
        begin(&data);
        let desk = Self {
            data,
            backup: folder.path().join("backup"),
            folder,
        };
        let copied = desk.run(&["backup", "--to", desk.backup.to_str().unwrap()]);
        assert!(copied.status.success());
        desk
    }

    fn run(&self, words: &[&str]) -> Output {
        let mut command = Command::new(PROGRAM);
        command.args(words).arg("--data").arg(&self.data);
        command.output().unwrap()
    }

    fn store(&self) -> PathBuf {
        self.data.join("keyservice.db")
    }

    /// Runs what is printed, in another folder, with the names of files that only its reader knows.
    fn runs(&self, command: &str) -> String {
        let new = self.folder.path().join("new");
        let command = command
            .replace("NEW-FILE", new.to_str().unwrap())
            .replace(" FILE", &format!(" {}", self.backup.display()));
        let program = Path::new(PROGRAM).parent().unwrap();
        let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
        let output = Command::new("sh")
            .args(["-c", &command])
            .env("PATH", path)
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{command}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }
}

#[test]
fn of_a_store_that_is_missing() {
    let desk = Desk::new();
    fs::remove_file(desk.store()).unwrap();
    let told = said(&desk.run(&["check"]));
    let printed = commands(&told);
    assert_eq!(printed.len(), 2, "restore, and begin-anew: {told}");
    for command in printed {
        desk.runs(&command);
    }
    assert!(desk.run(&["check"]).status.success());
}

#[test]
fn of_a_store_that_is_damaged() {
    let desk = Desk::new();
    let mut damaged = fs::read(desk.store()).unwrap();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 3;
    fs::write(desk.store(), damaged).unwrap();
    let told = said(&desk.run(&["check"]));
    let printed = commands(&told);
    assert_eq!(printed.len(), 2, "rescue, and restore: {told}");
    let rescued = desk.runs(&printed[0]);
    desk.runs(&printed[1]);
    assert!(desk.run(&["check"]).status.success());
    // And what the rescue says is to be done with it.
    let printed = commands(&rescued);
    assert_eq!(printed.len(), 1, "{rescued}");
    let saved = desk.folder.path().join("new");
    assert!(saved.exists() && printed[0].contains(saved.to_str().unwrap()));
    desk.runs(&printed[0]);
}
