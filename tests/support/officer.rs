//! An officer with a phone of her own, and two roads that can fail.

use std::collections::BTreeSet;
use std::ops::{Deref, DerefMut};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use proco_access::Role;
use proco_device::view::{Counts, SyncStatus};
use proco_device::{BaseUrl, Device, DeviceConfig};
use proco_exchange::frequency::{Window, WindowCount};
use proco_exchange::{Clock, ManualClock, UtcMillis};
use tempfile::TempDir;

pub use crate::phone::smallest;
use crate::phone::{Files, KEYS, Phone, copy_files};
use crate::road::{Road, Weather};
use crate::town::{Quota, Town};

/// 2026-11-18, a Wednesday, 20:00 UTC.
pub const EVENING: UtcMillis = UtcMillis(1_795_032_000_000);

/// A town whose clock stands at [`EVENING`], and the folder that holds its data.
pub async fn town() -> (TempDir, Town) {
    town_with(Quota::Generous).await
}

/// The same, with a quota of choice.
pub async fn town_with(quota: Quota) -> (TempDir, Town) {
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
    phone: Phone,
    /// The clock of a phone whose platform tells how long it has run, in place of that of [`Phone`].
    pub witnessed: Option<Arc<dyn Clock>>,
    /// The road to central.
    pub to_central: Road,
    /// The road to the key service.
    pub to_keyservice: Road,
}

impl Deref for Officer {
    type Target = Phone;

    fn deref(&self) -> &Phone {
        &self.phone
    }
}

impl DerefMut for Officer {
    fn deref_mut(&mut self) -> &mut Phone {
        &mut self.phone
    }
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
            phone: Phone::off(town.clock().now()),
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
        let (central, keyservice) = (url(&self.to_central), url(&self.to_keyservice));
        let mut config = DeviceConfig::new(self.file(), central, keyservice);
        config.request_timeout = Duration::from_secs(10);
        // A story about taking back sets it up otherwise.
        config.undo_within = Duration::ZERO;
        change(&mut config);
        let clock = match &self.witnessed {
            Some(clock) => clock.clone(),
            None => self.clock.clone(),
        };
        self.phone.start(config, clock);
    }

    /// The app is killed, and its folder put back from a copy.
    pub fn put_back(&mut self, copy: &Files) {
        self.killed();
        for entry in std::fs::read_dir(self.folder()).unwrap() {
            std::fs::remove_file(entry.unwrap().path()).unwrap();
        }
        copy_files(copy.path(), self.folder());
        self.wake();
    }

    /// The app is killed, and a copy written into the files that stand in its folder, as `cp -f` does.
    pub fn written_over(&mut self, copy: &Files) {
        self.killed();
        for entry in std::fs::read_dir(self.folder()).unwrap() {
            let path = entry.unwrap().path();
            if !copy.path().join(path.file_name().unwrap()).exists() {
                std::fs::remove_file(path).unwrap();
            }
        }
        copy_files(copy.path(), self.folder());
        self.wake();
    }

    /// The same, and nothing beside the store tells of it, as where the whole disk is put back.
    pub fn put_back_unseen(&mut self, copy: &Files) {
        std::fs::remove_file(copy.beside(".place")).unwrap();
        self.put_back(copy);
    }

    /// The app is killed, and the log of its store lost: the file that counts its commits is not.
    pub fn loses_its_log(&mut self, store: &Files) {
        self.killed();
        for ending in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(self.folder().join(format!("proco.db{ending}")));
        }
        std::fs::copy(store.file(), self.file()).unwrap();
        self.wake();
    }

    /// The app.
    pub fn phone(&self) -> &Device {
        &self.device
    }

    /// The file of the encrypted store.
    pub fn store_file(&self) -> PathBuf {
        self.file()
    }

    /// Everything that stands in the folder of the app, keys left out.
    pub fn store_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for entry in std::fs::read_dir(self.folder()).unwrap() {
            let path = entry.unwrap().path();
            if !path.ends_with(KEYS) {
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

    /// One sync pass.
    pub async fn syncs(&self) -> SyncStatus {
        self.device.sync_pass().await
    }
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
