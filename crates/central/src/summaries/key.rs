//! The figures of a summary, by name.

use std::sync::LazyLock;

use proco_exchange::codes::{DoAgain, Finding, GroundCode, ReasonTold, Theme};
use proco_exchange::summary::Aspect;

use crate::measure::{ASPECTS, DO_AGAIN, REASONS, word};

/// A figure of a summary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// Look-ups.
    Queries,
    /// Look-ups after which it was left.
    LeftIt,
    /// Stops.
    Stops,
    /// Stops that found nothing.
    FoundNothing,
    /// Repeat stops.
    RepeatStops,
    /// Stops in spite of an advisory.
    DespiteAdvisory,
    /// Stops with a ground.
    Ground(GroundCode),
    /// Stops with a ground that found nothing.
    GroundNothing(GroundCode),
    /// Stops by whether the reason was told.
    ReasonTold(ReasonTold),
    /// Stops with a finding.
    Finding(Finding),
    /// Stops in which an aspect was rated.
    Rated(Aspect),
    /// Stops by whether the officer would do it again.
    DoAgain(DoAgain),
    /// Stops with a theme.
    Theme(Theme),
}

static NAMES: LazyLock<Vec<(Key, String)>> = LazyLock::new(|| {
    Key::all()
        .into_iter()
        .map(|key| (key, key.name()))
        .collect()
});

impl Key {
    /// All of them, each after what it is a part of.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let mut all = vec![
            Self::Queries,
            Self::LeftIt,
            Self::Stops,
            Self::FoundNothing,
            Self::RepeatStops,
            Self::DespiteAdvisory,
        ];
        all.extend(REASONS.map(Self::ReasonTold));
        all.extend(GroundCode::ALL.map(Self::Ground));
        all.extend(GroundCode::ALL.map(Self::GroundNothing));
        all.extend(Finding::ALL.map(Self::Finding));
        all.extend(ASPECTS.map(Self::Rated));
        all.extend(DO_AGAIN.map(Self::DoAgain));
        all.extend(Theme::ALL.map(Self::Theme));
        all
    }

    /// What it is a part of. A part is shown only where this is shown.
    #[must_use]
    pub fn parents(self) -> Vec<Self> {
        match self {
            Self::Queries | Self::Stops => vec![],
            Self::LeftIt => vec![Self::Queries],
            Self::FoundNothing
            | Self::RepeatStops
            | Self::DespiteAdvisory
            | Self::ReasonTold(_)
            | Self::Ground(_)
            | Self::Finding(_)
            | Self::Rated(_)
            | Self::DoAgain(_)
            | Self::Theme(_) => vec![Self::Stops],
            Self::GroundNothing(code) => vec![Self::Ground(code), Self::FoundNothing],
        }
    }

    /// Figures of one rank are decided on one after the other, totals before their parts.
    #[must_use]
    pub fn rank(self) -> u8 {
        match self {
            Self::Queries | Self::Stops => 0,
            Self::LeftIt | Self::FoundNothing => 1,
            Self::RepeatStops
            | Self::DespiteAdvisory
            | Self::ReasonTold(_)
            | Self::Ground(_)
            | Self::Finding(_)
            | Self::Rated(_)
            | Self::DoAgain(_) => 2,
            Self::GroundNothing(_) | Self::Theme(_) => 3,
        }
    }

    /// The name under which it is published.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Queries => "queries".to_owned(),
            Self::LeftIt => "left_it".to_owned(),
            Self::Stops => "stops".to_owned(),
            Self::FoundNothing => "found_nothing".to_owned(),
            Self::RepeatStops => "repeat_stops".to_owned(),
            Self::DespiteAdvisory => "despite_advisory".to_owned(),
            Self::Ground(code) => format!("ground:{}", word(code)),
            Self::GroundNothing(code) => format!("ground_nothing:{}", word(code)),
            Self::ReasonTold(answer) => format!("reason_told:{}", word(answer)),
            Self::Finding(code) => format!("finding:{}", word(code)),
            Self::Rated(aspect) => format!("rated:{}", word(aspect)),
            Self::DoAgain(answer) => format!("do_again:{}", word(answer)),
            Self::Theme(theme) => format!("theme:{}", word(theme)),
        }
    }

    /// Back from its name. A name of something else, such as a mean, is none.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let mut names = NAMES.iter();
        names.find(|(_, of)| of == name).map(|(key, _)| *key)
    }
}

/// The name under which the mean of an aspect is published.
#[must_use]
pub fn mean_name(aspect: Aspect) -> String {
    format!("mean:{}", word(aspect))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_comes_back_from_its_name_and_after_what_it_is_a_part_of() {
        let all = Key::all();
        for (place, key) in all.iter().enumerate() {
            assert_eq!(Key::of_name(&key.name()), Some(*key));
            for parent in key.parents() {
                assert!(all[..place].contains(&parent));
                assert!(parent.rank() < key.rank());
            }
        }
        assert_eq!(Key::of_name(&mean_name(Aspect::Voice)), None);
    }
}
