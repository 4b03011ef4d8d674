//! A phone: the core on a real encrypted file in a folder of its own, under a clock that the test sets. It can
//! be killed and started again, and it reaches no server.
//!
//! The unit tests of the core include this file as a module of theirs, so it uses nothing else of this crate.

use std::collections::BTreeSet;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use proco_device::view::{
    DraftView, EnterAnswer, LookUpAnswer, LookUpRequest, LookUpView, StopCard, SubjectInput,
};
use proco_device::{Clock, Device, DeviceConfig, DeviceError, ManualClock};
use proco_domain::draft::{Change, ResultChoice};
use proco_domain::explanation::ReasonTold;
use proco_domain::ground::GroundCode;
use proco_domain::ids::DraftId;
use proco_domain::legal_basis::LegalBasis;
use proco_domain::person::BirthInput;
use proco_domain::query::Initiative;
use proco_domain::time::UtcMillis;
use rusqlite::Connection;

#[path = "phone/files.rs"]
mod files;

pub use files::{Files, KEYS, bare, copy_files, offline, open};

/// Wednesday 18 November 2026, 11:06:40 UTC.
pub const MORNING: UtcMillis = UtcMillis(1_795_000_000_000);
pub const MINUTE: i64 = 60 * 1000;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;
/// Within this time the same subject looked up again is the same look-up.
pub const FIVE_MINUTES: Duration = Duration::from_secs(5 * 60);

/// The phone of one officer.
pub struct Phone {
    /// The core of the phone's app, over the real store.
    pub device: App,
    /// The clock of this phone, which may be wrong.
    pub clock: Arc<ManualClock>,
    files: Files,
}

/// The app on a phone. A call while it does not run fails the test.
pub struct App(Option<Device>);

impl Deref for App {
    type Target = Device;

    fn deref(&self) -> &Device {
        self.0.as_ref().expect("the app runs")
    }
}

impl Phone {
    /// A new phone with a running app.
    pub fn new() -> Self {
        Files::none().start().unwrap()
    }

    /// A new phone on which the same subject looked up again within five minutes is one look-up, as in the app.
    pub fn with_one_look_up() -> Self {
        let mut phone = Self::new();
        phone.dies_with_one_look_up();
        phone
    }

    /// Kills the app and starts it so.
    pub fn dies_with_one_look_up(&mut self) {
        self.killed();
        let mut config = files::offline(self.folder());
        config.one_look_up_within = FIVE_MINUTES;
        self.start(config, self.clock.clone());
    }

    /// A new phone with its folder inside this one, for a story that depends on the disk.
    pub fn within(folder: &Path, now: UtcMillis) -> Self {
        let folder = tempfile::tempdir_in(folder).unwrap();
        Files { folder }.start_at(now).unwrap()
    }

    /// A phone that was never started.
    pub fn off(now: UtcMillis) -> Self {
        Self {
            device: App(None),
            clock: Arc::new(ManualClock::at(now)),
            files: Files::none(),
        }
    }

    /// A phone with files that an earlier program left.
    pub fn begun_by(earlier: impl FnOnce(&Files)) -> Result<Self, DeviceError> {
        Self::begun_later_by(0, earlier)
    }

    /// As [`Self::begun_by`], started this much later.
    pub fn begun_later_by(millis: i64, earlier: impl FnOnce(&Files)) -> Result<Self, DeviceError> {
        let files = Files::none();
        earlier(&files);
        files.start_at(MORNING.plus_millis(millis))
    }

    /// Starts the app, in place of the one that runs.
    pub fn start(&mut self, config: DeviceConfig, clock: Arc<dyn Clock>) {
        self.killed();
        let device = open(self.folder(), config, clock).unwrap();
        self.device = App(Some(device));
    }

    /// Kills the app: nothing is closed in order.
    pub fn killed(&mut self) {
        self.device = App(None);
    }

    /// Kills the app without closing anything or making a checkpoint, and starts it again.
    pub fn kill_and_start(&mut self) {
        // The system gives the lock of a killed process back.
        std::fs::remove_file(self.files.beside(".lock")).unwrap();
        let next = self.files.opened(&self.clock).unwrap();
        std::mem::forget(std::mem::replace(&mut self.device, next));
    }

    /// Closes the app in order, lets `meanwhile` change its files, and starts it again.
    pub fn closed(self, meanwhile: impl FnOnce(&Files)) -> Result<Self, DeviceError> {
        let Self {
            device,
            clock,
            files,
        } = self;
        drop(device);
        meanwhile(&files);
        Ok(Self {
            device: files.opened(&clock)?,
            clock,
            files,
        })
    }

    /// The folder of its files.
    pub fn folder(&self) -> &Path {
        self.files.path()
    }

    /// The path of the encrypted store.
    pub fn file(&self) -> PathBuf {
        self.files.file()
    }

    /// A connection to the store without the core, opened with its key.
    pub fn bare(&self) -> Connection {
        self.files.bare()
    }

    /// A copy of the files as they are now, in a folder of its own; the app runs on.
    pub fn copy(&self) -> Files {
        self.files.copy()
    }

    /// A copy of the files as a kill would leave them now, in a folder of its own; the app runs on.
    pub fn as_killed_now(&self) -> Files {
        let copy = Files::none();
        // The count is copied first: otherwise it could be ahead of the copied store.
        let mut names = self.files.names();
        names.sort_by_key(|name| !name.ends_with(".commits"));
        for name in names.iter().filter(|name| !name.ends_with("-shm")) {
            std::fs::copy(self.folder().join(name), copy.path().join(name)).unwrap();
        }
        copy
    }

    /// The number of transactions in the write-ahead log of the store: each ends with a page that holds the
    /// size of the store after it, and costs one fsync.
    pub fn transactions(&self) -> usize {
        const HEAD: usize = 32;
        const FRAME: usize = 24 + 4096;
        let log = self.files.read("proco.db-wal");
        let frames = log[HEAD..].chunks_exact(FRAME);
        // Frames from before the last checkpoint have another salt than the header.
        let of_now = frames.filter(|frame| frame[8..16] == log[16..24]);
        of_now.filter(|frame| frame[4..8] != [0; 4]).count()
    }

    /// Damages the content of the file while the app runs.
    pub fn damages(&self, sql: &str) {
        self.bare().execute_batch(sql).unwrap();
    }

    /// All readable marks in the store, and those in its draft.
    pub fn marks(&self) -> Vec<String> {
        let store = self.bare();
        let sql = "SELECT subject FROM queries WHERE subject IS NOT NULL
             UNION ALL SELECT subject FROM stops WHERE subject IS NOT NULL
             UNION ALL SELECT json_extract(body, '$.subject') FROM drafts";
        let mut statement = store.prepare(sql).unwrap();
        let marks = statement.query_map([], |row| row.get(0)).unwrap();
        marks.map(Result::unwrap).collect()
    }

    /// Moves the clock of the phone.
    pub fn waits(&self, millis: i64) {
        self.clock.advance_millis(millis);
    }

    /// Looks up a Dutch plate on her own initiative.
    pub fn looks_up(&self, plate: &str) -> LookUpView {
        self.looks_up_subject(plate_input(plate))
    }

    /// Looks up any subject on her own initiative.
    pub fn looks_up_subject(&self, subject: SubjectInput) -> LookUpView {
        known(self.device.look_up(own_initiative(subject)).unwrap())
    }

    /// Looks up a person who was born on 9 May 1980, after a call.
    pub fn looks_up_person(&self, family_name: &str, first_name: &str) -> LookUpView {
        let request = LookUpRequest {
            subject: person(family_name, first_name),
            initiative: Initiative::Call,
            confirmed: false,
        };
        known(self.device.look_up(request).unwrap())
    }

    /// Looks up and leaves it.
    pub fn leaves(&self, plate: &str) {
        let look_up = self.looks_up(plate);
        self.device.leave_it(look_up.query, None).unwrap();
    }

    /// Saves answers in a draft.
    pub fn answers(&self, draft: DraftId, changes: impl IntoIterator<Item = Change>) {
        for change in changes {
            self.device.save_field(draft, change).unwrap();
        }
    }

    /// Looks up, checks, finds nothing, and adds these answers.
    pub fn stops(&self, plate: &str, more: impl IntoIterator<Item = Change>) -> StopCard {
        let look_up = self.looks_up(plate);
        let draft = self.device.start_check(look_up.query).unwrap();
        self.answers(draft.id, smallest());
        self.answers(draft.id, more);
        self.device.finish(draft.id, None).unwrap()
    }

    /// Begins a check afterwards, which was made at a moment of before.
    pub fn enters(&self, plate: &str, at: UtcMillis) -> Result<DraftView, DeviceError> {
        match self.device.enter_check(plate_request(plate), at)? {
            EnterAnswer::Begun { draft } => Ok(draft),
            EnterAnswer::Question { spelled, .. } => panic!("{spelled} was asked about"),
        }
    }

    /// Enters a check afterwards that found nothing.
    pub fn enters_stop(&self, plate: &str, at: UtcMillis) -> StopCard {
        let draft = self.enters(plate, at).unwrap();
        self.answers(draft.id, smallest());
        self.device.finish(draft.id, None).unwrap()
    }

    /// Queries, stops and stops that found nothing, in the longest window.
    pub fn year(&self, plate: &str) -> (u32, u32, u32) {
        let counts = self.device.local_counts(&plate_input(plate)).unwrap();
        let year = counts.windows[3];
        (year.queries, year.stops, year.found_nothing)
    }
}

pub fn plate_input(plate: &str) -> SubjectInput {
    SubjectInput::Plate {
        text: plate.to_owned(),
        country: "NL".to_owned(),
    }
}

pub fn plate_request(plate: &str) -> LookUpRequest {
    own_initiative(plate_input(plate))
}

fn own_initiative(subject: SubjectInput) -> LookUpRequest {
    LookUpRequest {
        subject,
        initiative: Initiative::Proactive,
        confirmed: false,
    }
}

/// A person who was born on 9 May 1980.
pub fn person(family_name: &str, first_name: &str) -> SubjectInput {
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

pub fn known(answer: LookUpAnswer) -> LookUpView {
    match answer {
        LookUpAnswer::Known { look_up } => look_up,
        LookUpAnswer::Question { spelled, .. } => panic!("{spelled} was asked about"),
    }
}

/// The four answers without which there is no stop, of a check that found nothing.
pub fn smallest() -> [Change; 4] {
    [
        Change::Grounds(BTreeSet::from([GroundCode::VehicleDefect])),
        Change::LegalBasis(Some(LegalBasis::Wvw160)),
        Change::ReasonTold(Some(ReasonTold::Unasked)),
        Change::Result(Some(ResultChoice::Nothing)),
    ]
}
