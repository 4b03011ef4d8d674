//! An officer with a phone of her own, and a network to each server that can fail.

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

/// A town whose clock shows [`EVENING`], and the folder of its data.
pub async fn town() -> (TempDir, Town) {
    town_with(Quota::Generous).await
}

/// The same with the given quota.
pub async fn town_with(quota: Quota) -> (TempDir, Town) {
    // Before anything can log: `tracing` caches for each place in the code whether anybody listens, so a story
    // that starts to listen later could miss lines that another story reached first.
    crate::log::listen();
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::at(EVENING));
    let town = Town::open(folder.path(), clock, quota).await.unwrap();
    (folder, town)
}

/// An officer and her phone.
pub struct Officer {
    phone: Phone,
    /// The clock of a phone whose platform tells the time since boot, in place of that of [`Phone`].
    pub witnessed: Option<Arc<dyn Clock>>,
    /// The network to central.
    pub to_central: Road,
    /// The network to the key service.
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
    /// All hours that were ever sent in records.
    pub fn hours_sent(&self) -> BTreeSet<u32> {
        let sent = String::from_utf8_lossy(&self.to_central.seen()).into_owned();
        sent.split("\"hour\":")
            .skip(1)
            .filter_map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next())
            .filter_map(|digits| digits.parse().ok())
            .collect()
    }

    /// Gives her a new phone, enrolled in a team with a code.
    pub async fn joins(town: &Town, team: &str, role: Role) -> Self {
        let mut officer = Self::unpacks(town).await;
        officer.wake();
        let code = town.code(team, role).await.unwrap();
        officer.phone().enrol(&code).await.unwrap();
        officer
    }

    /// Gives her a new phone that is not enrolled.
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

    /// The same with a changed configuration.
    pub fn wake_with(&mut self, change: impl FnOnce(&mut DeviceConfig)) {
        let url = |road: &Road| BaseUrl::parse(&road.url()).unwrap();
        let (central, keyservice) = (url(&self.to_central), url(&self.to_keyservice));
        let mut config = DeviceConfig::new(self.file(), central, keyservice);
        config.request_timeout = Duration::from_secs(10);
        // A story about undo sets this differently.
        config.undo_within = Duration::ZERO;
        config.one_look_up_within = Duration::ZERO;
        change(&mut config);
        let clock = match &self.witnessed {
            Some(clock) => clock.clone(),
            None => self.clock.clone(),
        };
        self.phone.start(config, clock);
    }

    /// Kills the app, and replaces its folder by a copy.
    pub fn put_back(&mut self, copy: &Files) {
        self.killed();
        for entry in std::fs::read_dir(self.folder()).unwrap() {
            std::fs::remove_file(entry.unwrap().path()).unwrap();
        }
        copy_files(copy.path(), self.folder());
        self.wake();
    }

    /// Kills the app, and writes a copy over the files of its folder, as `cp -f` does.
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

    /// The same without the file that tells of it, as when the whole disk is put back.
    pub fn put_back_unseen(&mut self, copy: &Files) {
        std::fs::remove_file(copy.beside(".place")).unwrap();
        self.put_back(copy);
    }

    /// Kills the app, and deletes the log of its store, but not the file that counts its commits.
    pub fn loses_its_log(&mut self, store: &Files) {
        self.killed();
        for ending in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(self.folder().join(format!("proco.db{ending}")));
        }
        std::fs::copy(store.file(), self.file()).unwrap();
        self.wake();
    }

    /// The core of the phone's app, which a test may ask what the screens ask.
    pub fn phone(&self) -> &Device {
        &self.device
    }

    /// The file of the encrypted store.
    pub fn store_file(&self) -> PathBuf {
        self.file()
    }

    /// All bytes in the folder of the app, without the keys.
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

    /// Sets the same fault on the network to both servers.
    pub fn weather(&self, weather: Weather) {
        self.to_central.set(weather);
        self.to_keyservice.set(weather);
    }

    /// Makes one pass over the outbox, and gives what is left to be sent.
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
