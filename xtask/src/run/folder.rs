//! The data folder of `cargo xtask run`: used by one run at a time, and the only folder that is ever removed.

use std::fs::{self, File, TryLockError};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::fault::{Fault, Outcome, While};
use crate::{place, say};

/// The marker file that allows the folder to be removed.
const MARK: &str = ".proco-run";

/// The folder, locked by this run until it is dropped.
pub struct Folder {
    path: PathBuf,
    /// The marker, locked. The operating system releases the lock however this program ends.
    lock: File,
}

impl Folder {
    /// Opens the folder in the checkout.
    pub fn open() -> Outcome<Self> {
        Self::open_at(place::data())
    }

    fn open_at(path: PathBuf) -> Outcome<Self> {
        let mark = path.join(MARK);
        let holds_something = fs::read_dir(&path).is_ok_and(|mut list| list.next().is_some());
        if holds_something && !mark.exists() {
            return Err(Fault::new(format!(
                "{} holds something that `cargo xtask run` did not put there. Move it away; it \
                 is not touched.",
                path.display()
            )));
        }
        fs::create_dir_all(&path).doing(format!("make {}", path.display()))?;
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&mark)
            .doing(format!("write in {}", path.display()))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let addresses = fs::read_to_string(&mark).unwrap_or_default();
                let at: String = addresses.lines().map(|at| format!("\n  {at}")).collect();
                return Err(Fault::new(format!(
                    "Another `cargo xtask run` uses the data folder. Stop it first (Ctrl-C in \
                     its terminal).{}{at}",
                    if at.is_empty() {
                        ""
                    } else {
                        " Its phones are on"
                    }
                )));
            }
            Err(TryLockError::Error(error)) => {
                return Err(error).doing("lock the data folder");
            }
        }
        lock.set_len(0).doing("note what runs")?;
        let folder = Self { path, lock };
        fs::create_dir_all(folder.logs()).doing("make the folder of the logs")?;
        Ok(folder)
    }

    /// The path of the folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder of what the servers and the app wrote on standard error.
    pub fn logs(&self) -> PathBuf {
        self.path.join("logs")
    }

    /// Notes the address of a phone of this run, for a second run that is refused.
    pub fn add_address(&self, url: &str) -> Outcome {
        writeln!(&self.lock, "{url}").doing("note where the phones are")
    }

    /// Removes the data of earlier runs.
    pub fn begin_anew(&self) -> Outcome {
        say::line("Throwing away the data of earlier runs.");
        self.empty()
    }

    /// Removes all files but the marker, which is the lock.
    pub fn empty(&self) -> Outcome {
        for entry in fs::read_dir(&self.path).doing("list the data folder")? {
            let entry = entry.doing("list the data folder")?;
            if entry.file_name() != MARK && entry.file_name() != "logs" {
                let path = entry.path();
                if path.is_dir() {
                    fs::remove_dir_all(&path)
                } else {
                    fs::remove_file(&path)
                }
                .doing(format!("remove {}", path.display()))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder below `target/`, removed when dropped.
    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str) -> Self {
            let path = place::target().join("xtask-tests").join(name);
            let _ = fs::remove_dir_all(&path);
            fs::create_dir_all(&path).unwrap();
            Self(path)
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn fresh_removes_the_data_of_earlier_runs() {
        let scratch = Scratch::new("fresh");
        let folder = Folder::open_at(scratch.0.clone()).unwrap();
        fs::create_dir(folder.path().join("central")).unwrap();
        fs::write(folder.path().join("central/central.db"), "rows").unwrap();
        drop(folder);
        let folder = Folder::open_at(scratch.0.clone()).unwrap();
        folder.begin_anew().unwrap();
        assert!(!folder.path().join("central").exists());
    }

    #[test]
    fn a_folder_with_something_else_in_it_is_never_touched() {
        let scratch = Scratch::new("foreign");
        fs::write(scratch.0.join("thesis.txt"), "years of work").unwrap();
        assert!(Folder::open_at(scratch.0.clone()).is_err());
        assert!(
            scratch.0.join("thesis.txt").exists(),
            "--fresh may only remove what run itself made"
        );
    }

    #[test]
    fn two_runs_at_once_would_spoil_the_data() {
        let scratch = Scratch::new("twice");
        let first = Folder::open_at(scratch.0.clone()).unwrap();
        first.add_address("http://127.0.0.1:8480/").unwrap();
        let refused = Folder::open_at(scratch.0.clone()).err().unwrap();
        assert!(refused.to_string().contains("http://127.0.0.1:8480/"));
    }
}
