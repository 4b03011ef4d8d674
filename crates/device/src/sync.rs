//! [`Courier`]: the client of key service and central. Only the files of this folder know HTTP.
//!
//! | module | what it does |
//! |---|---|
//! | `status` | how sending stands, and who is told of it |
//! | `carrier` | how a request is carried, as a thing that is handed in |
//! | `wire` | the carrier of a phone: the network |
//! | `http`, `base_url` | one request, one answer; the address of a server |
//! | `central`, `keyservice` | the requests to each server |
//! | `error`, `fault` | why sending failed, and why a call did |
//! | `pass` | one pass: everything that waits, withdrawals first |
//! | `held_back` | what a pass does not ask the key service again |
//! | `refused_rows` | refused rows at the start of a pass: which are tried again, and which are refused here |
//! | `live_epochs` | which epochs are live, under pinned keys |
//! | `pseudonyms` | from marks to pseudonyms, with pinned keys |
//! | `batch` | reports made of rows, and packed |
//! | `upload` | batches on their way, receipts |
//! | `settle` | what a receipt means for the outbox |
//! | `restored` | that central was put back from a copy |
//! | `counts`, `combine` | what central knows of a subject, and its sum with what central cannot have yet |
//! | `token` | enrolment and tokens |
//! | `team` | the summaries of a shift lead |
//! | `lessons`, `second_views` | lessons for the team, and what advisers are asked |
//! | `schedule` | when a pass begins |
//! | `backoff` | for how long a server is left alone, and what ends that |
//! | `retry` | how long to wait after a failure |

mod backoff;
mod base_url;
mod batch;
mod carrier;
mod central;
mod combine;
mod counts;
mod error;
mod fault;
mod held_back;
mod http;
mod keyservice;
mod lessons;
mod live_epochs;
mod pass;
mod pseudonyms;
mod refused_rows;
mod restored;
mod retry;
mod schedule;
mod second_views;
mod settle;
mod status;
mod team;
mod token;
mod upload;
mod wire;

use std::sync::{Arc, Mutex};

use proco_domain::time::UtcMillis;
use tokio::sync::watch;

pub use base_url::{BaseUrl, NotABaseUrl};
pub use carrier::{Carried, Carrier, Request, Response, Unanswered};
pub(crate) use error::SyncError;
pub use fault::CallFault;
pub(crate) use fault::{ErrorClass, SharedFault};
pub use retry::RetryConfig;
pub use schedule::Trigger;
pub use status::SyncStatus;
pub(crate) use wire::Wire;

use crate::clock::Clock;
use crate::config::DeviceConfig;
use crate::records::Records;
use crate::store::Session;

/// The state of the network client in memory. None of it is written to disk.
struct Network {
    central: central::Central,
    keyservice: keyservice::KeyService,
    known: pseudonyms::PseudonymCache,
    wake_up: schedule::WakeUp,
    keyservice_backoff: backoff::Backoff,
    /// As far as central is sent reports.
    central_backoff: backoff::Backoff,
    /// One pass at a time.
    one_pass: tokio::sync::Mutex<()>,
    /// One token refresh at a time: its token serves all that waited.
    one_refresh: tokio::sync::Mutex<()>,
    /// The number of central's last restore, once it was compared with the one that the store knows.
    restore_heard: Mutex<Option<u32>>,
}

impl Network {
    fn new(config: &DeviceConfig, carrier: &Arc<dyn Carrier>, clock: &Arc<dyn Clock>) -> Self {
        let http = || http::Http::new(carrier.clone(), clock.clone());
        Self {
            central: central::Central::new(http(), config.central.clone()),
            keyservice: keyservice::KeyService::new(http(), config.keyservice.clone()),
            known: pseudonyms::PseudonymCache::default(),
            wake_up: schedule::WakeUp::default(),
            keyservice_backoff: backoff::Backoff::default(),
            central_backoff: backoff::Backoff::default(),
            one_pass: tokio::sync::Mutex::default(),
            one_refresh: tokio::sync::Mutex::default(),
            restore_heard: Mutex::default(),
        }
    }
}

/// Sends what was recorded to key service and central, and stores their answers. Knows no screen. It is a
/// handle: clones share everything.
#[derive(Clone)]
pub(crate) struct Courier {
    inner: Arc<Inner>,
}

struct Inner {
    records: Arc<Records>,
    config: DeviceConfig,
    network: Network,
    status: watch::Sender<SyncStatus>,
}

impl Courier {
    pub(crate) fn new(
        config: DeviceConfig,
        records: Arc<Records>,
        carrier: &Arc<dyn Carrier>,
        clock: &Arc<dyn Clock>,
    ) -> Self {
        Self {
            inner: Arc::new(Inner {
                records,
                network: Network::new(&config, carrier, clock),
                config,
                status: watch::Sender::new(status::AT_THE_START),
            }),
        }
    }

    /// A courier on the network of the machine, without a device: for a test.
    #[cfg(test)]
    fn of_this_phone_alone(
        config: DeviceConfig,
        keys: &dyn crate::KeyStore,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let chance = Arc::new(crate::chance::SystemChance);
        let records =
            Records::open(&config.path, config.keep(), keys, clock.clone(), chance).unwrap();
        let carrier: Arc<dyn Carrier> = Arc::new(Wire::new(&config));
        Self::new(config, Arc::new(records), &carrier, &clock)
    }

    fn network(&self) -> &Network {
        &self.inner.network
    }

    fn records(&self) -> &Records {
        &self.inner.records
    }

    fn now(&self) -> UtcMillis {
        self.records().now()
    }

    /// Runs a query on the store.
    fn read<T>(&self, ask: impl FnOnce(&Session) -> Result<T, SyncError>) -> Result<T, SyncError> {
        self.records().store.read(ask)
    }

    /// Changes the store in one transaction.
    fn write<T>(
        &self,
        change: impl FnOnce(&Session) -> Result<T, SyncError>,
    ) -> Result<T, SyncError> {
        self.records().store.write(|t| change(t))
    }

    /// Runs [`blocking`] with a handle on this courier.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, SyncError> + Send + 'static,
    ) -> Result<T, SyncError> {
        let courier = self.clone();
        blocking(move || work(&courier)).await
    }

    /// Dates the records by the time that central told.
    fn compared(&self, central: UtcMillis) -> Result<(), SyncError> {
        let records = self.records();
        let (store, unrecorded) = (&records.store, &records.unrecorded);
        if records.time.compared(store, unrecorded, central)? {
            self.recorded()?;
        }
        Ok(())
    }
}

/// Runs work on the store or with the curve on a thread of its own (`spawn_blocking`), so that it does not hold
/// up the network. The store is locked only inside `work`, so never while something is awaited.
pub(crate) async fn blocking<T: Send + 'static, E: From<CallFault> + Send + 'static>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, E> {
    match tokio::task::spawn_blocking(work).await {
        Ok(answer) => answer,
        Err(stopped) => match stopped.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The runtime is shutting down, which counts as no network.
            Err(_) => Err(CallFault::Offline.into()),
        },
    }
}
