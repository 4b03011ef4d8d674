//! A disk with some room left, then none, then room again.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::earlier::Earlier;
use crate::program::Program;

/// Set for the process in which the disks are mounted.
pub const LEVELS: &str = "PROCO_LEVELS";

const KIB: u64 = 1024;
const SIZE: u64 = 4096 * KIB;

/// Mounts where this user may, or else as the root of a namespace of its own.
pub fn in_a_world_of_its_own() {
    let own = std::env::current_exe().unwrap();
    let words = [
        "--exact",
        "in_a_process_of_its_own",
        "--ignored",
        "--nocapture",
    ];
    let mut direct = Command::new(&own);
    direct.args(words);
    let mut apart = Command::new("unshare");
    apart.arg("-rm").arg(&own).args(words);
    let mut said = Vec::new();
    for mut command in [direct, apart] {
        let ended = command.env(LEVELS, "1").output();
        let Ok(output) = ended else {
            said.push(format!("{command:?} cannot be started"));
            continue;
        };
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let fault = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.success() {
            print!("{text}");
            return;
        }
        let may_not_mount = fault.contains(NO_MOUNT);
        said.push(format!("{text}{fault}"));
        assert!(may_not_mount, "{}", said.join("\n"));
    }
    panic!(
        "a small disk can be mounted neither directly nor in a namespace (unshare -rm), so that a \
         full disk was not tried: {}",
        said.join("\n")
    );
}

const NO_MOUNT: &str = "mounting a tmpfs is not allowed";

struct Disk {
    folder: tempfile::TempDir,
}

impl Disk {
    fn mount() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o"])
            .arg(format!("size={SIZE}"))
            .args(["tmpfs"])
            .arg(folder.path())
            .output();
        assert!(
            mounted.is_ok_and(|output| output.status.success()),
            "{NO_MOUNT}"
        );
        Self { folder }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Leaves so much room and no more.
    fn leave(&self, room: u64) {
        let filler = self.path().join("filler");
        let page = vec![1; usize::try_from(4 * KIB).unwrap()];
        let mut file = fs::File::create(&filler).unwrap();
        while std::io::Write::write_all(&mut file, &page).is_ok() {}
        let full = fs::metadata(&filler).unwrap().len();
        file.set_len(full.saturating_sub(room)).unwrap();
    }

    fn make_room(&self) {
        fs::remove_file(self.path().join("filler")).unwrap();
    }

    fn empty(&self) {
        for entry in fs::read_dir(self.path()).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                fs::remove_dir_all(path).unwrap();
            } else {
                fs::remove_file(path).unwrap();
            }
        }
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.folder.path()).status();
    }
}

/// Every case at every level of room.
pub fn every_level() {
    let disk = Disk::mount();
    let data = disk.path().join("data");
    let (mut refused, mut tried) = (0, 0);
    let mut words = std::collections::BTreeSet::new();
    for program in Program::ALL {
        let mut cases = vec![Earlier::nothing(program)];
        cases.extend(Earlier::of_each_version(program));
        for case in &cases {
            for room in levels() {
                fs::create_dir(&data).unwrap();
                case.copy(&data);
                disk.leave(room);
                tried += 1;
                if let Err(error) = program.start(&data) {
                    refused += 1;
                    words.insert(format!("{program:?}: {error}"));
                }
                disk.make_room();
                case.must_open(&data, &format!("after {} KiB of room", room / KIB));
                disk.empty();
            }
        }
    }
    println!("{tried} starts on a full disk, {refused} refused; what was said: {words:#?}");
    assert!(refused > 20, "the disk was hardly ever full: {refused}");
}

fn levels() -> impl Iterator<Item = u64> {
    (0..64)
        .step_by(8)
        .chain((64..=256).step_by(32))
        .map(|level| level * KIB)
}
