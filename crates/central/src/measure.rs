//! What the weekly roll-up counts, and what one record adds to it.

use std::collections::HashMap;
use std::sync::LazyLock;

use proco_exchange::codes::{DoAgain, Finding, GroundCode, LedTo, ReasonTold, Theme};
use proco_exchange::report::StopCodes;
use proco_exchange::summary::Aspect;

use crate::record::Facts;

/// What is counted of the records of an officer in a week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Measure {
    /// Look-ups after which it was left.
    LeftIt,
    /// Look-ups after which nothing was decided.
    Undecided,
    /// Stops.
    Stops,
    /// Stops that found nothing.
    FoundNothing,
    /// Stops of a subject that had been stopped in the 30 days before.
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
    /// Stops with a theme, by whether the officer would do it again. The two belong together
    /// because a theme is a part of the answered.
    Theme(Theme, DoAgain),
}

static NAMES: LazyLock<HashMap<Measure, String>> =
    LazyLock::new(|| Measure::all().map(|m| (m, m.spell())).collect());
static MEASURES: LazyLock<HashMap<String, Measure>> =
    LazyLock::new(|| Measure::all().map(|m| (m.spell(), m)).collect());

impl Measure {
    /// All measures, in the order of the enum.
    pub fn all() -> impl Iterator<Item = Self> {
        let plain = [
            Self::LeftIt,
            Self::Undecided,
            Self::Stops,
            Self::FoundNothing,
            Self::RepeatStops,
            Self::DespiteAdvisory,
        ];
        let grounds = GroundCode::ALL
            .into_iter()
            .flat_map(|code| [Self::Ground(code), Self::GroundNothing(code)]);
        let themes = Theme::ALL
            .into_iter()
            .flat_map(|theme| DoAgain::ALL.map(|again| Self::Theme(theme, again)));
        plain
            .into_iter()
            .chain(grounds)
            .chain(ReasonTold::ALL.map(Self::ReasonTold))
            .chain(Finding::ALL.map(Self::Finding))
            .chain(Aspect::ALL.map(Self::Rated))
            .chain(Aspect::ALL.map(Self::RatedHigh))
            .chain(Aspect::ALL.map(Self::RatedLow))
            .chain(DoAgain::ALL.map(Self::DoAgain))
            .chain(themes)
    }

    /// The name under which it is kept.
    #[must_use]
    pub fn name(self) -> &'static str {
        NAMES.get(&self).expect("`all` gives every measure")
    }

    /// Back from its name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        MEASURES.get(name).copied()
    }

    fn spell(self) -> String {
        match self {
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
            Self::Theme(theme, answer) => format!("theme:{}:{}", theme.name(), answer.name()),
        }
    }
}

/// What a record adds one to.
///
/// A look-up that led to a stop counts by its stop and not by itself, so that each look-up has one
/// of three outcomes and the three add up, also where a stop was withdrawn or lies in the next week.
#[must_use]
pub fn counted(facts: &Facts, repeated: bool) -> Vec<Measure> {
    match facts {
        Facts::Query(facts) => match facts.led_to {
            LedTo::LeftIt => vec![Measure::LeftIt],
            LedTo::Nothing => vec![Measure::Undecided],
            LedTo::Stop => vec![],
        },
        Facts::Stop(facts) => counted_of_stop(&facts.codes, repeated),
    }
}

fn counted_of_stop(codes: &StopCodes, repeated: bool) -> Vec<Measure> {
    let mut counted = Vec::with_capacity(24);
    counted.push(Measure::Stops);
    counted.push(Measure::ReasonTold(codes.reason_told));
    if codes.found_nothing() {
        counted.push(Measure::FoundNothing);
    }
    if repeated {
        counted.push(Measure::RepeatStops);
    }
    if codes.despite_advisory {
        counted.push(Measure::DespiteAdvisory);
    }
    for code in &codes.grounds {
        counted.push(Measure::Ground(*code));
        if codes.found_nothing() {
            counted.push(Measure::GroundNothing(*code));
        }
    }
    counted.extend(codes.findings.iter().map(|code| Measure::Finding(*code)));
    let ratings = [
        (Aspect::Voice, codes.ratings.voice),
        (Aspect::Neutral, codes.ratings.neutral),
        (Aspect::Respect, codes.ratings.respect),
        (Aspect::Trust, codes.ratings.trust),
    ];
    for (aspect, rating) in ratings {
        let Some(rating) = rating else { continue };
        counted.push(Measure::Rated(aspect));
        match u8::from(rating) {
            4.. => counted.push(Measure::RatedHigh(aspect)),
            3 => {}
            ..3 => counted.push(Measure::RatedLow(aspect)),
        }
    }
    if let Some(answer) = codes.do_again {
        counted.push(Measure::DoAgain(answer));
        let themes = codes.themes.iter();
        counted.extend(themes.map(|theme| Measure::Theme(*theme, answer)));
    }
    counted
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_measure_has_a_name_of_its_own_and_comes_back_from_it() {
        let names: BTreeSet<_> = Measure::all().map(Measure::name).collect();
        assert_eq!(names.len(), Measure::all().count());
        for measure in Measure::all() {
            assert_eq!(Measure::of_name(measure.name()), Some(measure));
        }
    }
}
