//! A disk that is full, on a small disk in memory.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::support::{JANSEN, Station, blind, epoch};

/// A small disk; gone when dropped. Only root may mount one.
struct SmallDisk {
    folder: TempDir,
}

impl SmallDisk {
    fn mount(kib: u32) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={kib}k"), "tmpfs"])
            .arg(folder.path())
            .output();
        mounted
            .is_ok_and(|output| output.status.success())
            .then_some(Self { folder })
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Fills it to the last byte.
    fn fill(&self) -> PathBuf {
        let file = self.path().join("ballast");
        let mut size = 1 << 20;
        let mut bytes = Vec::new();
        while size > 0 {
            let more = [bytes.as_slice(), &vec![1; size]].concat();
            if fs::write(&file, &more).is_ok() {
                bytes = more;
            } else {
                size /= 2;
            }
        }
        file
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.path()).output();
    }
}

#[tokio::test]
async fn a_full_disk_is_told_as_unavailable_and_is_over_with_room() {
    let Some(disk) = SmallDisk::mount(1024) else {
        return;
    };
    let station = Station::open_in(disk.path().join("data")).await;
    let q4 = [epoch("2026Q4")];
    let token = station.token(JANSEN);
    let ask = async || station.evaluate(&token, &q4, &blind(&["AB-12-CD"])).await;
    station.live().await;
    assert_eq!(ask().await.status, 200);
    assert_eq!(station.health().await.0, 200);

    let ballast = disk.fill();
    let refused = loop {
        // What the log has room for is written.
        let answer = ask().await;
        if answer.status != 200 {
            break answer;
        }
    };
    assert_eq!((refused.status, &*refused.code()), (503, "unavailable"));
    let (status, said) = station.health().await;
    assert_eq!(status, 503);
    assert!(said.starts_with("Nothing can be written"), "{said}");
    assert_eq!(station.get("/v1/epochs", Some(&token)).await.status, 200);

    fs::remove_file(ballast).unwrap();
    station.clock.advance_millis(10_000);
    assert_eq!(
        station.health().await,
        (200, "ok".to_owned()),
        "without a restart"
    );
    assert_eq!(ask().await.status, 200);
}

#[tokio::test]
async fn whoever_only_asks_how_it_is_makes_it_write_once_in_ten_seconds() {
    let station = Station::open().await;
    let length = || {
        fs::metadata(station.file("keyservice.db-wal"))
            .unwrap()
            .len()
    };
    station.health().await;
    let before = length();
    for _ in 0..50 {
        assert_eq!(station.health().await.0, 200);
    }
    assert_eq!(length(), before);
    station.clock.advance_millis(10_000);
    station.health().await;
    assert!(length() > before);
}
