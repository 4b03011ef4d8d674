//! Being reminded of looking back.

use proco_domain::reminder::{Language, TimeOfDay};
use proco_domain::time::UtcMillis;
use serde::{Deserialize, Serialize};

/// When the officer is reminded, each day. Without a time there is no reminder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Reminders {
    /// At most three times of the day as the clocks in the Netherlands show them, each written as `07:30`.
    #[cfg_attr(feature = "ts", ts(type = "Array<string>"))]
    pub times: Vec<TimeOfDay>,
    /// The language of its words.
    pub language: Language,
}

/// A reminder: a number, and nothing of what was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// When it is due.
    pub at: UtcMillis,
    /// How many checks wait for their reflection, as far as is known now.
    pub waiting: u32,
    /// The language of its words.
    pub language: Language,
}
