//! A disk with some room left, then none, then room again.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use proco_access::Role;
use proco_device::view::{CentralAnswer, SyncProblem};
use proco_testbed::officer::{Officer, town};

use crate::earlier::Earlier;
use crate::older;
use crate::program::Program;

/// Set, to what is to be tried, for the process in which the disks are mounted.
pub const WHAT: &str = "PROCO_FULL_DISK";
pub const EVERY_LEVEL: &str = "every-level";
pub const LOOK_UPS: &str = "look-ups";

const KIB: u64 = 1024;
const SIZE: u64 = 4096 * KIB;

/// Mounts where this user may, or else as the root of a namespace of its own.
pub fn in_a_world_of_its_own(what: &str) {
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
        let ended = command.env(WHAT, what).output();
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

pub fn as_told(what: &OsStr) {
    if what == LOOK_UPS {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(look_ups());
    } else {
        every_level();
    }
}

/// A small disk.
pub struct Disk {
    path: PathBuf,
    /// Where the disk is mounted on a folder of its own.
    folder: Option<tempfile::TempDir>,
}

impl Disk {
    fn mount() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut disk = Self::mount_on(folder.path());
        disk.folder = Some(folder);
        disk
    }

    /// Over a folder that is there.
    fn mount_on(path: &Path) -> Self {
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o"])
            .arg(format!("size={SIZE}"))
            .args(["tmpfs"])
            .arg(path)
            .output();
        assert!(
            mounted.is_ok_and(|output| output.status.success()),
            "{NO_MOUNT}"
        );
        Self {
            path: path.to_owned(),
            folder: None,
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Leaves so much room and no more.
    pub fn leave(&self, room: u64) {
        let filler = self.path().join("filler");
        let page = vec![1; usize::try_from(4 * KIB).unwrap()];
        let mut file = fs::File::create(&filler).unwrap();
        while std::io::Write::write_all(&mut file, &page).is_ok() {}
        let full = fs::metadata(&filler).unwrap().len();
        file.set_len(full.saturating_sub(room)).unwrap();
    }

    /// Takes the filler away.
    pub fn make_room(&self) {
        fs::remove_file(self.path().join("filler")).unwrap();
    }

    /// Removes all that stands on it.
    pub fn empty(&self) {
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
        let _ = Command::new("umount").arg("-l").arg(&self.path).status();
    }
}

/// A phone whose disk has no byte left goes on asking central, also when its token is over and the
/// clocks are due to be compared.
async fn look_ups() {
    let (_data, town) = town().await;
    let mut noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.leaves("00-BDF-0");
    noor.syncs().await;
    let copy = noor.copy();
    noor.killed();
    let disk = Disk::mount_on(noor.store_file().parent().unwrap());
    for entry in fs::read_dir(copy.path()).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), disk.path().join(entry.file_name())).unwrap();
    }
    noor.wake();
    disk.leave(0);
    for hours in [0, 1, 2, 9, 9] {
        noor.waits(hours * 3_600_000);
        town.clock().advance_millis(hours * 3_600_000);
        town.central().tidy().await.unwrap();
        let asked = noor.looks_up("00-BDF-0");
        let answer = noor.phone().central_counts(asked.query).await.unwrap();
        assert!(
            matches!(answer, CentralAnswer::Known { .. }),
            "{hours} h later: {answer:?}"
        );
    }
    let problem = noor.syncs().await.problem;
    assert_eq!(problem, Some(SyncProblem::DiskFull));
    disk.make_room();
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.problem), (0, None));
    noor.killed();
}

/// Every case at every level of room.
fn every_level() {
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
    older::at_every_level(&disk, levels());
    println!("{tried} starts on a full disk, {refused} refused; what was said: {words:#?}");
    assert!(refused > 20, "the disk was hardly ever full: {refused}");
}

fn levels() -> impl Iterator<Item = u64> + Clone {
    (0..64)
        .step_by(8)
        .chain((64..=256).step_by(32))
        .map(|level| level * KIB)
}
