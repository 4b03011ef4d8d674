//! What can be set when central is started.

use std::path::PathBuf;

use proco_access::ServerFolders;
use proco_access::serve::Bounds;

use crate::quota::Quota;
use crate::summaries::threshold::Thresholds;

/// How many subjects a device may ask about at once, by default: twice what the key service allows.
///
/// A look-up mostly asks once while it is on the screen and, when it became a stop, once more for the
/// reflection; for both the phone needs one pseudonym, so an officer mostly meets the limit of the
/// key service first. It asks up to three times where a record of the subject finds its way here
/// meanwhile, and again when the app starts with the look-up open or the officer wants another try.
/// Who does meet this limit has no figures of the country for a while, and those of the phone.
pub const FREQUENCY_BURST: u32 = 120;

/// How many subjects a device may ask about in a day, by default.
pub const FREQUENCIES_PER_DAY: u32 = 600;

/// How central runs. Every number is an assumption that the force may change.
#[derive(Clone, Debug)]
pub struct Config {
    /// The folder with the database.
    pub data: PathBuf,
    /// The folder with the keys; by default `keys` in that of the database.
    pub keys: Option<PathBuf>,
    /// How long after its end a week stays open for late reports, in hours.
    pub grace_hours: u32,
    /// How long a one-time code is good, in hours.
    pub code_hours: u32,
    /// How long a token is good, in seconds.
    pub token_seconds: u32,
    /// How long a challenge is good, in seconds. A phone waits at most 20 for each of two answers.
    pub challenge_seconds: u32,
    /// The address of the key service, which is told which devices are in and out.
    pub keyservice: Option<String>,
    /// How many subjects a device may ask about at once.
    pub frequency_burst: u32,
    /// How many subjects a device may ask about in a day.
    pub frequencies_per_day: u32,
    /// On how many officers and records a figure of a summary stands at least.
    pub thresholds: Thresholds,
    /// What an officer's phones may upload.
    pub upload_quota: Quota,
    /// Within what it serves.
    pub bounds: Bounds,
}

impl Config {
    /// The folder of the data and the folder of the keys.
    pub(crate) fn place(&self) -> ServerFolders {
        ServerFolders::new(self.data.clone(), self.keys.clone())
    }

    /// The defaults, at this place.
    #[must_use]
    pub fn at(data: PathBuf, keys: Option<PathBuf>) -> Self {
        Self {
            keys,
            ..Self::new(data)
        }
    }

    /// The defaults, with everything kept in this folder.
    #[must_use]
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            keys: None,
            grace_hours: 24,
            code_hours: 24,
            token_seconds: 8 * 3600,
            keyservice: None,
            frequency_burst: FREQUENCY_BURST,
            frequencies_per_day: FREQUENCIES_PER_DAY,
            upload_quota: Quota::default(),
            challenge_seconds: 120,
            thresholds: Thresholds::default(),
            bounds: Bounds::default(),
        }
    }
}
