//! Commands on a folder in which no key service was begun.

use std::fs;
use std::process::Command;

use crate::program::{PROGRAM, begin};

/// Each command but `serve`, with all that it has to be told besides the folder, and why it is refused.
const COMMANDS: [(&str, &str); 12] = [
    ("epochs list", "no key service was begun"),
    ("epochs create", "no key service was begun"),
    ("epochs create 2027Q1", "no key service was begun"),
    ("epochs expire 2027Q1", "no key service was begun"),
    ("epochs destroy 2027Q1", "no key service was begun"),
    ("epochs export --to COPY", "no key service was begun"),
    ("epochs import --from COPY", "no key service was begun"),
    ("backup --to COPY", "no key service was begun"),
    ("restore --from COPY", "there is no keyservice.key"),
    ("begin-anew --move-aside", "no key service was begun"),
    ("forget-devices", "no key service was begun"),
    ("check", "no key service was begun"),
];

#[test]
fn a_command_on_a_folder_without_a_key_service_is_refused_and_makes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy");
    let begun = folder.path().join("begun");
    fs::create_dir(&begun).unwrap();
    fs::write(begun.join("keyservice.first-start"), "").unwrap();
    let empty = folder.path().join("empty");
    fs::create_dir(&empty).unwrap();
    let missing = folder.path().join("mistyped");
    for (data, holds) in [(&missing, 0), (&empty, 0), (&begun, 1)] {
        for (command, why) in COMMANDS {
            let words = command.replace("COPY", copy.to_str().unwrap());
            let refused = Command::new(PROGRAM)
                .args(words.split(' '))
                .arg("--data")
                .arg(data)
                .output()
                .unwrap();
            let told = String::from_utf8(refused.stderr).unwrap();
            assert!(!refused.status.success(), "{command}: {told}");
            assert!(told.contains(why), "{command}: {told}");
            let found = fs::read_dir(data).map_or(0, Iterator::count);
            assert_eq!(found, holds, "{command} made something in {data:?}");
            assert!(!copy.exists(), "{command}");
        }
    }
    assert!(!missing.exists());
}

#[test]
fn a_file_that_is_not_there_is_called_that() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    begin(&data);
    let gone = folder.path().join("gone");
    let copy = folder.path().join("copy");
    fs::write(&copy, "no copy").unwrap();
    for command in [
        "epochs import --from GONE",
        "restore --move-aside --from GONE",
        "restore --move-aside --from COPY --key GONE",
        "rescue --to NEW --from GONE",
    ] {
        let words = command
            .replace("GONE", gone.to_str().unwrap())
            .replace("COPY", copy.to_str().unwrap())
            .replace("NEW", folder.path().join("new").to_str().unwrap());
        let refused = Command::new(PROGRAM)
            .args(words.split(' '))
            .arg("--data")
            .arg(&data)
            .output()
            .unwrap();
        let told = String::from_utf8(refused.stderr).unwrap();
        assert!(!refused.status.success(), "{command}: {told}");
        assert!(told.contains("/gone is not there"), "{command}: {told}");
        assert!(data.join("keyservice.db").exists(), "{command}");
    }
}
