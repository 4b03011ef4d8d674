//! Published figures in the form that the screen of the shift lead takes.

use proco_access::Team;
use proco_exchange::codes::{Finding, GroundCode, Theme};
use proco_exchange::period::{Period, PeriodKind};
use proco_exchange::summary::{
    Coded, Figure, GroundFigures, PeriodName, RatingFigures, TeamPeriods, TeamSummary,
};

use super::key::{Key, mean_name};
use crate::measure::{ASPECTS, DO_AGAIN, REASONS};
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

/// The summary of a period. What does not stand in the figures is hidden.
#[must_use]
pub fn summary(team: &Team, period: Period, figures: &Figures) -> TeamSummary {
    let named = |name: String| Figure(figures.get(&name).copied());
    let figure = |key: Key| named(key.name());
    TeamSummary {
        team: team.to_string(),
        period: period.into(),
        queries: figure(Key::Queries),
        left_it: figure(Key::LeftIt),
        stops: figure(Key::Stops),
        found_nothing: figure(Key::FoundNothing),
        repeat_stops: figure(Key::RepeatStops),
        despite_advisory: figure(Key::DespiteAdvisory),
        grounds: GroundCode::ALL
            .map(|code| GroundFigures {
                code,
                stops: figure(Key::Ground(code)),
                found_nothing: figure(Key::GroundNothing(code)),
            })
            .to_vec(),
        reason_told: REASONS
            .map(|code| Coded {
                code,
                figure: figure(Key::ReasonTold(code)),
            })
            .to_vec(),
        findings: Finding::ALL
            .map(|code| Coded {
                code,
                figure: figure(Key::Finding(code)),
            })
            .to_vec(),
        ratings: ASPECTS
            .map(|aspect| RatingFigures {
                aspect,
                rated: figure(Key::Rated(aspect)),
                mean_tenths: named(mean_name(aspect)),
            })
            .to_vec(),
        do_again: DO_AGAIN
            .map(|code| Coded {
                code,
                figure: figure(Key::DoAgain(code)),
            })
            .to_vec(),
        themes: Theme::ALL
            .map(|code| Coded {
                code,
                figure: figure(Key::Theme(code)),
            })
            .to_vec(),
    }
}
