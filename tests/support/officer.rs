//! An officer with a phone of her own: a real encrypted store, and two roads that can fail.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use proco_access::Role;
use proco_demo::town::{Town, open_phone};
use proco_device::view::{
    Counts, DraftView, LookUpAnswer, LookUpRequest, LookUpView, StopCard, SubjectInput, SyncStatus,
};
use proco_device::{BaseUrl, Device, DeviceConfig};
use proco_domain::draft::{Change, ResultChoice};
use proco_domain::explanation::ReasonTold;
use proco_domain::ground::GroundCode;
use proco_domain::legal_basis::LegalBasis;
use proco_domain::query::Initiative;
use proco_exchange::frequency::{Window, WindowCount};
use proco_exchange::{Clock, ManualClock, UtcMillis};
use tempfile::TempDir;

use crate::road::{Road, Weather};

/// 2026-11-18, a Wednesday, 20:00 UTC.
pub const EVENING: UtcMillis = UtcMillis(1_795_032_000_000);

/// A town whose clock stands at [`EVENING`], and the folder that holds its data.
pub async fn town() -> (TempDir, Town) {
    town_with(proco_demo::town::Quota::Generous).await
}

/// The same, with a quota of choice.
pub async fn town_with(quota: proco_demo::town::Quota) -> (TempDir, Town) {
    // Before anything can log: `tracing` remembers of each place in the code whether anybody
    // listens, and a story that begins to listen later could miss what another came by first.
    crate::log::listen();
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::at(EVENING));
    let town = Town::open(folder.path(), clock, quota).await.unwrap();
    (folder, town)
}

/// An officer and her phone.
pub struct Officer {
    folder: TempDir,
    device: Option<Device>,
    /// The clock of this phone, which may be wrong.
    pub clock: Arc<ManualClock>,
    /// The clock of a phone whose platform tells how long it has run, in place of that one.
    pub witnessed: Option<Arc<dyn Clock>>,
    /// The road to central.
    pub to_central: Road,
    /// The road to the key service.
    pub to_keyservice: Road,
}

impl Officer {
    /// The hours that were ever sent, in records.
    pub fn hours_sent(&self) -> BTreeSet<u32> {
        let sent = String::from_utf8_lossy(&self.to_central.seen()).into_owned();
        sent.split("\"hour\":")
            .skip(1)
            .filter_map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next())
            .filter_map(|digits| digits.parse().ok())
            .collect()
    }

    /// Joins a team: a new phone, enrolled with a code.
    pub async fn joins(town: &Town, team: &str, role: Role) -> Self {
        let mut officer = Self::unpacks(town).await;
        officer.wake();
        let code = town.code(team, role).await.unwrap();
        officer.phone().enrol(&code).await.unwrap();
        officer
    }

    /// Unpacks a phone that nobody knows yet.
    pub async fn unpacks(town: &Town) -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            device: None,
            clock: Arc::new(ManualClock::at(town.clock().now())),
            witnessed: None,
            to_central: Road::to(town.central_address()).await,
            to_keyservice: Road::to(town.keyservice_address()).await,
        }
    }

    /// Starts the app: opens the store that is there, or begins one.
    pub fn wake(&mut self) {
        self.wake_with(|_| {});
    }

    /// The same, with one thing set up otherwise.
    pub fn wake_with(&mut self, change: impl FnOnce(&mut DeviceConfig)) {
        let url = |road: &Road| BaseUrl::parse(&road.url()).unwrap();
        let mut config = DeviceConfig::new(
            self.store_file(),
            url(&self.to_central),
            url(&self.to_keyservice),
        );
        config.request_timeout = Duration::from_secs(10);
        change(&mut config);
        let clock = match &self.witnessed {
            Some(clock) => clock.clone(),
            None => self.clock.clone(),
        };
        self.device = Some(open_phone(self.folder.path(), config, clock).unwrap());
    }

    /// The app is gone, without a word of goodbye.
    pub fn killed(&mut self) {
        self.device = None;
    }

    /// A copy of all that stands in the folder of the app, as it stands there now.
    pub fn copy(&self) -> TempDir {
        let copy = tempfile::tempdir().unwrap();
        copy_files(self.folder.path(), copy.path());
        copy
    }

    /// The app is killed, and its folder put back from a copy.
    pub fn put_back(&mut self, copy: &TempDir) {
        self.killed();
        for entry in std::fs::read_dir(self.folder.path()).unwrap() {
            std::fs::remove_file(entry.unwrap().path()).unwrap();
        }
        copy_files(copy.path(), self.folder.path());
        self.wake();
    }

    /// The app is killed, and a copy written into the files that stand in its folder, as `cp -f` does.
    pub fn written_over(&mut self, copy: &TempDir) {
        self.killed();
        for entry in std::fs::read_dir(self.folder.path()).unwrap() {
            let path = entry.unwrap().path();
            if !copy.path().join(path.file_name().unwrap()).exists() {
                std::fs::remove_file(path).unwrap();
            }
        }
        copy_files(copy.path(), self.folder.path());
        self.wake();
    }

    /// The same, and nothing beside the store tells of it, as where the whole disk is put back.
    pub fn put_back_unseen(&mut self, copy: &TempDir) {
        std::fs::remove_file(copy.path().join("proco.db.place")).unwrap();
        self.put_back(copy);
    }

    /// The app is killed, and the log of its store lost: the file that counts its commits is not.
    pub fn loses_its_log(&mut self, store: &TempDir) {
        self.killed();
        let name = |ending: &str| format!("proco.db{ending}");
        for ending in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(self.folder.path().join(name(ending)));
        }
        let kept = store.path().join(name(""));
        std::fs::copy(kept, self.store_file()).unwrap();
        self.wake();
    }

    /// The app.
    pub fn phone(&self) -> &Device {
        self.device.as_ref().expect("the app runs")
    }

    /// The file of the encrypted store.
    pub fn store_file(&self) -> PathBuf {
        self.folder.path().join("proco.db")
    }

    /// Everything that stands in the folder of the app, keys left out.
    pub fn store_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for entry in std::fs::read_dir(self.folder.path()).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|ending| ending != "keys") {
                bytes.extend(std::fs::read(path).unwrap());
            }
        }
        bytes
    }

    /// The same weather on both roads.
    pub fn weather(&self, weather: Weather) {
        self.to_central.set(weather);
        self.to_keyservice.set(weather);
    }

    /// Moves the clock of this phone.
    pub fn waits(&self, millis: i64) {
        self.clock.advance_millis(millis);
    }

    /// Looks up a Dutch plate on her own initiative.
    pub fn looks_up(&self, plate: &str) -> LookUpView {
        let subject = SubjectInput::Plate {
            text: plate.to_owned(),
            country: "NL".to_owned(),
        };
        self.looks_up_subject(subject)
    }

    /// Looks up whoever or whatever.
    pub fn looks_up_subject(&self, subject: SubjectInput) -> LookUpView {
        let request = LookUpRequest {
            subject,
            initiative: Initiative::Proactive,
            confirmed: false,
        };
        match self.phone().look_up(request).unwrap() {
            LookUpAnswer::Known { look_up, .. } => look_up,
            LookUpAnswer::Question { .. } => panic!("the plate of a story fits a Dutch series"),
        }
    }

    /// Looks up and leaves it.
    pub fn leaves(&self, plate: &str) {
        let look_up = self.looks_up(plate);
        self.phone().leave_it(look_up.query, None).unwrap();
    }

    /// Puts answers into a draft.
    pub fn answers(&self, draft: &DraftView, changes: impl IntoIterator<Item = Change>) {
        for change in changes {
            self.phone().save_field(draft.id, change).unwrap();
        }
    }

    /// Looks up, checks, finds nothing, and adds these answers.
    pub fn stops(&self, plate: &str, more: impl IntoIterator<Item = Change>) -> StopCard {
        let look_up = self.looks_up(plate);
        let draft = self.phone().start_check(look_up.query).unwrap();
        self.answers(&draft, smallest());
        self.answers(&draft, more);
        self.phone().finish(draft.id, None).unwrap()
    }

    /// One sync pass.
    pub async fn syncs(&self) -> SyncStatus {
        self.phone().sync_pass().await
    }
}

fn copy_files(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// The four answers that a stop needs, of a check that found nothing.
pub fn smallest() -> [Change; 4] {
    [
        Change::Grounds(BTreeSet::from([GroundCode::VehicleDefect])),
        Change::LegalBasis(Some(LegalBasis::Wvw160)),
        Change::ReasonTold(Some(ReasonTold::Unasked)),
        Change::Result(Some(ResultChoice::Nothing)),
    ]
}

/// Queries, stops and stops that found nothing in the window of a year.
pub fn year(counts: &Counts) -> (u32, u32, u32) {
    let WindowCount {
        queries,
        stops,
        found_nothing,
        ..
    } = *counts
        .windows
        .iter()
        .find(|count| count.window == Window::Year)
        .unwrap();
    (queries, stops, found_nothing)
}
