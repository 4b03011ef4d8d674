//! Words of the officer that name a weak ground, as the screen asks about them.

use proco_weighing::weak::WeakGround;
use serde::Serialize;

/// Words that name a weak ground. The screen puts the question of that ground beside them.
#[derive(Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct WeakWords {
    /// Which ground, and so which question.
    pub ground: WeakGround,
    /// The words, as they stand in the text.
    pub words: String,
}
