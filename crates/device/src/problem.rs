//! What stops a pass. It is kept with how sending stands, and shown to the officer.

use serde::{Deserialize, Serialize};

/// What stops a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SyncProblem {
    /// No connection can be made to a server.
    Offline,
    /// Central does not know this phone, or not any more: it has to be enrolled anew.
    NotEnrolled,
    /// This device was revoked.
    Revoked,
    /// The key service was not told yet that this phone is in.
    NotKnownYet,
    /// The quota of a server is used up for now: of pseudonyms, or of questions to central.
    Quota,
    /// A server answered with a fault of its own, or was reached and did not answer.
    Server,
    /// Central speaks a newer protocol.
    UpdateNeeded,
    /// The key service has no key for the quarter of a record.
    NoEpochKey,
    /// The key service has another key for a quarter than this phone pinned.
    EpochKeyChanged,
    /// The officer has to say when something was recorded: the clock was wrong then.
    TimeUnknown,
    /// This phone has no room: nothing that is sent could be settled.
    DiskFull,
}
