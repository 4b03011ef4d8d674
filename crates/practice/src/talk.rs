//! The team talk: ten minutes for a team about one topic a week, with three questions from a list.
//!
//! | module | what it holds |
//! |---|---|
//! | [`choice`] | the rule that picks the topic of a week from the figures of a team |
//!
//! The words stand in `data/talk.json` and are shown by the screens.

pub mod choice;

use std::sync::LazyLock;

use proco_exchange::codes::{GroundCode, Theme};
use serde::Deserialize;

/// How many questions of a topic are put to the team in one week.
pub const QUESTIONS: usize = 3;

/// What a team talks about: a ground that often found nothing, a theme that was named at the reflection, or telling
/// the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// Checks on this ground that found nothing.
    Ground(GroundCode),
    /// What officers named as something that may have played along.
    Named(Theme),
    /// The reason is told unasked less often than in the whole force.
    ToldLess,
}

#[derive(Deserialize)]
struct Entry {
    id: String,
    questions: Vec<Question>,
}

#[derive(Deserialize)]
struct Question {
    id: String,
}

#[derive(Deserialize)]
struct File {
    topics: Vec<Entry>,
}

static LIST: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let file: File = serde_json::from_str(include_str!("../data/talk.json"))
        .expect("the list is read by a test");
    file.topics
});

impl Topic {
    /// All topics, in the order of the list.
    pub fn all() -> impl Iterator<Item = Self> {
        let grounds = GroundCode::ALL.into_iter().map(Self::Ground);
        let named = Theme::ALL.into_iter().map(Self::Named);
        grounds.chain(named).chain([Self::ToldLess])
    }

    /// The name of the topic in the list.
    #[must_use]
    pub fn id(self) -> String {
        match self {
            Self::Ground(code) => format!("ground-{}", code.name()),
            Self::Named(code) => format!("theme-{}", code.name()),
            Self::ToldLess => "told-less".to_owned(),
        }
    }

    /// The topic of this name; `None` for one that this version does not know.
    #[must_use]
    pub fn of_id(id: &str) -> Option<Self> {
        Self::all().find(|topic| topic.id() == id)
    }

    /// The names of the questions for the team, in the order of the list. `round` counts the weeks in which the topic
    /// was on before, and each round takes the next three: no question of one round is in the next.
    #[must_use]
    pub fn questions(self, round: u32) -> Vec<&'static str> {
        let id = self.id();
        let entry = LIST.iter().find(|entry| entry.id == id);
        let all = entry.map_or(&[][..], |entry| &entry.questions);
        let first = usize::try_from(round).unwrap_or(0) % all.len().max(1) * QUESTIONS;
        let drawn = |at: &usize| (first..first + QUESTIONS).any(|one| one % all.len() == *at);
        (0..all.len())
            .filter(drawn)
            .map(|at| all[at].id.as_str())
            .collect()
    }
}

#[cfg(test)]
mod tests;
