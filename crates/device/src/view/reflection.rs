//! A reflection that is being written: it may wait until the end of the shift, and the app may be
//! killed in between.

use std::collections::BTreeSet;

use proco_domain::reflection::{DoAgain, Theme};
use proco_domain::text::FreeText;
use serde::{Deserialize, Serialize};

/// A reflection as far as it has come. It is kept on the phone and never sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ReflectionDraft {
    /// Would I do it again?
    pub do_again: Option<DoAgain>,
    /// What may have played along.
    pub themes: BTreeSet<Theme>,
    /// For the officer alone.
    pub note: Option<FreeText>,
}
