//! How this phone is set up.

use std::path::PathBuf;
use std::time::Duration;

use crate::records::Keep;
use crate::retention::Retention;
use crate::sync::{BaseUrl, RetryConfig};

/// The configuration of this device.
#[derive(Clone, Debug)]
pub struct DeviceConfig {
    /// The file of the store.
    pub path: PathBuf,
    /// The base URL of central.
    pub central: BaseUrl,
    /// The base URL of the key service.
    pub keyservice: BaseUrl,
    /// The periods after which the phone removes marks, records and drafts.
    pub retention: Retention,
    /// After how long a look-up counts as undecided.
    pub undecided_for: Duration,
    /// For how long a decision can be taken back; nothing of it is sent meanwhile.
    pub undo_within: Duration,
    /// Within this time the same subject looked up again is the same look-up.
    pub one_look_up_within: Duration,
    /// How long a connection may take to be made.
    pub connect_timeout: Duration,
    /// How long a request may take in all.
    pub request_timeout: Duration,
    /// The back-off after a pass that failed.
    pub retry: RetryConfig,
    /// How long to wait after a pass that succeeded.
    pub pass_every: Duration,
    /// The most marks in one evaluation; smaller than the burst that the key service allows.
    pub marks_at_once: usize,
}

impl DeviceConfig {
    /// The defaults, with the store at `path` and these servers.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>, central: BaseUrl, keyservice: BaseUrl) -> Self {
        Self {
            path: path.into(),
            central,
            keyservice,
            retention: Retention::default(),
            undecided_for: Duration::from_secs(60 * 60),
            undo_within: Duration::from_secs(10),
            one_look_up_within: Duration::from_secs(5 * 60),
            connect_timeout: Duration::from_secs(5),
            request_timeout: Duration::from_secs(20),
            retry: RetryConfig::default(),
            pass_every: Duration::from_secs(15 * 60),
            marks_at_once: 48,
        }
    }

    /// The periods of retention.
    pub(crate) fn keep(&self) -> Keep {
        Keep {
            retention: self.retention,
            undecided_for: self.undecided_for,
            undo_within: self.undo_within,
            one_look_up_within: self.one_look_up_within,
        }
    }
}
