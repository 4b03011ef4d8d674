//! The commands of both servers under a umask that hides nothing, and what they leave for others to see.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A command as an administrator runs it whose shell hides nothing from others; a server is told to stop.
pub fn run(program: &str, arguments: &[&str]) {
    let script = r#"umask 000; exec "$0" "$@""#;
    let mut command = Command::new("sh");
    command.args(["-c", script, program]).args(arguments);
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    if arguments[0] == "serve" {
        let listens = |line: &Result<String, _>| line.as_ref().unwrap().contains("listening");
        lines.find(listens).unwrap().unwrap();
        let pid = child.id().to_string();
        Command::new("kill").args(["-TERM", &pid]).status().unwrap();
    }
    let told: Vec<_> = lines.map(Result::unwrap).collect();
    assert!(child.wait().unwrap().success(), "{arguments:?}: {told:?}");
}

/// What others can read or write of all that stands below a folder.
pub fn left_below(folder: &Path) -> Vec<PathBuf> {
    let mut open = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            open.extend(left_below(&path));
        }
        if fs::metadata(&path).unwrap().permissions().mode() & 0o077 != 0 {
            open.push(path);
        }
    }
    open
}
