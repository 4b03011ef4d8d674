//! Where the tests keep their stores: in memory where there is room, because they wait for a disk thousands of times
//! and nothing of theirs has to outlive the machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use rustix::fs::{StatVfsMountFlags, statvfs};

/// The file system in memory that Linux has.
const MEMORY: &str = "/dev/shm";
/// The room that it must have. A container often gives it 64 MiB.
const ROOM: u64 = 2 << 30;

/// A folder for temporary files, removed when it is dropped.
pub struct Scratch(Option<PathBuf>);

impl Scratch {
    /// A folder in memory, or the usual one where that has no room or runs no programs: documentation tests are
    /// run from there.
    pub fn new() -> Self {
        // Steps that run at once have a folder each, because each removes its own.
        static FOLDERS: AtomicU32 = AtomicU32::new(0);
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let folder = Path::new(MEMORY).join(format!("proco-tests-{}-{number}", std::process::id()));
        let fits = statvfs(MEMORY).is_ok_and(|found| {
            found.f_bavail.saturating_mul(found.f_frsize) >= ROOM
                && !found.f_flag.contains(StatVfsMountFlags::NOEXEC)
        });
        Self((fits && fs::create_dir_all(&folder).is_ok()).then_some(folder))
    }

    /// Has the command keep its temporary files here.
    pub fn give<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        if let Self(Some(folder)) = self {
            command.env("TMPDIR", folder);
        }
        command
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Self(Some(folder)) = self {
            let _ = fs::remove_dir_all(folder);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_that_ends_leaves_the_folder_of_another_alone() {
        let (one, other) = (Scratch::new(), Scratch::new());
        let folder = other.0.clone();
        drop(one);
        // Without room in memory there is no folder to lose.
        assert!(folder.is_none_or(|folder| folder.is_dir()));
        drop(other);
    }
}
