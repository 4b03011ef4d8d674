//! The road to key service and central. Only the files of this folder know HTTP.
//!
//! | module | what it does |
//! |---|---|
//! | `carrier` | how a request is carried, as a thing that is handed in |
//! | `wire` | the carrier of a phone: the network |
//! | `http` | one request, one answer |
//! | `pass` | one pass: everything that waits, withdrawals first |
//! | `pseudonyms` | from marks to pseudonyms, with pinned keys |
//! | `upload` | batches, receipts |
//! | `settle` | what a receipt means for the outbox |
//! | `figures` | what central knows of a subject |
//! | `token` | enrolment and tokens |
//! | `team` | the summaries of a shift lead |
//! | `schedule` | when a pass begins |
//! | `rest` | for how long a server is left alone |
//! | `retry` | how long to wait after one that failed |

mod base_url;
mod carrier;
mod central;
mod combine;
mod fault;
mod figures;
mod http;
mod keyservice;
mod pass;
mod pseudonyms;
mod rest;
mod retry;
mod schedule;
mod settle;
mod team;
mod token;
mod upload;
mod wire;

use std::sync::Arc;

pub use base_url::{BaseUrl, NotABaseUrl};
pub use carrier::{Carried, Carrier, Request, Response, Unanswered};
pub use fault::CallFault;
pub use retry::RetryConfig;
pub use schedule::Trigger;
pub(crate) use wire::Wire;

use crate::clock::Clock;
use crate::device::{Device, DeviceConfig};
use crate::error::DeviceError;

/// What the phone keeps of the network while it runs. Nothing of it is written to disk.
pub(crate) struct Network {
    central: central::Central,
    keyservice: keyservice::KeyService,
    known: pseudonyms::Known,
    bell: schedule::Bell,
    /// What the key service asked for.
    rest: rest::Rest,
    /// What central asked for when it was sent reports.
    central_rest: rest::Rest,
    /// One pass at a time.
    one_pass: tokio::sync::Mutex<()>,
    /// One token refresh at a time: its token serves all that waited.
    one_refresh: tokio::sync::Mutex<()>,
}

impl Network {
    pub(crate) fn new(
        config: &DeviceConfig,
        carrier: &Arc<dyn Carrier>,
        clock: &Arc<dyn Clock>,
    ) -> Self {
        let http = || http::Http::new(carrier.clone(), clock.clone());
        Self {
            central: central::Central::new(http(), config.central.clone()),
            keyservice: keyservice::KeyService::new(http(), config.keyservice.clone()),
            known: pseudonyms::Known::default(),
            bell: schedule::Bell::default(),
            rest: rest::Rest::default(),
            central_rest: rest::Rest::default(),
            one_pass: tokio::sync::Mutex::default(),
            one_refresh: tokio::sync::Mutex::default(),
        }
    }
}

impl Device {
    fn network(&self) -> &Network {
        &self.inner.network
    }

    /// Does store and curve work apart from the threads that carry the network. The store is
    /// locked only inside `work`, and so never while something is awaited.
    async fn apart<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, DeviceError> + Send + 'static,
    ) -> Result<T, DeviceError> {
        let device = self.clone();
        match tokio::task::spawn_blocking(move || work(&device)).await {
            Ok(answer) => answer,
            Err(stopped) => match stopped.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                // The runtime is shutting down: as good as no network.
                Err(_) => Err(CallFault::Offline.into()),
            },
        }
    }
}
