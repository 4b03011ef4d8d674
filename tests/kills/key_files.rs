//! The key files of the three programs: one that a killed first start left unfinished, and one that
//! others may read.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use crate::program::Program;

/// The key files, from the folder, and the mark of a first start that stands before the first of them.
fn key_files(program: Program) -> (&'static [&'static str], Option<&'static str>) {
    match program {
        Program::Phone => (&["keys.json"], Some("proco.db.first-start")),
        Program::Central => (
            &["keys/central.key", "keys/issuer.key"],
            Some("central.first-start"),
        ),
        Program::KeyService => (&["keys/keyservice.key"], Some("keyservice.first-start")),
    }
}

fn write_private(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
    fs::set_permissions(path, Permissions::from_mode(0o600)).unwrap();
}

/// Earlier programs made the file and then wrote to it; this one writes a draft first.
pub fn begin_where_a_key_was_being_made() {
    for program in Program::ALL {
        let (keys, mark) = key_files(program);
        for key in keys {
            for unfinished in [(key.to_string(), &b""[..]), (format!("{key}.new"), b"half")] {
                let folder = tempfile::tempdir().unwrap();
                if let Some(mark) = mark {
                    write_private(&folder.path().join(mark), b"");
                }
                write_private(&folder.path().join(&unfinished.0), unfinished.1);
                let what = format!("{program:?} with an unfinished {}", unfinished.0);
                let begun = program.start(folder.path());
                begun.unwrap_or_else(|error| panic!("{what}: {error}"));
                let made = fs::read(folder.path().join(key)).unwrap();
                assert!(made.len() >= 32, "{what}");
                program.start(folder.path()).unwrap();
                let after = fs::read(folder.path().join(key)).unwrap();
                assert_eq!(after, made, "{what}: the key is made once");
                let left = folder.path().join(format!("{key}.new"));
                assert!(!left.exists(), "{what}: a draft of a key is left");
            }
        }
    }
}

/// An empty key file is no reason to make another key once something is kept under the first.
pub fn keep_what_is_kept_under_a_lost_key() {
    for program in Program::ALL {
        for key in key_files(program).0 {
            let folder = tempfile::tempdir().unwrap();
            program.start(folder.path()).unwrap();
            let database = fs::read(program.database(folder.path())).unwrap();
            let path = folder.path().join(key);
            fs::write(&path, b"").unwrap();
            assert!(program.start(folder.path()).is_err(), "{program:?} {key}");
            assert!(fs::read(&path).unwrap().is_empty(), "{program:?} {key}");
            let after = fs::read(program.database(folder.path())).unwrap();
            assert!(after == database, "{program:?} {key}: left as it was");
        }
    }
}

pub fn refuse_what_others_may_read() {
    for program in Program::ALL {
        for key in key_files(program).0 {
            for mode in [0o640, 0o604, 0o620] {
                let folder = tempfile::tempdir().unwrap();
                program.start(folder.path()).unwrap();
                let path = folder.path().join(key);
                fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
                let refused = program.start(folder.path()).unwrap_err();
                assert!(refused.contains("others"), "{program:?} {key}: {refused}");
                fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
                program.start(folder.path()).unwrap();
            }
        }
    }
}
