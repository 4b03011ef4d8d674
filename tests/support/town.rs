//! Key service and central in this process, on loopback, under one clock that is set by hand.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use proco_access::limit::Limit;
use proco_access::{DeviceId, Role, Team};
use proco_central::quota::Quota as UploadQuota;
use proco_central::{Central, CentralError, Config};
use proco_device::{BaseUrl, Device, DeviceConfig, DeviceError};
use proco_exchange::ManualClock;
use proco_keyservice::{KeyService, ServiceConfig};
use tokio::net::TcpListener;

use crate::served::{Served, listen};
use crate::visitor::Visitor;

/// Why a town fails.
#[derive(Debug, thiserror::Error)]
pub enum TownError {
    /// Central does not open.
    #[error("central: {0}")]
    Central(#[from] CentralError),
    /// The key service does not open.
    #[error("key service: {0}")]
    KeyService(#[from] proco_keyservice::Error),
    /// A phone refused what a test asked of it.
    #[error("phone: {0}")]
    Phone(#[from] DeviceError),
    /// The loopback interface gave no port to a server or a road.
    #[error("loopback: {0}")]
    Loopback(#[from] std::io::Error),
}

/// The two servers of a force.
pub struct Town {
    data: PathBuf,
    clock: Arc<ManualClock>,
    quota: Quota,
    central: Option<Served<Central>>,
    keyservice: Option<Served<KeyService>>,
    /// The address of the key service, also while it is stopped, because central gets it only once.
    keyservice_at: SocketAddr,
    /// The listener of the key service before its first start.
    awaited: Option<TcpListener>,
}

/// The quotas of a device at the two servers.
#[derive(Clone, Copy)]
pub enum Quota {
    /// The defaults of the servers.
    Usual,
    /// Practically none: a demo simulates 90 days in a minute.
    Generous,
    /// Practically none, except for uploads.
    OfUploads(UploadQuota),
}

/// More than any demo needs.
const AS_GOOD_AS_NONE: u32 = 1_000_000;

impl Quota {
    fn of_uploads(self) -> UploadQuota {
        let none = Limit {
            burst: AS_GOOD_AS_NONE,
            per_day: AS_GOOD_AS_NONE,
        };
        match self {
            Self::Usual => UploadQuota::default(),
            Self::Generous => UploadQuota {
                reports: none,
                advisories: none,
            },
            Self::OfUploads(quota) => quota,
        }
    }
}

impl Town {
    /// Opens both servers on the folders `central` and `keyservice` under `data`.
    ///
    /// # Errors
    /// [`TownError`] when one of them does not open.
    pub async fn open(
        data: &Path,
        clock: Arc<ManualClock>,
        quota: Quota,
    ) -> Result<Self, TownError> {
        let awaited = listen(None).await?;
        let keyservice_at = awaited.local_addr()?;
        let mut town = Self {
            data: data.to_owned(),
            clock,
            quota,
            central: None,
            keyservice: None,
            keyservice_at,
            awaited: Some(awaited),
        };
        town.start_central().await?;
        town.start_keyservice().await?;
        Ok(town)
    }

    /// Starts central, on its former address if it had one.
    ///
    /// # Errors
    /// [`TownError`].
    pub async fn start_central(&mut self) -> Result<SocketAddr, TownError> {
        let before = self.stop_central().await;
        let mut config = Config::new(self.data.join("central"));
        config.keyservice = Some(format!("http://{}", self.keyservice_at));
        match self.quota {
            Quota::Usual => {}
            Quota::Generous | Quota::OfUploads(_) => {
                config.frequency_burst = AS_GOOD_AS_NONE;
                config.frequencies_per_day = AS_GOOD_AS_NONE;
                config.upload_quota = self.quota.of_uploads();
            }
        }
        let central = Central::open(config, self.clock.clone())?;
        let serve = |listener, central, stopped| async {
            proco_central::serve(listener, central, stopped).await.ok();
        };
        let served = Served::start(listen(before).await?, central, serve);
        let address = served.address;
        self.central = Some(served);
        Ok(address)
    }

    /// Starts the key service, on its fixed address.
    ///
    /// # Errors
    /// [`TownError`].
    pub async fn start_keyservice(&mut self) -> Result<SocketAddr, TownError> {
        self.stop_keyservice().await;
        let mut config =
            ServiceConfig::new(self.data.join("keyservice"), self.central().issuer_keys());
        match self.quota {
            Quota::Usual => {}
            Quota::Generous | Quota::OfUploads(_) => {
                config.burst = AS_GOOD_AS_NONE;
                config.per_day = AS_GOOD_AS_NONE;
                config.budget_per_hour = Some(AS_GOOD_AS_NONE);
                config.budget_per_day = Some(AS_GOOD_AS_NONE);
            }
        }
        let service = KeyService::open(&config, self.clock.clone())?;
        let address = self.keyservice_at;
        let listener = match self.awaited.take() {
            Some(awaited) => awaited,
            None => listen(Some(address)).await?,
        };
        let served = Served::start(listener, service, proco_keyservice::serve);
        self.keyservice = Some(served);
        if let Some(central) = &self.central {
            // Central would also do this by itself within a minute.
            let told = central.server.tell_news(&format!("http://{address}")).await;
            told.ok();
        }
        Ok(address)
    }

    /// Stops central. Gives its former address.
    pub async fn stop_central(&mut self) -> Option<SocketAddr> {
        stop(self.central.take()).await
    }

    /// Stops the key service. Gives its former address.
    pub async fn stop_keyservice(&mut self) -> Option<SocketAddr> {
        stop(self.keyservice.take()).await
    }

    /// The running central.
    ///
    /// # Panics
    /// When it is stopped.
    #[must_use]
    pub fn central(&self) -> &Central {
        &self.central.as_ref().expect("central runs").server
    }

    /// The running key service.
    ///
    /// # Panics
    /// When it is stopped.
    #[must_use]
    pub fn keyservice(&self) -> &KeyService {
        &self
            .keyservice
            .as_ref()
            .expect("the key service runs")
            .server
    }

    /// The address of central.
    ///
    /// # Panics
    /// When it is stopped.
    #[must_use]
    pub fn central_address(&self) -> SocketAddr {
        self.central.as_ref().expect("central runs").address
    }

    /// The address of the key service.
    ///
    /// # Panics
    /// When it is stopped.
    #[must_use]
    pub fn keyservice_address(&self) -> SocketAddr {
        self.keyservice
            .as_ref()
            .expect("the key service runs")
            .address
    }

    /// The clock of both servers.
    #[must_use]
    pub fn clock(&self) -> &Arc<ManualClock> {
        &self.clock
    }

    /// Lets days pass as for running servers: each reads its clock at least once a day, and so trusts it. A
    /// clock that is set days ahead in one step is not trusted at once.
    ///
    /// # Errors
    /// [`TownError`] when a server cannot do what is due.
    pub async fn pass_days(&self, days: u16) -> Result<(), TownError> {
        for _ in 0..days {
            self.clock.advance_millis(24 * 3_600_000);
            self.central().tidy().await?;
        }
        Ok(())
    }

    /// A one-time code for a new phone.
    ///
    /// # Errors
    /// [`TownError::Central`].
    pub async fn code(&self, team: &str, role: Role) -> Result<String, TownError> {
        let team: Team = team
            .parse()
            .expect("a team of a demo or test has a good name");
        Ok(self.central().enrol_code(team, role).await?)
    }

    /// A device that is enrolled without the app.
    ///
    /// # Errors
    /// [`TownError::Central`].
    pub async fn visitor(&self, team: &str, role: Role) -> Result<Visitor, TownError> {
        let code = self.code(team, role).await?;
        Ok(Visitor::enrols(self.central_address(), &code).await)
    }

    /// Revokes a device on both servers, as `proco-central revoke` does.
    ///
    /// # Errors
    /// [`TownError::Central`].
    pub async fn revoke(&self, device: DeviceId) -> Result<(), TownError> {
        self.central().revoke(device).await?;
        let statement = self.central().revocation_statement(device);
        self.keyservice().stand(&statement).ok();
        Ok(())
    }

    /// An enrolled phone with its store in `folder`, connected directly to both servers.
    ///
    /// # Errors
    /// [`TownError`].
    pub async fn phone(
        &self,
        folder: &Path,
        team: &str,
        role: Role,
        clock: Arc<ManualClock>,
    ) -> Result<Device, TownError> {
        let central = url(self.central_address());
        let mut config = DeviceConfig::new(
            folder.join("proco.db"),
            central,
            url(self.keyservice_address()),
        );
        config.undo_within = Duration::ZERO;
        config.one_look_up_within = Duration::ZERO;
        let phone = crate::phone::open(folder, config, clock)?;
        phone.enrol(&self.code(team, role).await?).await?;
        Ok(phone)
    }

    /// Stops both servers, and waits until their files are closed.
    pub async fn close(mut self) {
        self.stop_central().await;
        self.stop_keyservice().await;
    }
}

/// The address of a server on loopback.
///
/// # Panics
/// Never for a loopback address.
#[must_use]
pub fn url(address: SocketAddr) -> BaseUrl {
    BaseUrl::parse(&format!("http://{address}")).expect("HTTP on loopback is allowed")
}

async fn stop<T: Clone>(running: Option<Served<T>>) -> Option<SocketAddr> {
    Some(running?.stop().await)
}
