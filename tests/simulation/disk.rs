//! The files of a program as they stand, and as a kill in the middle of a write leaves them.
//!
//! A program writes to the log of its database and, when it folds the log in, to the database. So
//! what a kill leaves between two moments is told from the files at both: of the log any beginning
//! of what was written, also in the middle of a page; and of the database any of the pages that
//! were folded in, the log being whole then.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// All files of a folder; the shared memory of a database is none: it does not outlive the process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files(BTreeMap<String, Vec<u8>>);

/// The unit in which the system writes a file.
const PAGE: usize = 4096;
/// The folder of the keys of a server.
const KEYS: &str = "keys";
/// What the file ends in that counts the commits of a store.
const COUNT: &str = ".commits";

impl Files {
    /// Reads a folder.
    pub fn of(folder: &Path) -> Self {
        let mut files = BTreeMap::new();
        for (inside, folder) in [("", folder.to_owned()), (KEYS, folder.join(KEYS))] {
            for entry in fs::read_dir(folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                let name = Path::new(inside).join(path.file_name().unwrap());
                let name = name.to_string_lossy().into_owned();
                if path.is_file() && !name.ends_with("-shm") {
                    files.insert(name, fs::read(&path).unwrap());
                }
            }
        }
        Self(files)
    }

    /// Puts the files into a folder that is not there yet, each for its owner alone.
    pub fn put(&self, folder: &Path) {
        use std::io::Write as _;
        use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
        fs::DirBuilder::new().mode(0o700).create(folder).unwrap();
        if self.0.keys().any(|name| name.starts_with(KEYS)) {
            let keys = folder.join(KEYS);
            fs::DirBuilder::new().mode(0o700).create(keys).unwrap();
        }
        for (name, bytes) in &self.0 {
            let mut options = fs::OpenOptions::new();
            let mut file = options
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(folder.join(name))
                .unwrap();
            file.write_all(bytes).unwrap();
        }
    }

    /// Leaves a folder with these files alone. Those that stay are the same files, and those that stay as
    /// they are are not written to: a program can tell one that was put in the place of another, or written over.
    pub fn leave(&self, folder: &Path) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_file() && !self.0.contains_key(&name) {
                fs::remove_file(path).unwrap();
            }
        }
        for (name, bytes) in &self.0 {
            let file = folder.join(name);
            if fs::read(&file).ok().as_ref() != Some(bytes) {
                fs::write(file, bytes).unwrap();
            }
        }
    }

    /// What a kill leaves that comes after so many thousandths of what was written between.
    pub fn killed(old: &Self, new: &Self, cut: u32) -> Self {
        if cut == 0 {
            return old.clone();
        }
        let Some((database, log)) = new.written(old) else {
            return if cut < 1000 { old.clone() } else { new.clone() };
        };
        let mut files = new.clone();
        // The count of commits is written after each: it may be behind, and is never ahead.
        if cut < 1000 {
            files.0.retain(|name, _| !name.ends_with(COUNT));
            let counts = old.0.iter().filter(|(name, _)| name.ends_with(COUNT));
            files
                .0
                .extend(counts.map(|(name, bytes)| (name.clone(), bytes.clone())));
        }
        let empty = Vec::new();
        let before = |name: &String| old.0.get(name).unwrap_or(&empty);
        if new.0.get(&database) == old.0.get(&database) {
            let torn = torn_log(before(&log), &new.0[&log], cut);
            files.0.insert(log, torn);
        } else if before(&log).len() <= new.0[&log].len() {
            let torn = torn_pages(before(&database), &new.0[&database], cut);
            files.0.insert(database, torn);
        } else if cut < 1000 {
            return old.clone();
        }
        files
    }

    /// The names of the database and of its log, if they alone differ.
    fn written(&self, old: &Self) -> Option<(String, String)> {
        let log = self.0.keys().find(|name| name.ends_with("-wal"))?.clone();
        let database = log.trim_end_matches("-wal").to_owned();
        let others = |files: &Self| {
            let mut files = files.0.clone();
            files.retain(|name, _| !name.ends_with(COUNT));
            files.remove(&log);
            files.remove(&database);
            files
        };
        (others(self) == others(old) && old.0.contains_key(&database)).then_some((database, log))
    }
}

/// The log, in which the first of the changed bytes are new.
fn torn_log(old: &[u8], new: &[u8], cut: u32) -> Vec<u8> {
    let same = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let written = (new.len() - same) * cut as usize / 1000;
    let end = same + written;
    let mut torn = new[..end].to_vec();
    torn.extend(old.iter().skip(end));
    torn
}

/// The database, in which some of the changed pages are new.
fn torn_pages(old: &[u8], new: &[u8], cut: u32) -> Vec<u8> {
    let pages = new.len().div_ceil(PAGE);
    let mut torn = old.to_vec();
    let changed = (0..pages).filter(|page| {
        let range = page * PAGE..((page + 1) * PAGE).min(new.len());
        old.get(range.clone()) != new.get(range)
    });
    let changed: Vec<usize> = changed.collect();
    for page in &changed[..changed.len() * cut as usize / 1000] {
        let range = page * PAGE..((page + 1) * PAGE).min(new.len());
        torn.resize(torn.len().max(range.end), 0);
        torn[range.clone()].copy_from_slice(&new[range]);
    }
    torn
}
