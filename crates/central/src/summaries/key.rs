//! How the figures of a summary belong together: which is a part of which, where it is shown, and how
//! useful it is.

use std::sync::LazyLock;

use proco_exchange::codes::{DoAgain, ReasonTold};
use proco_exchange::period::PeriodKind;

pub use crate::catalogue::Key;
use crate::measure::Measure;

static NAMES: LazyLock<Vec<(Key, String)>> = LazyLock::new(|| {
    Key::all()
        .into_iter()
        .map(|key| (key, key.name()))
        .collect()
});

impl Key {
    /// The shortest kind of period that shows it: the more detail, the longer.
    #[must_use]
    pub fn shortest(self) -> PeriodKind {
        match self {
            Self::Queries | Self::LeftIt | Self::Undecided | Self::Stops | Self::FoundNothing => {
                PeriodKind::Week
            }
            Self::Ground(_)
            | Self::ReasonTold(_)
            | Self::Rated(_)
            | Self::RatedHigh(_)
            | Self::RatedLow(_) => PeriodKind::Month,
            Self::RepeatStops
            | Self::DespiteAdvisory
            | Self::GroundNothing(_)
            | Self::Finding(_)
            | Self::DoAgain(_)
            | Self::Mistyped
            | Self::Theme(_)
            | Self::Together
            | Self::ReflectedLate
            | Self::OneGround
            | Self::OwnWords
            | Self::WordsRepeated => PeriodKind::Quarter,
        }
    }

    /// The figures of which this one is a part. A part is shown only where all of them are shown.
    #[must_use]
    pub fn parents(self) -> Vec<Self> {
        match self {
            Self::Queries | Self::Stops | Self::Mistyped => vec![],
            Self::LeftIt | Self::Undecided => vec![Self::Queries],
            Self::FoundNothing
            | Self::RepeatStops
            | Self::DespiteAdvisory
            | Self::ReasonTold(_)
            | Self::Ground(_)
            | Self::Finding(_)
            | Self::Rated(_)
            | Self::DoAgain(_)
            | Self::Theme(_)
            | Self::Together
            | Self::ReflectedLate
            | Self::OneGround
            | Self::OwnWords => vec![Self::Stops],
            Self::WordsRepeated => vec![Self::OwnWords],
            Self::GroundNothing(code) => vec![Self::Ground(code), Self::FoundNothing],
            Self::RatedHigh(aspect) | Self::RatedLow(aspect) => vec![Self::Rated(aspect)],
        }
    }

    /// The sums that must be large too before this figure is shown: those that follow from it and its total, or have
    /// to be hidden with it. Each is a sum of measures with their signs.
    #[must_use]
    pub fn companions(self) -> Vec<Vec<(i64, Measure)>> {
        let whole = |key: Self| -> Vec<(i64, Measure)> {
            let measures = key.measures().into_iter();
            measures.map(|measure| (1, measure)).collect()
        };
        let rest = |of: Measure| {
            let mut rest = vec![(1, of)];
            rest.extend(self.measures().into_iter().map(|measure| (-1, measure)));
            rest
        };
        match self {
            Self::Queries | Self::Stops | Self::Mistyped => vec![whole(self)],
            Self::LeftIt | Self::Undecided => vec![whole(Self::LeftIt), whole(Self::Undecided)],
            Self::ReasonTold(_) => ReasonTold::ALL
                .map(|answer| whole(Self::ReasonTold(answer)))
                .to_vec(),
            Self::DoAgain(_) => DoAgain::ALL
                .map(|answer| whole(Self::DoAgain(answer)))
                .to_vec(),
            Self::RatedHigh(aspect) | Self::RatedLow(aspect) => {
                vec![whole(self), rest(Measure::Rated(aspect))]
            }
            Self::WordsRepeated => vec![whole(self), rest(Measure::OwnWords)],
            Self::FoundNothing
            | Self::RepeatStops
            | Self::DespiteAdvisory
            | Self::Ground(_)
            | Self::GroundNothing(_)
            | Self::Finding(_)
            | Self::Rated(_)
            | Self::Theme(_)
            | Self::Together
            | Self::ReflectedLate
            | Self::OneGround
            | Self::OwnWords => vec![whole(self), rest(Measure::Stops)],
        }
    }

    /// How useful it is: figures of one rank are decided on one after the other, lower ranks first.
    /// Where one more has to be hidden, it is one of those that come last.
    #[must_use]
    pub fn rank(self) -> u8 {
        match self {
            Self::Stops => 0,
            Self::Queries | Self::FoundNothing => 1,
            Self::LeftIt
            | Self::RepeatStops
            | Self::DespiteAdvisory
            | Self::ReasonTold(_)
            | Self::Ground(_)
            | Self::Finding(_)
            | Self::Rated(_)
            | Self::DoAgain(_) => 2,
            Self::Undecided
            | Self::GroundNothing(_)
            | Self::RatedHigh(_)
            | Self::RatedLow(_)
            | Self::Mistyped
            | Self::Theme(_)
            | Self::Together
            | Self::ReflectedLate
            | Self::OneGround
            | Self::OwnWords => 3,
            Self::WordsRepeated => 4,
        }
    }

    /// The figure of this name. `None` for other names, such as a mean of an earlier version.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let mut names = NAMES.iter();
        names.find(|(_, of)| of == name).map(|(key, _)| *key)
    }
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
                assert!(parent.shortest() <= key.shortest());
            }
        }
        assert_eq!(Key::of_name("mean:voice"), None);
    }
}
