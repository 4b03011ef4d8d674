//! The team talk as the screen of a shift lead shows it. Its words stand in `crates/practice/data/talk.json`.

use proco_domain::mirror::Share;
use proco_domain::text::{FreeText, TextRefused, TypedText};
use proco_domain::time::UtcMillis;
use proco_exchange::summary::PeriodName;
use proco_practice::talk::choice::Turn;
use serde::{Deserialize, Serialize};

use super::ErrorCode;

/// The talk of this week, and those before it.
#[derive(Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TeamTalk {
    /// The ISO week of the talk: `2026-W47`.
    pub week: PeriodName,
    /// The name of the topic.
    pub topic: String,
    /// The names of three questions of it, the same all week.
    pub questions: Vec<String>,
    /// Whether figures chose the topic, and if none did, why not.
    pub because: TalkBecause,
    /// The figure of the topic in the newest closed quarter, or in the one that chose it; `None` where it is hidden or
    /// could not be fetched.
    pub figure: Option<TalkFigure>,
    /// When the lead marked it as held.
    pub held_at: Option<UtcMillis>,
    /// What the lead wrote about it. It stays on this phone.
    pub note: Option<FreeText>,
    /// The talks of earlier weeks that were held or noted down, the newest first.
    pub earlier: Vec<EarlierTalk>,
    /// Why central's figures are not there, if they could not be fetched.
    pub without_figures: Option<ErrorCode>,
}

/// Why a topic is the one of a week.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum TalkBecause {
    /// The figures of a closed quarter chose it.
    Figures {
        /// The quarter that chose it: `2026-Q3`.
        quarter: String,
    },
    /// It was its turn.
    Turn {
        /// Why no figures chose it.
        why: Turn,
    },
}

/// The figure of a topic in a closed quarter.
#[derive(Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TalkFigure {
    /// The quarter that is counted: `2026-Q3`.
    pub quarter: PeriodName,
    /// So many of so many, and how much that says.
    pub share: Share,
    /// Whether figures of other topics of the same kind are hidden, so that one of them may be larger.
    pub others_hidden: bool,
    /// Of telling the reason: the same figure of the whole force.
    pub of_force: Option<Share>,
}

/// A talk of an earlier week, and what the figures of its topic were around it.
#[derive(Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct EarlierTalk {
    /// The ISO week of the talk: `2026-W47`.
    pub week: PeriodName,
    /// The name of the topic.
    pub topic: String,
    /// When the lead marked it as held.
    pub held_at: Option<UtcMillis>,
    /// What the lead wrote about it. It stays on this phone.
    pub note: Option<FreeText>,
    /// The last quarter that was closed when the talk was, and all later ones that are closed now, the oldest first.
    pub quarters: Vec<TalkQuarter>,
}

/// A closed quarter beside a talk.
#[derive(Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TalkQuarter {
    /// The quarter that is counted: `2026-Q3`.
    pub quarter: PeriodName,
    /// The figure of the topic; `None` where it is hidden.
    pub share: Option<Share>,
    /// Whether this quarter was before the talk, or holds it, or came after it.
    pub when: QuarterWhen,
}

proco_domain::code_list! {
    [#[cfg_attr(feature = "ts", derive(ts_rs::TS))]]
    /// Where a quarter lies beside a talk.
    pub enum QuarterWhen {
        /// The quarter was over before the talk.
        Before = "before",
        /// The talk was held in this quarter.
        During = "during",
        /// The quarter began after the talk.
        After = "after",
    }
}

/// What the lead keeps of a talk. The screens send one with [`TypedText`] in it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(concrete(Text = FreeText)))]
pub struct KeptTalk<Text = FreeText> {
    /// Whether it was held.
    pub held: bool,
    /// A note, for the lead alone.
    pub note: Option<Text>,
}

impl KeptTalk<TypedText> {
    /// What is kept, if its note may be. Of a doubtful number the lead may have said that it is no BSN.
    ///
    /// # Errors
    /// [`TextRefused`].
    pub fn checked(self, is_no_bsn: bool) -> Result<KeptTalk, TextRefused> {
        Ok(KeptTalk {
            held: self.held,
            note: self
                .note
                .map(|typed| typed.checked(is_no_bsn))
                .transpose()?
                .flatten(),
        })
    }
}
