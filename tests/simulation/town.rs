//! The two servers of a history: in this process, without a port, each with a clock of its own.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use proco_access::{DeviceId, Role, Team};
use proco_central::copies::Existing;
use proco_central::keys::CentralKey;
use proco_central::{Central, Config};
use proco_device::ManualClock;
use proco_domain::time::UtcMillis;
use proco_keyservice::{KeyService, ServiceConfig};

use crate::disk::Files;

/// Which server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    /// Central.
    Central,
    /// The key service.
    KeyService,
}

/// One server: its clock, and where its files are.
struct Place {
    clock: Arc<ManualClock>,
    /// By how much its clock is wrong, in milliseconds.
    wrong_by: i64,
    folder: PathBuf,
}

/// The servers of a history.
pub struct Town {
    base: PathBuf,
    lives: u32,
    /// How many copies of central's database were made.
    copies: u32,
    places: [Place; 2],
    central: Option<Central>,
    keyservice: Option<KeyService>,
    /// What answers for each; made once a life, as the description of the routes is long.
    routers: [Router; 2],
}

/// A town that roads lead to.
pub type SharedTown = Arc<Mutex<Town>>;

/// A thread that panicked ends the history anyway.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Town {
    /// Opens both servers in a folder.
    pub fn open(base: &Path, now: UtcMillis) -> Self {
        let place = |name: &str| Place {
            clock: Arc::new(ManualClock::at(now)),
            wrong_by: 0,
            folder: base.join(name),
        };
        let mut town = Self {
            base: base.to_owned(),
            lives: 0,
            copies: 0,
            places: [place("central-0"), place("keyservice-0")],
            central: None,
            keyservice: None,
            routers: [Router::new(), Router::new()],
        };
        town.start(Server::Central);
        town.start(Server::KeyService);
        town
    }

    fn place(&mut self, server: Server) -> &mut Place {
        &mut self.places[server as usize]
    }

    /// Where the files of a server are.
    pub fn folder(&self, server: Server) -> &Path {
        &self.places[server as usize].folder
    }

    /// Sets both clocks to the true time, each wrong as it is.
    pub fn set_time(&self, truth: UtcMillis) {
        for place in &self.places {
            place.clock.set(truth.plus_millis(place.wrong_by));
        }
    }

    /// Makes a clock wrong by so much.
    pub fn set_wrong(&mut self, server: Server, millis: i64) {
        self.place(server).wrong_by = millis;
    }

    fn start(&mut self, server: Server) {
        let folder = self.folder(server).to_owned();
        let clock = self.place(server).clock.clone();
        match server {
            Server::Central => {
                let mut config = Config::new(folder);
                config.frequency_burst = 1_000_000;
                let central = Central::open(config, clock).unwrap();
                self.routers[server as usize] = proco_central::router(central.clone());
                self.central = Some(central);
            }
            Server::KeyService => {
                let mut config = ServiceConfig::new(folder, self.central().issuer_keys());
                config.burst = 1_000_000;
                config.budget_per_hour = Some(1_000_000);
                config.budget_per_day = Some(1_000_000);
                let keyservice = KeyService::open(&config, clock).unwrap();
                self.routers[server as usize] = proco_keyservice::router(keyservice.clone());
                self.keyservice = Some(keyservice);
            }
        }
    }

    /// Ends a server in order and starts it again.
    pub fn restart(&mut self, server: Server) {
        self.end(server);
        self.start(server);
    }

    fn end(&mut self, server: Server) {
        self.routers[server as usize] = Router::new();
        match server {
            Server::Central => self.central = None,
            Server::KeyService => self.keyservice = None,
        }
    }

    /// A server was killed: it starts again on what was left of its files. The one that was killed
    /// may still hold the old ones, so they are put elsewhere.
    pub fn killed(&mut self, server: Server, left: &Files) {
        self.lives += 1;
        let name = match server {
            Server::Central => format!("central-{}", self.lives),
            Server::KeyService => format!("keyservice-{}", self.lives),
        };
        let folder = self.base.join(name);
        left.put(&folder);
        let old = std::mem::replace(&mut self.place(server).folder, folder);
        self.restart(server);
        std::fs::remove_dir_all(old).unwrap();
    }

    /// The files of a server as they stand.
    pub fn files(&self, server: Server) -> Files {
        Files::of(self.folder(server))
    }

    /// What answers for a server.
    pub fn router(&self, server: Server) -> Router {
        self.routers[server as usize].clone()
    }

    /// The key under which central keeps what it has.
    pub fn central_key(&self) -> CentralKey {
        let key = std::fs::read(self.folder(Server::Central).join("keys/central.key")).unwrap();
        CentralKey::from_bytes(key.as_slice().try_into().expect("32 bytes"))
    }

    /// Central.
    pub fn central(&self) -> &Central {
        self.central.as_ref().expect("central runs")
    }

    /// The key service.
    pub fn keyservice(&self) -> &KeyService {
        self.keyservice.as_ref().expect("the key service runs")
    }
}

/// A one-time code for an officer. The town is locked only while it is looked at.
pub async fn code(town: &SharedTown) -> String {
    let central = lock(town).central().clone();
    let team: Team = "duinwijk".parse().expect("a good name");
    central.enrol_code(team, Role::Officer).await.unwrap()
}

/// Makes a copy of central's database while it runs.
pub async fn copy_central(town: &SharedTown) {
    let (central, to) = {
        let mut town = lock(town);
        town.copies += 1;
        let to = town.base.join(format!("copy-{}.db", town.copies));
        (town.central().clone(), to)
    };
    central.backup(&to).await.unwrap();
}

/// Puts the last copy of central's database back; false when there is none.
pub async fn put_central_back(town: &SharedTown) -> bool {
    let (folder, from, clock) = {
        let mut town = lock(town);
        if town.copies == 0 {
            return false;
        }
        town.end(Server::Central);
        let from = town.base.join(format!("copy-{}.db", town.copies));
        let folder = town.folder(Server::Central).to_owned();
        (folder, from, town.place(Server::Central).clock.clone())
    };
    proco_central::copies::restore(&folder, &from, Existing::MoveAside, clock.as_ref())
        .await
        .unwrap();
    lock(town).start(Server::Central);
    true
}

/// Revokes a device on both servers.
pub async fn revoke(town: &SharedTown, device: DeviceId) {
    let (central, keyservice) = {
        let town = lock(town);
        (town.central().clone(), town.keyservice().clone())
    };
    central.revoke(device).await.unwrap();
    let statement = central.revocation_statement(device);
    keyservice.stand(&statement).ok();
}

/// What the servers do by themselves each hour.
pub async fn tidy(town: &SharedTown) {
    let (central, keyservice) = {
        let town = lock(town);
        (town.central().clone(), town.keyservice().clone())
    };
    central.tidy().await.unwrap();
    keyservice.rotate_epochs().unwrap();
    tell(town).await;
}

/// Tells the key service which devices are in and out, as a central that serves does by itself.
pub async fn tell(town: &SharedTown) {
    let (central, keyservice) = {
        let town = lock(town);
        (town.central().clone(), town.keyservice().clone())
    };
    for statement in central.standing_statements().await.unwrap() {
        keyservice.stand(&statement).ok();
    }
}
