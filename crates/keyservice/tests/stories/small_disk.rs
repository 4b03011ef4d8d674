//! A small disk in memory, which can be filled.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A small disk; gone when dropped. Only root may mount one.
pub struct SmallDisk {
    folder: TempDir,
}

impl SmallDisk {
    pub fn mount(kib: u32) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={kib}k"), "tmpfs"])
            .arg(folder.path())
            .output();
        mounted
            .is_ok_and(|output| output.status.success())
            .then_some(Self { folder })
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Fills it, but for some room, and says with what.
    pub fn fill(&self, free_kib: usize) -> PathBuf {
        let room = self.path().join("room");
        fs::write(&room, vec![1; free_kib << 10]).unwrap();
        let ballast = self.path().join("ballast");
        let mut file = File::create(&ballast).unwrap();
        while file.write_all(&[1; 4096]).is_ok() {}
        fs::remove_file(room).unwrap();
        ballast
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.path()).output();
    }
}
