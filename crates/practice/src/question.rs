//! The question of the shift: a short question on one of the four steps, one a day, the same for a team.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use chrono::{Datelike as _, NaiveDate};
use proco_domain::time::UtcMillis;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

/// For how many days no question is asked again.
pub const APART: u16 = 60;

/// The hour at which the question changes: between a night shift and the early one.
const CHANGES_AT: u32 = 6;

/// One question. Its words stand in `data/questions.json`, and are shown by the screens.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Question {
    /// Its name, which stays the same in each version of the list.
    pub id: String,
    /// What can be chosen; none where the answer is a thought.
    options: Vec<Choice>,
}

/// An answer that can be chosen; its words are for the screens.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Choice {}

#[derive(Deserialize)]
struct File {
    questions: Vec<Question>,
}

static ALL: LazyLock<Vec<Question>> = LazyLock::new(|| {
    let file: File = serde_json::from_str(include_str!("../data/questions.json"))
        .expect("the list is read by a test");
    file.questions
});

impl Question {
    /// The question of this name; `None` where the list has none.
    #[must_use]
    pub fn of_id(id: &str) -> Option<&'static Self> {
        ALL.iter().find(|question| question.id == id)
    }

    /// How many answers can be chosen; 0 where the answer is a thought.
    #[must_use]
    pub fn options(&self) -> usize {
        self.options.len()
    }
}

/// The day to which a moment belongs: a question stays until the night shift is over, at six in the morning.
#[must_use]
pub fn day_of(now: UtcMillis) -> NaiveDate {
    now.minus_hours(CHANGES_AT).local_date()
}

/// The question that a team is asked on a day. All questions take turns, in an order of each team's own, so each comes back
/// after as many days as there are questions. `lately` are those that this phone asked in the last [`APART`] days: they
/// are passed over, which a new version of the list makes necessary. `None` where all were asked lately.
#[must_use]
pub fn of_day(
    day: NaiveDate,
    team: Option<&str>,
    lately: &BTreeSet<String>,
) -> Option<&'static Question> {
    let mut order: Vec<&Question> = ALL.iter().collect();
    order.sort_by_cached_key(|question| rank(team, &question.id));
    let first = usize::try_from(day.num_days_from_ce()).unwrap_or(0) % order.len();
    order.rotate_left(first);
    order
        .into_iter()
        .find(|question| !lately.contains(&question.id))
}

/// The place of a question in the order of a team.
fn rank(team: Option<&str>, id: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(team.unwrap_or_default());
    hash.update([0]);
    hash.update(id);
    hash.finalize().into()
}

#[cfg(test)]
mod tests;
