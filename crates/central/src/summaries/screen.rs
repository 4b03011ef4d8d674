//! Published figures in the form that the screen of the shift lead takes.

use proco_access::Team;
use proco_exchange::codes::{DoAgain, Finding, GroundCode, ReasonTold, Theme};
use proco_exchange::period::{Period, PeriodKind};
use proco_exchange::summary::{
    Aspect, Coded, Figure, GroundFigures, MIN_OFFICERS, MIN_RECORDS, PeriodName, Quality,
    RatingFigures, TeamPeriods, TeamSummary,
};

use super::key::Key;
use super::publish::{OFFICERS, RECORDS};
use crate::store::Figures;

/// The published periods, newest first; of those that end together the longest first.
#[must_use]
pub fn periods(team: &Team, mut periods: Vec<Period>) -> TeamPeriods {
    let length = |period: &Period| match period.kind() {
        PeriodKind::Week => 2,
        PeriodKind::Month => 1,
        PeriodKind::Quarter => 0,
    };
    periods.sort_by_key(|period| (std::cmp::Reverse(period.to()), length(period)));
    TeamPeriods {
        team: team.to_string(),
        periods: periods.into_iter().map(PeriodName::from).collect(),
    }
}

/// The summary of a period. What does not stand in the figures is hidden, and a list of which this
/// kind of period shows nothing is empty.
#[must_use]
pub fn summary(team: &Team, period: Period, figures: &Figures) -> TeamSummary {
    let named = |name: &str| figures.get(name).copied();
    let figure = |key: Key| Figure(named(&key.name()));
    // An earlier version showed in a week what a month or a quarter shows now.
    let list = |keys: Vec<Key>| {
        let is_shown = |key: &Key| key.shortest() <= period.kind() || figure(*key).0.is_some();
        keys.iter().any(is_shown)
    };
    let grounds = list(GroundCode::ALL.map(Key::Ground).to_vec());
    let told = list(ReasonTold::ALL.map(Key::ReasonTold).to_vec());
    let findings = list(Finding::ALL.map(Key::Finding).to_vec());
    let ratings = list(Aspect::ALL.map(Key::Rated).to_vec());
    let do_again = list(DoAgain::ALL.map(Key::DoAgain).to_vec());
    let themes = list(Theme::ALL.map(Key::Theme).to_vec());
    TeamSummary {
        team: team.to_string(),
        period: period.into(),
        min_officers: named(OFFICERS).unwrap_or(MIN_OFFICERS),
        min_records: named(RECORDS).unwrap_or(MIN_RECORDS),
        queries: figure(Key::Queries),
        left_it: figure(Key::LeftIt),
        undecided: figure(Key::Undecided),
        stops: figure(Key::Stops),
        found_nothing: figure(Key::FoundNothing),
        repeat_stops: figure(Key::RepeatStops),
        despite_advisory: figure(Key::DespiteAdvisory),
        mistyped: figure(Key::Mistyped),
        together: figure(Key::Together),
        quality: Quality {
            one_ground: figure(Key::OneGround),
            own_words: figure(Key::OwnWords),
            words_repeated: figure(Key::WordsRepeated),
            reflected_late: figure(Key::ReflectedLate),
        },
        grounds: of(grounds, &GroundCode::ALL, |code| GroundFigures {
            code,
            stops: figure(Key::Ground(code)),
            found_nothing: figure(Key::GroundNothing(code)),
        }),
        reason_told: of(told, &ReasonTold::ALL, |code| Coded {
            code,
            figure: figure(Key::ReasonTold(code)),
        }),
        findings: of(findings, &Finding::ALL, |code| Coded {
            code,
            figure: figure(Key::Finding(code)),
        }),
        ratings: of(ratings, &Aspect::ALL, |aspect| RatingFigures {
            aspect,
            rated: figure(Key::Rated(aspect)),
            high: figure(Key::RatedHigh(aspect)),
            low: figure(Key::RatedLow(aspect)),
        }),
        do_again: of(do_again, &DoAgain::ALL, |code| Coded {
            code,
            figure: figure(Key::DoAgain(code)),
        }),
        themes: of(themes, &Theme::ALL, |code| Coded {
            code,
            figure: figure(Key::Theme(code)),
        }),
    }
}

/// A line for each code, or no list at all.
fn of<C: Copy, T>(is_shown: bool, codes: &[C], line: impl Fn(C) -> T) -> Vec<T> {
    let codes = if is_shown { codes } else { &[] };
    codes.iter().map(|code| line(*code)).collect()
}
