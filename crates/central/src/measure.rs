//! What one record adds to the weekly roll-up, and the names under which that is kept.

use std::collections::HashMap;
use std::sync::LazyLock;

use proco_exchange::codes::LedTo;
use proco_exchange::report::StopCodes;
use proco_exchange::summary::Aspect;

pub use crate::catalogue::Measure;
use crate::record::Facts;

static NAMES: LazyLock<HashMap<Measure, String>> = LazyLock::new(|| {
    let all = Measure::all().into_iter();
    all.map(|m| (m, m.spell())).collect()
});
static MEASURES: LazyLock<HashMap<String, Measure>> = LazyLock::new(|| {
    let all = Measure::all().into_iter();
    all.map(|m| (m.spell(), m)).collect()
});

impl Measure {
    /// The name under which it is kept.
    #[must_use]
    pub fn name(self) -> &'static str {
        NAMES.get(&self).expect("`all` gives every measure")
    }

    /// The measure of this name, if there is one.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        MEASURES.get(name).copied()
    }
}

/// The measures that a record adds one to.
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
    if codes.grounds.len() == 1 {
        counted.push(Measure::OneGround);
    }
    if codes.own_words {
        counted.push(Measure::OwnWords);
    }
    if codes.words_repeated {
        counted.push(Measure::WordsRepeated);
    }
    counted.extend(codes.findings.iter().map(|code| Measure::Finding(*code)));
    for aspect in Aspect::ALL {
        let Some(rating) = aspect.rating(&codes.ratings) else {
            continue;
        };
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
        if codes.together {
            counted.push(Measure::Together(answer));
        }
        if codes.reflected_late {
            counted.push(Measure::ReflectedLate(answer));
        }
    }
    counted
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_measure_has_a_name_of_its_own_and_comes_back_from_it() {
        let names: BTreeSet<_> = Measure::all().into_iter().map(Measure::name).collect();
        assert_eq!(names.len(), Measure::all().len());
        for measure in Measure::all() {
            assert_eq!(Measure::of_name(measure.name()), Some(measure));
        }
    }
}
