//! What the weekly roll-up counts, and what one record adds to it.

use std::collections::HashMap;
use std::sync::LazyLock;

use proco_exchange::codes::{DoAgain, Finding, GroundCode, LedTo, ReasonTold, Theme};
use proco_exchange::summary::Aspect;
use serde::Serialize;

use crate::record::{Facts, StopFacts};

/// One thing that is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Measure {
    /// Look-ups.
    Queries,
    /// Look-ups after which it was left.
    LeftIt,
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
    /// Stops in which an aspect was rated; its total is the sum of the ratings.
    Rated(Aspect),
    /// Stops by whether the officer would do it again.
    DoAgain(DoAgain),
    /// Stops with a theme, by whether the officer would do it again. The two belong together
    /// because a theme is a part of the answered.
    Theme(Theme, DoAgain),
}

/// Every answer to "was the reason told?".
pub const REASONS: [ReasonTold; 3] = [
    ReasonTold::Unasked,
    ReasonTold::WhenAsked,
    ReasonTold::NotTold,
];
/// Every answer to "would you do it again?".
pub const DO_AGAIN: [DoAgain; 3] = [DoAgain::Yes, DoAgain::Differently, DoAgain::No];
/// Every aspect that is rated.
pub const ASPECTS: [Aspect; 4] = [
    Aspect::Voice,
    Aspect::Neutral,
    Aspect::Respect,
    Aspect::Trust,
];

/// The name of a code as it stands on the wire.
pub(crate) fn word(code: impl Serialize) -> String {
    let text = serde_json::to_string(&code).expect("a code always becomes JSON");
    text.trim_matches('"').to_owned()
}

static NAMES: LazyLock<HashMap<Measure, String>> =
    LazyLock::new(|| Measure::all().map(|m| (m, m.spell())).collect());
static MEASURES: LazyLock<HashMap<String, Measure>> =
    LazyLock::new(|| Measure::all().map(|m| (m.spell(), m)).collect());

impl Measure {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        let plain = [
            Self::Queries,
            Self::LeftIt,
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
            .flat_map(|theme| DO_AGAIN.map(|again| Self::Theme(theme, again)));
        plain
            .into_iter()
            .chain(grounds)
            .chain(REASONS.map(Self::ReasonTold))
            .chain(Finding::ALL.map(Self::Finding))
            .chain(ASPECTS.map(Self::Rated))
            .chain(DO_AGAIN.map(Self::DoAgain))
            .chain(themes)
    }

    /// The name under which it is kept.
    #[must_use]
    pub fn name(self) -> &'static str {
        NAMES.get(&self).map_or("", String::as_str)
    }

    /// Back from its name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        MEASURES.get(name).copied()
    }

    fn spell(self) -> String {
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
            Self::Theme(theme, answer) => format!("theme:{}:{}", word(theme), word(answer)),
        }
    }
}

/// What a record adds: each measure by one, with the rating where it is one.
#[must_use]
pub fn counted(facts: &Facts, repeated: bool) -> Vec<(Measure, u8)> {
    match facts {
        Facts::Query(facts) => {
            let mut counted = vec![(Measure::Queries, 0)];
            match facts.led_to {
                LedTo::LeftIt => counted.push((Measure::LeftIt, 0)),
                LedTo::Stop | LedTo::Nothing => {}
            }
            counted
        }
        Facts::Stop(facts) => counted_of_stop(facts, repeated),
    }
}

fn counted_of_stop(facts: &StopFacts, repeated: bool) -> Vec<(Measure, u8)> {
    let mut counted = Vec::with_capacity(16);
    counted.push((Measure::Stops, 0));
    counted.push((Measure::ReasonTold(facts.reason_told), 0));
    if facts.found_nothing() {
        counted.push((Measure::FoundNothing, 0));
    }
    if repeated {
        counted.push((Measure::RepeatStops, 0));
    }
    if facts.despite_advisory {
        counted.push((Measure::DespiteAdvisory, 0));
    }
    for code in &facts.grounds {
        counted.push((Measure::Ground(*code), 0));
        if facts.found_nothing() {
            counted.push((Measure::GroundNothing(*code), 0));
        }
    }
    counted.extend(
        facts
            .findings
            .iter()
            .map(|code| (Measure::Finding(*code), 0)),
    );
    let ratings = [
        (Aspect::Voice, facts.ratings.voice),
        (Aspect::Neutral, facts.ratings.neutral),
        (Aspect::Respect, facts.ratings.respect),
        (Aspect::Trust, facts.ratings.trust),
    ];
    for (aspect, rating) in ratings {
        if let Some(rating) = rating {
            counted.push((Measure::Rated(aspect), u8::from(rating)));
        }
    }
    if let Some(answer) = facts.do_again {
        counted.push((Measure::DoAgain(answer), 0));
        let themes = facts.themes.iter();
        counted.extend(themes.map(|theme| (Measure::Theme(*theme, answer), 0)));
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
