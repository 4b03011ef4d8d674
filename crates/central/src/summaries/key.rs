//! The figures of a summary, by name.

use std::sync::LazyLock;

use proco_exchange::codes::{DoAgain, Finding, GroundCode, ReasonTold, Theme};
use proco_exchange::period::PeriodKind;
use proco_exchange::summary::Aspect;

use crate::measure::Measure;

/// A figure of a summary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// Look-ups: their three outcomes together.
    Queries,
    /// Look-ups after which it was left.
    LeftIt,
    /// Look-ups after which nothing was decided.
    Undecided,
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
    /// Stops in which it was rated 4 or 5.
    RatedHigh(Aspect),
    /// Stops in which it was rated 1 or 2.
    RatedLow(Aspect),
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
            Self::Undecided,
            Self::Stops,
            Self::FoundNothing,
            Self::RepeatStops,
            Self::DespiteAdvisory,
        ];
        all.extend(ReasonTold::ALL.map(Self::ReasonTold));
        all.extend(GroundCode::ALL.map(Self::Ground));
        all.extend(GroundCode::ALL.map(Self::GroundNothing));
        all.extend(Finding::ALL.map(Self::Finding));
        all.extend(Aspect::ALL.map(Self::Rated));
        all.extend(Aspect::ALL.map(Self::RatedHigh));
        all.extend(Aspect::ALL.map(Self::RatedLow));
        all.extend(DoAgain::ALL.map(Self::DoAgain));
        all.extend(Theme::ALL.map(Self::Theme));
        all
    }

    /// What it counts.
    #[must_use]
    pub fn measures(self) -> Vec<Measure> {
        match self {
            Self::Queries => vec![Measure::LeftIt, Measure::Undecided, Measure::Stops],
            Self::LeftIt => vec![Measure::LeftIt],
            Self::Undecided => vec![Measure::Undecided],
            Self::Stops => vec![Measure::Stops],
            Self::FoundNothing => vec![Measure::FoundNothing],
            Self::RepeatStops => vec![Measure::RepeatStops],
            Self::DespiteAdvisory => vec![Measure::DespiteAdvisory],
            Self::Ground(code) => vec![Measure::Ground(code)],
            Self::GroundNothing(code) => vec![Measure::GroundNothing(code)],
            Self::ReasonTold(answer) => vec![Measure::ReasonTold(answer)],
            Self::Finding(code) => vec![Measure::Finding(code)],
            Self::Rated(aspect) => vec![Measure::Rated(aspect)],
            Self::RatedHigh(aspect) => vec![Measure::RatedHigh(aspect)],
            Self::RatedLow(aspect) => vec![Measure::RatedLow(aspect)],
            Self::DoAgain(answer) => vec![Measure::DoAgain(answer)],
            Self::Theme(theme) => DoAgain::ALL
                .map(|again| Measure::Theme(theme, again))
                .to_vec(),
        }
    }

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
            | Self::Theme(_) => PeriodKind::Quarter,
        }
    }

    /// What it is a part of. A part is shown only where this is shown.
    #[must_use]
    pub fn parents(self) -> Vec<Self> {
        match self {
            Self::Queries | Self::Stops => vec![],
            Self::LeftIt | Self::Undecided => vec![Self::Queries],
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
            Self::RatedHigh(aspect) | Self::RatedLow(aspect) => vec![Self::Rated(aspect)],
        }
    }

    /// What has to be large with it for it to be shown: what follows from it and its total, or has to be
    /// hidden with it. Each is a sum of measures with their signs.
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
            Self::Queries | Self::Stops => vec![whole(self)],
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
            Self::FoundNothing
            | Self::RepeatStops
            | Self::DespiteAdvisory
            | Self::Ground(_)
            | Self::GroundNothing(_)
            | Self::Finding(_)
            | Self::Rated(_)
            | Self::Theme(_) => vec![whole(self), rest(Measure::Stops)],
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
            | Self::Theme(_) => 3,
        }
    }

    /// The name under which it is published.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Queries => "queries".to_owned(),
            Self::LeftIt => "left_it".to_owned(),
            Self::Undecided => "undecided".to_owned(),
            Self::Stops => "stops".to_owned(),
            Self::FoundNothing => "found_nothing".to_owned(),
            Self::RepeatStops => "repeat_stops".to_owned(),
            Self::DespiteAdvisory => "despite_advisory".to_owned(),
            Self::Ground(code) => format!("ground:{}", code.name()),
            Self::GroundNothing(code) => format!("ground_nothing:{}", code.name()),
            Self::ReasonTold(answer) => format!("reason_told:{}", answer.name()),
            Self::Finding(code) => format!("finding:{}", code.name()),
            Self::Rated(aspect) => format!("rated:{}", aspect.name()),
            Self::RatedHigh(aspect) => format!("rated_high:{}", aspect.name()),
            Self::RatedLow(aspect) => format!("rated_low:{}", aspect.name()),
            Self::DoAgain(answer) => format!("do_again:{}", answer.name()),
            Self::Theme(theme) => format!("theme:{}", theme.name()),
        }
    }

    /// Back from its name. A name of something else, such as a mean of an earlier version, is none.
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
