//! A small disk in memory, which can be filled.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
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

    /// Fills it, but for some room.
    pub fn fill(&self, free_kib: usize) {
        let room = self.path().join("room");
        fs::write(&room, vec![1; free_kib << 10]).unwrap();
        let mut file = File::create(self.path().join("ballast")).unwrap();
        while file.write_all(&[1; 4096]).is_ok() {}
        drop(file);
        File::create(&room).unwrap();
        fs::remove_file(room).unwrap();
    }

    /// Nothing can be written to it any more.
    pub fn read_only(&self) {
        let remounted = Command::new("mount")
            .args(["-o", "remount,ro"])
            .arg(self.path())
            .status();
        assert!(remounted.unwrap().success());
    }

    /// Takes it away again.
    pub fn make_room(&self) {
        let ballast = self.path().join("ballast");
        // A program that another test is just starting may hold the file open for a moment more.
        File::create(&ballast).unwrap();
        fs::remove_file(ballast).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.path()).output();
    }
}
