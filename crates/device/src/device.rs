//! [`Device`]: the interface of the core to the app. It is implemented here and in the files of `device/`.
//!
//! | module | what is asked there |
//! |---|---|
//! | `lookup` | what this phone knows of a subject, the record of a look-up, leaving it |
//! | `afterwards` | a check of before, entered with its own hour |
//! | `again` | the same subject looked up once more |
//! | `mistyped` | taking back a look-up that was typed wrong |
//! | `checks` | drafts, and the stop that one becomes |
//! | `open_drafts` | which draft is on the screen, and which are parked |
//! | `force_figures` | the figures of the whole force |
//! | `joined` | several subjects in one check |
//! | `shift` | what was looked up in this shift, to look back on and to return to |
//! | `mirror` | what the own records of a year say |
//! | `phone` | what a phone has beyond its records: the courier, and where its store is |
//! | `practice` | which practice scenarios were done |
//! | `practice_stop` | the practice stop: a device without a courier, on invented subjects |
//! | `shift_question` | the question of the shift |
//! | `lessons`, `second_views` | lessons for the team, and what advisers are asked |
//! | `team_talk` | the talk of a shift lead with the team, and what was done with figures |
//! | `reminders` | being reminded of looking back |
//! | `weak_words` | the words of a text that name a weak ground |
//! | `corrected` | a stop that was finished under the wrong subject, recorded anew |
//! | `stops` | finished stops, their revisions and withdrawal |
//! | `network` | enrolment, passes, and what central knows |
//! | `undo` | taking the last decision back |
//! | `undated` | when the records of a wrong clock were made |
//! | `unsent` | what central did not take |
//!
//! `to_view` converts records into what the screens show.

mod afterwards;
mod again;
mod checks;
mod corrected;
mod force_figures;
mod joined;
mod lessons;
mod lookup;
mod mirror;
mod mistyped;
mod network;
mod open_drafts;
mod pair;
mod phone;
mod practice;
mod practice_stop;
mod reminders;
mod second_views;
mod shift;
mod shift_question;
mod stops;
mod team_talk;
mod to_view;
mod undated;
mod undo;
mod unsent;
mod weak_words;

pub use joined::MOST_OTHERS;
pub use open_drafts::ShownDraft;
pub use phone::Phone;
pub use practice_stop::PracticeDevice;
pub use stops::RECENT_BASES;

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use proco_domain::ids::DraftId;
use proco_domain::time::UtcMillis;

use crate::beyond::Beyond;
use crate::chance::{Chance, SystemChance};
use crate::clock::Clock;
use crate::config::DeviceConfig;
use crate::error::DeviceError;
use crate::keys::KeyStore;
use crate::records::Records;
use crate::retention::Scope;
use crate::store::{
    Session, StoreError, commits, drafts, enrolment, housekeeping, no_room, sync_state,
};
use crate::sync::{Carrier, Courier, Wire};
use crate::view::{Notice, Status};

/// How long the officer is told that commits were lost, in milliseconds.
const LOSS_TOLD_FOR: i64 = 7 * 24 * 60 * 60 * 1000;

/// The dependencies that are injected: time, random numbers, and the transport of requests.
#[derive(Clone)]
pub struct Surroundings {
    /// The clock of this phone.
    pub clock: Arc<dyn Clock>,
    /// The random numbers for identifiers and for the jitter of the back-off.
    pub chance: Arc<dyn Chance>,
    /// The transport of requests to central and to the key service.
    pub carrier: Arc<dyn Carrier>,
}

/// The core of one phone, or that of a practice stop, which has no courier ([`PracticeDevice`]). It is a handle: clones
/// share everything.
pub struct Device<B: Beyond = Phone> {
    inner: Arc<Inner<B>>,
}

impl<B: Beyond> Clone for Device<B> {
    fn clone(&self) -> Self {
        let inner = self.inner.clone();
        Self { inner }
    }
}

struct Inner<B> {
    records: Arc<Records>,
    /// All that this device has besides its records.
    beyond: B,
    /// The checks that were begun since the app was started.
    begun: Mutex<HashSet<DraftId>>,
}

impl Device {
    /// Opens the store, or begins one. Sets a draft aside that cannot be read, and closes look-ups that were
    /// left undecided.
    ///
    /// # Errors
    /// [`DeviceError::Store`] when the store must stay closed or was made by a newer program.
    pub fn open(
        config: DeviceConfig,
        keys: &dyn KeyStore,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, DeviceError> {
        let surroundings = Surroundings {
            clock,
            chance: Arc::new(SystemChance),
            carrier: Arc::new(Wire::new(&config)),
        };
        Self::open_in(config, keys, surroundings)
    }

    /// The same, with time, random numbers and transport injected: for a simulation. A phone is opened with
    /// [`Device::open`].
    ///
    /// # Errors
    /// As [`Device::open`].
    pub fn open_in(
        config: DeviceConfig,
        keys: &dyn KeyStore,
        surroundings: Surroundings,
    ) -> Result<Self, DeviceError> {
        match Self::open_once(config.clone(), keys, surroundings.clone()) {
            // Of a large store not every page was checked before. Now each is, and the damaged store is moved aside.
            Err(DeviceError::Store(StoreError::Damaged)) => {
                Self::open_once(config, keys, surroundings)
            }
            other => other,
        }
    }

    fn open_once(
        config: DeviceConfig,
        keys: &dyn KeyStore,
        surroundings: Surroundings,
    ) -> Result<Self, DeviceError> {
        let Surroundings {
            clock,
            chance,
            carrier,
        } = surroundings;
        let records = Records::open(&config.path, config.keep(), keys, clock.clone(), chance)?;
        let records = Arc::new(records);
        let path = config.path.clone();
        let courier = Courier::new(config, records.clone(), &carrier, &clock);
        let device = Self::on(records.clone(), Phone::new(courier, path));
        if records.store.is_older() {
            records.count_as_older()?;
        }
        records.renew_own_keys()?;
        // Keeps the step of the clock, and sets aside what cannot be read.
        device.open_draft()?;
        device.open_drafts()?;
        records.settle_old()?;
        records.retain(Scope::Marks)?;
        device.courier().refresh_status()?;
        Ok(device)
    }

    /// Makes writes fail as on a full disk, until that is undone or the app ends: for a simulation.
    ///
    /// # Errors
    /// [`DeviceError::Store`].
    #[doc(hidden)]
    pub fn hold_size(&self, held: bool) -> Result<(), DeviceError> {
        self.read(|c| Ok(housekeeping::hold_size(c, held)?))
    }

    /// The state of the app as a whole.
    ///
    /// # Errors
    /// [`DeviceError::Store`].
    pub fn status(&self) -> Result<Status, DeviceError> {
        let store = &self.records().store;
        let (enrolled, state, set_aside, lost) = self.read(|c| {
            Ok((
                enrolment::get(c)?,
                sync_state::get(c)?,
                drafts::is_set_aside(c)?,
                commits::lost(c)?,
            ))
        })?;
        let mut notices = Vec::new();
        if store.moved_aside()? {
            notices.push(Notice::StoreMovedAside);
        }
        if store.set_aside()? {
            notices.push(Notice::StoreSetAside);
        }
        if store.vanished()? {
            notices.push(Notice::StoreVanished);
        }
        // Told for a week, which is as long as the officer can still do something about it.
        let lost = lost.filter(|(_, at)| self.now() <= at.plus_millis(LOSS_TOLD_FOR));
        match lost {
            Some((0, _)) => notices.push(Notice::SavesUncertain),
            Some(_) => notices.push(Notice::SavesLost),
            None => {}
        }
        if set_aside {
            notices.push(Notice::DraftSetAside);
        }
        if state.draft_closed {
            notices.push(Notice::DraftClosed);
        }
        if enrolled.as_ref().is_some_and(|enrolled| enrolled.revoked) {
            notices.push(Notice::Revoked);
        }
        if state.clock_off || self.records().time.is_off() {
            notices.push(Notice::ClockOff);
        }
        Ok(Status {
            enrolled: enrolled.is_some(),
            role: enrolled.as_ref().map(|enrolled| enrolled.role),
            team: enrolled.map(|enrolled| enrolled.team.into()),
            sync: self.sync_status(),
            notices,
            lost_saves: lost.map_or(0, |(saves, _)| u32::try_from(saves).unwrap_or(u32::MAX)),
        })
    }

    /// Whether this start found the store older than it was: its log was lost, or an older copy was put back
    /// without the file that counts its commits.
    #[must_use]
    pub fn store_is_older_copy(&self) -> bool {
        self.records().store.may_lack_commits()
    }

    /// The part that talks to the servers.
    pub(crate) fn courier(&self) -> &Courier {
        self.inner.beyond.courier()
    }
}

impl<B: Beyond> Device<B> {
    /// A device on these records.
    fn on(records: Arc<Records>, beyond: B) -> Self {
        Self {
            inner: Arc::new(Inner {
                records,
                beyond,
                begun: Mutex::default(),
            }),
        }
    }

    /// Closes the store, once what is being written is on disk; from then on every call is refused and the
    /// passes end. To be called before the process ends, which takes its threads along wherever they are.
    pub fn close(&self) {
        // Look-ups that found no room on the disk get a last try.
        let _ = self.record_waiting();
        self.records().store.close();
    }

    /// The part that needs neither network nor screen.
    pub(crate) fn records(&self) -> &Records {
        &self.inner.records
    }

    /// The present time, as far as this phone knows: its clock, corrected by what central said of it.
    #[must_use]
    pub fn now(&self) -> UtcMillis {
        self.records().now()
    }

    /// Runs a query on the store.
    pub(crate) fn read<T>(
        &self,
        ask: impl FnOnce(&Session) -> Result<T, DeviceError>,
    ) -> Result<T, DeviceError> {
        self.records().store.read(ask)
    }

    /// Changes the store in one transaction.
    pub(crate) fn write<T>(
        &self,
        change: impl FnOnce(&Session) -> Result<T, DeviceError>,
    ) -> Result<T, DeviceError> {
        self.records().store.write(|t| change(t))
    }

    /// Records the look-ups that wait for room on the disk. To be called before anything that refers to a
    /// look-up.
    fn record_waiting(&self) -> Result<(), DeviceError> {
        if self.records().record_waiting()? {
            self.inner.beyond.refreshed()?;
        }
        Ok(())
    }

    /// The same, for callers that can go on while the disk is still full.
    fn record_waiting_if_room(&self) -> Result<(), DeviceError> {
        let recorded = self.record_waiting();
        if no_room(&recorded) { Ok(()) } else { recorded }
    }

    /// Updates the status and triggers a pass, because something was recorded.
    fn recorded(&self) -> Result<(), DeviceError> {
        Ok(self.inner.beyond.recorded()?)
    }
}
