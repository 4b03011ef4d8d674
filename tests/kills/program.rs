//! The three programs: how each is started, and which files an earlier version of it left.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use proco_central::{Central, Config};
use proco_device::{Device, SystemClock};
use proco_keyservice::store::Store;
use proco_testbed::phone;
use refinery::Runner;
use rusqlite::Connection;

mod device {
    refinery::embed_migrations!("../migrations/device");
}
mod central {
    refinery::embed_migrations!("../migrations/central-sqlite");
}
mod keyservice {
    refinery::embed_migrations!("../migrations/keyservice");
}

/// Which program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    Phone,
    Central,
    KeyService,
}

impl Program {
    pub const ALL: [Self; 3] = [Self::Phone, Self::Central, Self::KeyService];

    fn name(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Central => "central",
            Self::KeyService => "keyservice",
        }
    }

    pub fn runner(self) -> Runner {
        match self {
            Self::Phone => device::migrations::runner(),
            Self::Central => central::migrations::runner(),
            Self::KeyService => keyservice::migrations::runner(),
        }
    }

    pub fn database(self, folder: &Path) -> PathBuf {
        folder.join(match self {
            Self::Phone => "proco.db",
            Self::Central => "central.db",
            Self::KeyService => "keyservice.db",
        })
    }

    /// What the first versions kept beside the database.
    pub fn first_files(self) -> &'static [&'static str] {
        match self {
            Self::Phone => &["keys.json", "proco.db.key-check"],
            Self::Central => &["central.key", "issuer.key", "issuer.jwks.json"],
            Self::KeyService => &["keyservice.key"],
        }
    }

    /// Starts it in this process and ends it in order; gives what it says of its state.
    pub fn start(self, folder: &Path) -> Result<String, String> {
        match self {
            Self::Phone => state_of_phone(folder).map_err(|error| error.to_string()),
            Self::Central => {
                Central::open(Config::new(folder), Arc::new(proco_central::SystemClock))
                    .map(|_| String::new())
                    .map_err(|error| error.to_string())
            }
            Self::KeyService => Store::open(folder)
                .and_then(|store| store.epochs())
                .map(|_| String::new())
                .map_err(|error| error.to_string()),
        }
    }

    /// The database without its program.
    pub fn bare(self, folder: &Path, file: &Path) -> Connection {
        let key = match self {
            Self::Phone => return phone::bare(folder, file),
            Self::Central => None,
            Self::KeyService => {
                let apart = folder.join("keys/keyservice.key");
                let text = fs::read_to_string(apart)
                    .or_else(|_| fs::read_to_string(folder.join("keyservice.key")))
                    .unwrap();
                Some(text.trim().to_owned())
            }
        };
        let connection = Connection::open(file).unwrap();
        if let Some(key) = key {
            let pragma = format!("PRAGMA cipher_log_level = NONE; PRAGMA key = \"x'{key}'\"");
            connection.execute_batch(&pragma).unwrap();
        }
        connection
    }

    /// The command that starts it in a process of its own, given to `before` where there is one.
    pub fn command(self, folder: &Path, before: &[String]) -> Command {
        let mut command = own_process(before);
        command
            .env("PROCO_START", self.name())
            .env("PROCO_FOLDER", folder);
        command
    }
}

/// A process of its own that does what its environment says, given to `before` where there is one.
pub fn own_process(before: &[String]) -> Command {
    let own = std::env::current_exe().unwrap();
    let mut command = match before {
        [] => Command::new(own),
        [first, rest @ ..] => {
            let mut command = Command::new(first);
            command.args(rest).arg(own);
            command
        }
    };
    command.args(["--exact", "in_a_process_of_its_own", "--ignored"]);
    command
}

/// Starts what the environment names.
pub fn start_as_told() {
    let wanted = std::env::var("PROCO_START").expect("the test that starts this names a program");
    let folder = PathBuf::from(std::env::var_os("PROCO_FOLDER").unwrap());
    let program = Program::ALL.into_iter().find(|one| one.name() == wanted);
    program.unwrap().start(&folder).unwrap();
}

pub fn open_phone(folder: &Path) -> Result<Device, proco_device::DeviceError> {
    phone::open(folder, phone::offline(folder), Arc::new(SystemClock))
}

fn state_of_phone(folder: &Path) -> Result<String, proco_device::DeviceError> {
    let device = open_phone(folder)?;
    let status = device.status()?;
    let draft = !device.open_drafts()?.is_empty();
    let stops = device.my_stops()?.len();
    device.close();
    Ok(format!(
        "{stops} stops, draft {draft}, waiting {}, told {:?}",
        status.sync.waiting, status.notices
    ))
}
