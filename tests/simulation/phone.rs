//! A phone of a history: the real core on a real encrypted file, which may be killed in any write.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use proco_credential::DeviceKey;
use proco_device::view::{
    DraftView, EnterAnswer, LookUpAnswer, LookUpRequest, LookUpView, SubjectInput,
};
use proco_device::{BaseUrl, Clock as _, Device, DeviceConfig, DeviceError, Surroundings};
use proco_domain::query::Initiative;
use proco_domain::time::UtcMillis;
use rusqlite::Connection;
use uuid::Uuid;

use crate::act::Kill;
use crate::actions::Decision;
use crate::clock::PhoneClock;
use crate::dice::SeededChance;
use crate::disk::Files;
use crate::ledger::{self, PhoneLedger};
use crate::model::{Decided, PhoneModel, Query};
use crate::road::{CENTRAL, KEYSERVICE, Road};
use crate::script::PLATES;
use crate::town::SharedTown;

mod calls;
mod keys;

use keys::Keys;

/// What is wrong with a history.
pub type Wrong = String;

/// What became of one step of an act.
pub enum Step<T> {
    /// It was acknowledged.
    Done(T),
    /// The phone refused it.
    Refused(DeviceError),
    /// The phone was killed in it.
    Killed,
}

/// One phone.
pub struct Phone {
    pub number: usize,
    base: PathBuf,
    lives: u32,
    clock: Arc<PhoneClock>,
    /// By how much its clock is wrong, in milliseconds.
    pub wrong_by: i64,
    chance: Arc<SeededChance>,
    keys: Keys,
    road: Arc<Road>,
    device: Option<Device>,
    reader: Option<Connection>,
    pub model: PhoneModel,
    /// The last copy of its folder, and what was acknowledged then.
    pub copy: Option<(Files, PhoneModel)>,
    /// What the clock said at each moment at which something could happen, and the true time.
    moments: Vec<(i64, i64)>,
    /// What was changed after the copy that was put back was made, and how it stands there: central may
    /// have the change already.
    pub forked: BTreeMap<Uuid, Decided>,
    /// The look-ups that were ever taken back as typed wrong, in whichever life of the phone.
    pub mistyped: BTreeSet<Uuid>,
    /// Whether its clock was ever moved, or its platform ever started anew.
    pub clock_was_set: bool,
    /// The last decision, until it is followed by something else.
    pub last: Option<Decision>,
    /// Whether its disk has no room.
    full: bool,
    /// Where in this act it is killed, and how many writes there were.
    kill: Option<Kill>,
    writes: u32,
}

impl Phone {
    /// A new phone.
    pub fn unpack(number: usize, seed: u64, base: &Path, town: SharedTown, now: UtcMillis) -> Self {
        let of = u64::try_from(number).expect("few phones");
        let mut phone = Self {
            number,
            base: base.join(format!("phone-{number}")),
            lives: 0,
            clock: Arc::new(PhoneClock::at(now, number.is_multiple_of(2))),
            wrong_by: 0,
            chance: Arc::new(SeededChance::of(seed, of)),
            keys: Keys::of(seed.wrapping_mul(1_000_003) + of),
            road: Arc::new(Road::into(town)),
            device: None,
            reader: None,
            model: PhoneModel::default(),
            copy: None,
            moments: vec![(now.0, now.0)],
            forked: BTreeMap::new(),
            mistyped: BTreeSet::new(),
            clock_was_set: false,
            last: None,
            full: false,
            kill: None,
            writes: 0,
        };
        std::fs::create_dir(&phone.base).unwrap();
        std::fs::create_dir(phone.folder()).unwrap();
        phone.model.witnessed = phone.clock.since_boot().is_some();
        phone.open().expect("a new phone opens");
        phone
    }

    fn folder(&self) -> PathBuf {
        self.base.join(self.lives.to_string())
    }

    fn open(&mut self) -> Result<(), DeviceError> {
        let url = |text| BaseUrl::parse(text).expect("loopback");
        let mut config = DeviceConfig::new(
            self.folder().join("proco.db"),
            url(CENTRAL),
            url(KEYSERVICE),
        );
        config.undo_within = Duration::from_secs(10);
        let surroundings = Surroundings {
            clock: self.clock.clone(),
            chance: self.chance.clone(),
            carrier: self.road.clone(),
        };
        let device = Device::open_in(config, &self.keys, surroundings)?;
        device.hold_size(self.full)?;
        self.device = Some(device);
        Ok(())
    }

    /// The app.
    pub fn device(&self) -> &Device {
        self.device.as_ref().expect("the app runs")
    }

    /// The public key of this phone.
    pub fn public_key(&self) -> DeviceKey {
        self.keys.secrets().signing().public_key()
    }

    /// What its clock says.
    pub fn now(&self) -> UtcMillis {
        self.clock.now()
    }

    /// The phone itself stops and starts: nothing tells how long that took.
    pub fn reboot(&mut self) {
        self.clock.reboot();
        self.model.witnessed = false;
        self.clock_was_set = true;
    }

    /// Sets its clock to the true time, wrong as it is.
    pub fn set_time(&mut self, truth: UtcMillis) {
        self.clock.set(truth, self.wrong_by);
        self.moments.push((self.now().0, truth.0));
        self.clock_was_set |= self.wrong_by != 0;
        self.model.set_time(truth.0, self.wrong_by);
    }

    /// An act begins, in which the phone may be killed.
    pub fn begin(&mut self, kill: Option<Kill>) {
        self.kill = kill;
        self.writes = 0;
    }

    /// Starts the app on a copy of its folder that is put in the place of the folder.
    pub fn put_back(&mut self, copy: &Files) -> Result<(), Wrong> {
        self.reader = None;
        self.device = None;
        let old = self.folder();
        self.lives += 1;
        copy.put(&self.folder());
        std::fs::remove_dir_all(old).unwrap();
        self.restart(None)
    }

    /// Ends the app in order and starts it again; or after a kill, on what that left.
    pub fn restart(&mut self, left: Option<&Files>) -> Result<(), Wrong> {
        self.reader = None;
        self.device = None;
        self.last = None;
        if let Some(left) = left {
            left.leave(&self.folder());
        }
        self.open()
            .map_err(|error| format!("the phone does not start again: {error:?}"))?;
        self.model.looked(self.wrong_by);
        // What found no room and was not recorded meanwhile is gone with the app.
        let ledger = self.ledger();
        self.model.take_over_pending(&ledger);
        self.model.pending.clear();
        let notices = self
            .device()
            .status()
            .map_err(|error| format!("{error:?}"))?
            .notices;
        use proco_device::view::Notice;
        let damaged = [
            Notice::StoreMovedAside,
            Notice::StoreVanished,
            Notice::SavesLost,
            Notice::SavesUncertain,
        ];
        if let Some(notice) = notices.iter().find(|notice| damaged.contains(notice)) {
            return Err(format!("nothing was damaged, and it says {notice:?}"));
        }
        Ok(())
    }

    /// A copy of the folder as it stands.
    pub fn files(&self) -> Files {
        Files::of(&self.folder())
    }

    /// The disk has no room from now on, or has it again.
    pub fn fill(&mut self, full: bool) -> Result<(), Wrong> {
        self.full = full;
        let held = self.device().hold_size(full);
        held.map_err(|error| format!("{error:?}"))
    }

    /// Whether its disk has no room.
    pub fn is_full(&self) -> bool {
        self.full
    }

    /// What stands in the store.
    pub fn ledger(&mut self) -> PhoneLedger {
        PhoneLedger::read(self.reader())
    }

    /// Whether the mark of a look-up is gone.
    pub fn has_no_mark(&mut self, query: Uuid) -> bool {
        let kept = self.ledger().queries.remove(&query);
        kept.is_some_and(|row| !row.readable)
    }

    /// All text that stands in the store.
    pub fn text(&mut self) -> String {
        ledger::readable_text(self.reader())
    }

    fn reader(&mut self) -> &Connection {
        let path = self.folder().join("proco.db");
        let keys = &self.keys;
        self.reader
            .get_or_insert_with(|| ledger::open_phone(&path, &keys.secrets()))
    }

    /// Compares the store with what was acknowledged.
    pub fn check(&mut self) -> Result<(), Wrong> {
        let (ledger, now) = (self.ledger(), self.now().0);
        self.model.check(&ledger, now)
    }

    /// The last decision, while it can be taken back.
    pub fn held(&self, truth: i64) -> Option<&Decision> {
        self.last.as_ref().filter(|last| last.is_fresh(truth))
    }

    /// The last decision, while the phone may hold it back: without the time since boot it counts by its clock.
    pub fn may_hold(&self, truth: i64) -> Option<&Decision> {
        let by_clock = (!self.model.witnessed).then(|| self.now().0);
        self.last.as_ref().filter(|last| {
            last.is_fresh(truth) || by_clock.is_some_and(|now| last.is_fresh_by_clock(now))
        })
    }

    /// One step: the core is asked, and what it acknowledges goes into the model. Where the phone is
    /// killed, both outcomes are right, and the model takes over which it was.
    pub fn step<T>(
        &mut self,
        ask: impl FnOnce(&Device) -> Result<T, DeviceError>,
        acknowledge: impl FnOnce(&mut PhoneModel, &T),
    ) -> Result<Step<T>, Wrong> {
        let write = self.writes;
        self.writes += 1;
        self.last = None;
        let kill = self.kill.filter(|kill| kill.write == write);
        let Some(kill) = kill else {
            return Ok(match ask(self.device()) {
                Ok(answer) => {
                    acknowledge(&mut self.model, &answer);
                    Step::Done(answer)
                }
                Err(error) => Step::Refused(error),
            });
        };
        let old = self.files();
        let mut after = self.model.clone();
        if let Ok(answer) = ask(self.device()) {
            acknowledge(&mut after, &answer);
        }
        let left = Files::killed(&old, &self.files(), kill.cut);
        self.restart(Some(&left))?;
        self.settle(after, kill.cut)?;
        Ok(Step::Killed)
    }

    /// Takes over whether a step came through, from what stands in the store.
    fn settle(&mut self, mut after: PhoneModel, cut: u32) -> Result<(), Wrong> {
        let ledger = self.ledger();
        let now = self.now().0;
        let not_after = match after.check(&ledger, now) {
            Ok(()) => {
                after.pending.clear();
                // An answer that was put in may be on disk or not.
                for (id, draft) in &mut after.drafts {
                    let before = self.model.drafts.get(id);
                    draft.touched = before.map_or(draft.touched, |before| before.touched);
                }
                self.model = after;
                return Ok(());
            }
            Err(wrong) => wrong,
        };
        if cut == 1000 {
            return Err(format!("killed after the write: {not_after}"));
        }
        self.model
            .check(&ledger, now)
            .map_err(|wrong| format!("killed in a write: {wrong}; nor done: {not_after}"))
    }
}

/// A look-up was acknowledged, as recorded or as waiting for room.
pub fn acknowledge_look_up(model: &mut PhoneModel, view: &LookUpView, subject: usize, truth: i64) {
    let query = Query {
        subject,
        at: view.at.0,
        truth,
        led: crate::model::Led::Open,
    };
    // The same subject within five minutes is the same look-up, which stays what it is.
    if view.recorded {
        model.queries.entry(view.query.0).or_insert(query);
    } else {
        model.pending.entry(view.query.0).or_insert(query);
    }
}

fn request(subject: usize) -> LookUpRequest {
    LookUpRequest {
        subject: plate(subject),
        initiative: Initiative::Proactive,
        confirmed: true,
    }
}

/// Enters a check of a subject of the history, which was made at this moment.
pub fn enter(device: &Device, subject: usize, at: UtcMillis) -> Result<DraftView, DeviceError> {
    match device.enter_check(request(subject), at)? {
        EnterAnswer::Begun { draft } => Ok(draft),
        EnterAnswer::Question { .. } => Err(DeviceError::Value),
    }
}

/// Looks a subject of the history up.
pub fn look_up(device: &Device, subject: usize) -> Result<LookUpView, DeviceError> {
    match device.look_up(request(subject))? {
        LookUpAnswer::Known { look_up, .. } => Ok(look_up),
        LookUpAnswer::Question { .. } => Err(DeviceError::Value),
    }
}

/// A subject as it is typed.
pub fn plate(subject: usize) -> SubjectInput {
    SubjectInput::Plate {
        text: PLATES[subject].to_owned(),
        country: "NL".to_owned(),
    }
}
