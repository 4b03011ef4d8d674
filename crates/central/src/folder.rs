//! The folder of central: what stands in it, and what its marks mean.
//!
//! | file | what it is |
//! |---|---|
//! | `central.db` | the database |
//! | `central.db.commits` | the number of commits that were acknowledged |
//! | `central.db.cut-…` | database and log as they were when commits were found gone |
//! | `keys/` | `central.key` and `issuer.key`, unless another folder is named for them; without them the database opens nothing |
//! | `issuer.jwks.json` | the issuer's public keys, for the key service |
//! | `central.first-start` | the first start has not ended, so a missing database has not vanished |
//! | `central.begun` | there was a database once, so a missing one has vanished |
//! | `central.running` | held by the server; left behind by one that ended out of order |
//! | `central.opened` | held by whoever has the database open |
//! | `central.sums` | check sums of the database, written when it was left in order |
//! | `central.moving` | where a restore moves the database to; left behind by one that was killed |
//! | `issuer.key.next` | a key that was to replace the issuer key when that was killed |
//! | `issuer.renewal` | among the keys: the new issuer key while it is renewed, and how far that has come |
//! | `central.damaged` | damage was found; gone when a database was put back |

mod marks;

use std::fmt;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use proco_access::ServerFolders;
use proco_host::files::{self, Identity};
use proco_host::private::{self, make_folder_private, make_private};

use crate::error::CentralError;
use crate::key_file::FILES;

/// How many bytes must fit on the disk for central to call it writable: a few full batches.
const ROOM: usize = 1024 * 1024;

/// The folder, and the one of its keys.
#[derive(Clone, Debug)]
pub struct Folder {
    place: ServerFolders,
    keys: PathBuf,
}

impl Folder {
    /// The folder at this place, made for its owner alone where it is missing.
    ///
    /// # Errors
    /// [`CentralError::File`].
    pub fn at(place: &ServerFolders) -> Result<Self, CentralError> {
        create(place.data())?;
        Self::of(place).made_private()
    }

    /// The folder at this place, where a central was begun in it.
    ///
    /// # Errors
    /// [`CentralError::NoCentral`]; nothing is made then. [`CentralError::File`].
    pub fn existing(place: &ServerFolders) -> Result<Self, CentralError> {
        let folder = Self::of(place);
        if folder.is_beginning() || !folder.holds_anything() || !place.data().is_dir() {
            return Err(CentralError::NoCentral(place.data().to_owned()));
        }
        folder.made_private()
    }

    /// Makes the folder of the data where it is missing and its keys stand elsewhere: on a machine that
    /// takes the place of one that is lost, where a copy is to be put back.
    ///
    /// # Errors
    /// [`CentralError::File`].
    pub fn make_room_beside_keys(place: &ServerFolders) -> Result<(), CentralError> {
        let folder = Self::of(place);
        if folder.path().exists() || !FILES.iter().any(|name| folder.key(name).exists()) {
            return Ok(());
        }
        create(folder.path())
    }

    fn of(place: &ServerFolders) -> Self {
        Self {
            keys: place.keys(&FILES),
            place: place.clone(),
        }
    }

    /// Files and folders are the owner's alone. A key that others could read is no secret any more, and is
    /// refused when it is read.
    fn made_private(self) -> Result<Self, CentralError> {
        let data = self.place.data();
        make_folder_private(data, "central.").map_err(failed(data))?;
        if self.keys.is_dir() {
            // Also a key that was moved aside.
            for name in FILES {
                let aside = format!("{name}.moved-aside-");
                make_folder_private(&self.keys, &aside).map_err(failed(&self.keys))?;
            }
            make_private(&self.keys).map_err(failed(&self.keys))?;
        }
        Ok(self)
    }

    /// The path of the data folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.place.data()
    }

    /// How it is named to a command.
    #[must_use]
    pub fn arguments(&self) -> String {
        self.place.arguments()
    }

    /// A file in it.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// The path of a key file of this name, in the folder of the keys.
    #[must_use]
    pub fn key(&self, name: &str) -> PathBuf {
        self.keys.join(name)
    }

    /// Makes the folder of the keys where it is missing.
    ///
    /// # Errors
    /// [`CentralError::File`].
    pub fn make_room_for_keys(&self) -> Result<(), CentralError> {
        create(&self.keys)
    }

    /// Says that the keys lie in this folder, where they do.
    pub fn tell_of_keys(&self) {
        if let Some(advice) = self.place.advice(&FILES) {
            tracing::warn!("{advice}");
        }
    }

    /// The database, and how the folder is named to a command.
    #[must_use]
    pub fn named(&self) -> Named {
        Named {
            database: self.database(),
            arguments: self.arguments(),
        }
    }

    /// The path of the database file.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.file("central.db")
    }

    /// Whether a database stands there that holds anything at all.
    #[must_use]
    pub fn has_database(&self) -> bool {
        fs::metadata(self.database()).is_ok_and(|file| file.len() > 0)
    }

    /// Which file the database is; another one, or none, once it was moved away.
    #[must_use]
    pub fn database_id(&self) -> Option<Identity> {
        Identity::of(&self.database())
    }

    /// Makes a file readable by its owner alone, and the file itself where it is missing: what SQLite
    /// keeps beside it takes over its rights.
    ///
    /// # Errors
    /// [`CentralError::File`].
    pub fn make_private(&self, file: &Path) -> Result<(), CentralError> {
        private::file(file).map(drop).map_err(failed(file))
    }

    /// Forgets how many commits were acknowledged: the database that had them is to go, or never was. An empty file stays,
    /// because a database without one counts as having lost it.
    ///
    /// # Errors
    /// [`CentralError::File`].
    pub fn forget_commits(&self) -> Result<(), CentralError> {
        let file = self.file("central.db.commits");
        remove_if_there(&file)?;
        self.make_private(&file)
    }

    /// Forgets the check sums: the database may change from now on.
    ///
    /// # Errors
    /// [`CentralError::File`].
    pub fn forget_sums(&self) -> Result<(), CentralError> {
        remove_if_there(&self.file("central.sums"))
    }

    /// Whether there is a write-ahead log with rows that are not in the database file yet.
    #[must_use]
    pub fn has_log(&self) -> bool {
        fs::metadata(self.file("central.db-wal")).is_ok_and(|file| file.len() > 0)
    }

    /// Whether there is room for more: tries to write [`ROOM`] bytes, which are removed before the system has to flush them.
    ///
    /// # Errors
    /// Why there is not.
    pub fn has_room(&self) -> io::Result<()> {
        let path = self.file("central.room");
        let written = private::options()
            .create(true)
            .truncate(true)
            .open(&path)
            .and_then(|mut file| file.write_all(&vec![1; ROOM]));
        match (written, fs::remove_file(&path)) {
            (Ok(()), removed) => removed,
            (Err(error), _) => Err(error),
        }
    }

    /// Flushes the folder, so that files that were created, renamed or removed in it stay so after a power cut.
    ///
    /// # Errors
    /// [`CentralError::File`].
    pub fn sync(&self) -> Result<(), CentralError> {
        sync(self.path())
    }

    /// The same for the folder of the keys.
    ///
    /// # Errors
    /// [`CentralError::File`].
    pub fn sync_keys(&self) -> Result<(), CentralError> {
        sync(&self.keys)?;
        self.keys.parent().map_or(Ok(()), sync)
    }
}

/// A database, as an error names it and the commands that help.
#[derive(Clone, Debug)]
pub struct Named {
    pub(crate) database: PathBuf,
    pub(crate) arguments: String,
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.database.display().fmt(f)
    }
}

fn sync(folder: &Path) -> Result<(), CentralError> {
    files::sync_folder(folder).map_err(failed(folder))
}

/// Makes a folder for its owner alone, where it is missing.
fn create(path: &Path) -> Result<(), CentralError> {
    private::folder(path).map_err(failed(path))
}

/// Removes a file unless it is gone already.
pub(crate) fn remove_if_there(path: &Path) -> Result<(), CentralError> {
    files::remove_if_there(path).map_err(failed(path))
}

/// Makes an I/O error name its file.
pub(crate) fn failed(path: &Path) -> impl FnOnce(io::Error) -> CentralError + use<> {
    let path = path.to_owned();
    move |source| CentralError::File { path, source }
}
