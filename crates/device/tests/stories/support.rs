//! A phone in a folder of its own, that can be killed and started again.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use proco_device::view::{LookUpAnswer, LookUpRequest, LookUpView, StopCard, SubjectInput};
use proco_device::{
    BaseUrl, Device, DeviceConfig, DeviceError, FileKeyStore, KeyStore, ManualClock,
};
use proco_domain::draft::{Change, ResultChoice};
use proco_domain::explanation::ReasonTold;
use proco_domain::ground::GroundCode;
use proco_domain::ids::DraftId;
use proco_domain::legal_basis::LegalBasis;
use proco_domain::person::BirthInput;
use proco_domain::query::Initiative;
use proco_domain::time::UtcMillis;
use rusqlite::Connection;

/// Wednesday 18 November 2026, 11:06:40 UTC.
pub const MORNING: UtcMillis = UtcMillis(1_795_000_000_000);
pub const MINUTE: i64 = 60 * 1000;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

/// The phone of one officer.
pub struct Phone {
    pub device: Device,
    pub clock: Arc<ManualClock>,
    folder: tempfile::TempDir,
}

impl Phone {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at(MORNING));
        let device = open(&folder, &clock).unwrap();
        Self {
            device,
            clock,
            folder,
        }
    }

    /// A phone whose files are there before this program starts for the first time.
    pub fn begun_by(earlier: impl FnOnce(&Files)) -> Result<Self, DeviceError> {
        let folder = tempfile::tempdir().unwrap();
        let files = Files { folder };
        earlier(&files);
        files.start()
    }

    /// As [`Self::begun_by`], started so much later.
    pub fn begun_later_by(millis: i64, earlier: impl FnOnce(&Files)) -> Result<Self, DeviceError> {
        let folder = tempfile::tempdir().unwrap();
        let files = Files { folder };
        earlier(&files);
        files.start_at(MORNING.plus_millis(millis))
    }

    pub fn file(&self) -> PathBuf {
        self.folder.path().join("proco.db")
    }

    /// How many transactions the log of the store holds: each ends with a page that says how large the store is
    /// after it, and is waited for once.
    pub fn transactions(&self) -> usize {
        const HEAD: usize = 32;
        const FRAME: usize = 24 + 4096;
        let log = std::fs::read(self.folder.path().join("proco.db-wal")).unwrap();
        let frames = log[HEAD..].chunks_exact(FRAME);
        // What was folded away already has another salt than the head.
        let of_now = frames.filter(|frame| frame[8..16] == log[16..24]);
        of_now.filter(|frame| frame[4..8] != [0; 4]).count()
    }

    /// The files as a kill would leave them now, in a folder of their own; the app goes on.
    pub fn as_killed_now(&self) -> Files {
        let files = Files {
            folder: tempfile::tempdir().unwrap(),
        };
        // The count first: another order could take a count that is ahead of the copied store.
        let mut names = names(self.folder.path());
        names.sort_by_key(|name| !name.ends_with(".commits"));
        for name in names.iter().filter(|name| !name.ends_with("-shm")) {
            let from = self.folder.path().join(name);
            std::fs::copy(from, files.folder.path().join(name)).unwrap();
        }
        files
    }

    /// The app is killed: nothing is closed, nothing is folded up. Then it is started again.
    pub fn kill_and_start(&mut self) {
        let next = open(&self.folder, &self.clock).unwrap();
        std::mem::forget(std::mem::replace(&mut self.device, next));
    }

    /// The app is closed as it should be; then `meanwhile` happens to its files.
    pub fn closed(self, meanwhile: impl FnOnce(&Files)) -> Result<Self, DeviceError> {
        let Self {
            device,
            clock,
            folder,
        } = self;
        drop(device);
        let files = Files { folder };
        meanwhile(&files);
        let device = open(&files.folder, &clock)?;
        Ok(Self {
            device,
            clock,
            folder: files.folder,
        })
    }

    /// Something spoils what stands in the file while the app runs.
    pub fn damages(&self, sql: &str) {
        bare(self.folder.path()).execute_batch(sql).unwrap();
    }

    pub fn wait(&self, millis: i64) {
        self.clock.advance_millis(millis);
    }

    pub fn look_up(&self, plate: &str) -> LookUpView {
        known(self.device.look_up(plate_request(plate)).unwrap())
    }

    pub fn person(&self, family_name: &str, first_name: &str) -> SubjectInput {
        SubjectInput::Person {
            family_name: family_name.to_owned(),
            first_name: first_name.to_owned(),
            birth: BirthInput {
                year: 1980,
                month: Some(5),
                day: Some(9),
            },
        }
    }

    /// All readable marks in the store, and those in its draft.
    pub fn marks(&self) -> Vec<String> {
        let store = bare(self.folder.path());
        let sql = "SELECT subject FROM queries WHERE subject IS NOT NULL
             UNION ALL SELECT subject FROM stops WHERE subject IS NOT NULL
             UNION ALL SELECT json_extract(body, '$.subject') FROM drafts";
        let mut statement = store.prepare(sql).unwrap();
        let marks = statement.query_map([], |row| row.get(0)).unwrap();
        marks.map(Result::unwrap).collect()
    }

    pub fn look_up_person(&self, family_name: &str, first_name: &str) -> LookUpView {
        let request = LookUpRequest {
            subject: self.person(family_name, first_name),
            initiative: Initiative::Call,
            confirmed: false,
        };
        known(self.device.look_up(request).unwrap())
    }

    /// The shortest road: a look-up, a check, nothing found.
    pub fn check_finding_nothing(&self, plate: &str) -> StopCard {
        let look_up = self.look_up(plate);
        let draft = self.device.start_check(look_up.query).unwrap();
        self.answer(draft.id, smallest());
        self.device.finish(draft.id, None).unwrap()
    }

    pub fn answer(&self, draft: DraftId, changes: impl IntoIterator<Item = Change>) {
        for change in changes {
            self.device.save_field(draft, change).unwrap();
        }
    }

    /// Queries, stops and stops that found nothing, in the longest window.
    pub fn year(&self, plate: &str) -> (u32, u32, u32) {
        let counts = self.device.local_counts(&plate_input(plate)).unwrap();
        let year = counts.windows[3];
        (year.queries, year.stops, year.found_nothing)
    }
}

/// The files of a phone that is off.
pub struct Files {
    folder: tempfile::TempDir,
}

impl Files {
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("proco.db")
    }

    pub fn keys(&self) -> PathBuf {
        self.folder.path().join("keys.json")
    }

    /// The store without the core, opened with its key.
    pub fn bare(&self) -> Connection {
        bare(self.folder.path())
    }

    /// The same files in another folder.
    pub fn copy(&self) -> Self {
        let copy = tempfile::tempdir().unwrap();
        for name in self.names() {
            let from = self.folder.path().join(&name);
            std::fs::copy(from, copy.path().join(name)).unwrap();
        }
        Self { folder: copy }
    }

    /// A file beside the store, by what follows its name.
    pub fn beside(&self, suffix: &str) -> PathBuf {
        self.folder.path().join(format!("proco.db{suffix}"))
    }

    pub fn names(&self) -> Vec<String> {
        names(self.folder.path())
    }

    /// Puts a file there that only its owner may read.
    pub fn put(&self, name: &str, bytes: &[u8]) {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let private = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        std::fs::set_permissions(path, private).unwrap();
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.folder.path().join(name)).unwrap()
    }

    /// The app is started on these files.
    pub fn start(self) -> Result<Phone, DeviceError> {
        self.start_at(MORNING)
    }

    fn start_at(self, now: UtcMillis) -> Result<Phone, DeviceError> {
        let clock = Arc::new(ManualClock::at(now));
        let device = open(&self.folder, &clock)?;
        Ok(Phone {
            device,
            clock,
            folder: self.folder,
        })
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn bare(folder: &Path) -> Connection {
    let keys = FileKeyStore::at(folder.join("keys.json"));
    let secrets = keys.load().unwrap().unwrap();
    let key = secrets.database().expose();
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    let connection = Connection::open(folder.join("proco.db")).unwrap();
    connection
        .execute_batch(&format!("PRAGMA key = \"x'{hex}'\""))
        .unwrap();
    connection
}

fn open(folder: &tempfile::TempDir, clock: &Arc<ManualClock>) -> Result<Device, DeviceError> {
    let nowhere = BaseUrl::parse("http://127.0.0.1:9").unwrap();
    let config = DeviceConfig::new(folder.path().join("proco.db"), nowhere.clone(), nowhere);
    let keys = FileKeyStore::at(folder.path().join("keys.json"));
    Device::open(config, &keys, clock.clone())
}

pub fn plate_input(plate: &str) -> SubjectInput {
    SubjectInput::Plate {
        text: plate.to_owned(),
        country: "NL".to_owned(),
    }
}

pub fn plate_request(plate: &str) -> LookUpRequest {
    LookUpRequest {
        subject: plate_input(plate),
        initiative: Initiative::Proactive,
        confirmed: false,
    }
}

pub fn known(answer: LookUpAnswer) -> LookUpView {
    match answer {
        LookUpAnswer::Known { look_up } => look_up,
        LookUpAnswer::Question { spelled, .. } => panic!("{spelled} was asked about"),
    }
}

/// The four answers without which there is no stop.
pub fn smallest() -> [Change; 4] {
    [
        Change::Grounds(BTreeSet::from([GroundCode::VehicleDefect])),
        Change::LegalBasis(Some(LegalBasis::Wvw160)),
        Change::ReasonTold(Some(ReasonTold::Unasked)),
        Change::Result(Some(ResultChoice::Nothing)),
    ]
}
