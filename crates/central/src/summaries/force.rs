//! The figures of the whole force, which every officer may see.
//!
//! # The rule
//!
//! A figure of the force is a sum of figures that teams may show, each decided by [`super::suppress`], and of nothing
//! else: a share is added up over the teams that show its part and its whole, and stands there when they are
//! [`MIN_TEAMS`] at least.
//!
//! # Why nothing hidden follows
//!
//! Whoever holds all that the teams show can work the figures of the force out, so together with those they tell nothing
//! more (statistical disclosure control calls it post-processing). Less whatever figures of teams somebody holds, a
//! figure of the force is the sum of other shown figures, or nothing. A team that hides a figure is not in it at all.
//! What a team shows is safe against an officer who takes the own records away, and the records of two teams have
//! nothing in common; so that holds for the sum. A lead who takes the own team away is left with four others together,
//! and so learns the figure of no other team.
//!
//! The true sum over all teams cannot be shown by this engine: it decides team by team, and where a single team hides a
//! figure, the sum less the others would be that figure.
//!
//! # What it costs
//!
//! The sum lacks the teams that hide a figure, which are the small ones and those in which an answer is rare. So it is no
//! exact share of the force, and the screen says whose it is.

use proco_exchange::codes::{GroundCode, ReasonTold, Theme};
use proco_exchange::force::{CodedOfForce, ForceSummary, MIN_TEAMS, OfForce};
use proco_exchange::period::Period;

use super::key::Key;
use crate::store::Figures;

/// How a part makes a share of its whole.
#[derive(Clone, Copy)]
enum Counts {
    /// The measure itself is the part.
    Part,
    /// The measure is subtracted from the whole: stops that found something are all stops less those that found nothing.
    Rest,
}

/// The figures of the force over a quarter, from those that its teams published; `None` where nothing stands on enough
/// teams.
#[must_use]
pub fn summary(period: Period, teams: &[Figures]) -> Option<ForceSummary> {
    let part = |part: Key, whole: Key| share(teams, Counts::Part, part, whole);
    let rest = |part: Key, whole: Key| share(teams, Counts::Rest, part, whole);
    let summary = ForceSummary {
        period: period.into(),
        min_teams: MIN_TEAMS,
        left_it: part(Key::LeftIt, Key::Queries),
        found: rest(Key::FoundNothing, Key::Stops),
        repeat_stops: part(Key::RepeatStops, Key::Stops),
        reason_told: coded(&ReasonTold::ALL, |code| {
            part(Key::ReasonTold(code), Key::Stops)
        }),
        grounds: coded(&GroundCode::ALL, |code| {
            rest(Key::GroundNothing(code), Key::Ground(code))
        }),
        themes: coded(&Theme::ALL, |code| part(Key::Theme(code), Key::Stops)),
    };
    let is_empty = summary.left_it.is_none()
        && summary.found.is_none()
        && summary.repeat_stops.is_none()
        && summary.reason_told.is_empty()
        && summary.grounds.is_empty()
        && summary.themes.is_empty();
    (!is_empty).then_some(summary)
}

/// A share over the teams that show both its part and its whole.
fn share(teams: &[Figures], counts: Counts, part: Key, whole: Key) -> Option<OfForce> {
    let (part, whole) = (part.name(), whole.name());
    let shown = teams
        .iter()
        .filter_map(|figures| Some((*figures.get(&part)?, *figures.get(&whole)?)));
    let (mut number, mut sum) = (0_u32, OfForce { part: 0, whole: 0 });
    for (part, whole) in shown {
        let counted = match counts {
            Counts::Part => part,
            Counts::Rest => whole.saturating_sub(part),
        };
        number += 1;
        sum.part = sum.part.saturating_add(counted);
        sum.whole = sum.whole.saturating_add(whole);
    }
    (number >= MIN_TEAMS).then_some(sum)
}

/// The codes of a list that have a share.
fn coded<C: Copy>(codes: &[C], share: impl Fn(C) -> Option<OfForce>) -> Vec<CodedOfForce<C>> {
    let shown = codes
        .iter()
        .filter_map(|code| share(*code).map(|share| CodedOfForce { code: *code, share }));
    shown.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn team(figures: &[(&str, u32)]) -> Figures {
        let figures = figures.iter();
        figures
            .map(|(name, number)| ((*name).to_owned(), *number))
            .collect()
    }

    fn quarter() -> Period {
        "2026-Q4".parse().unwrap()
    }

    #[test]
    fn a_share_is_of_the_teams_that_show_both_its_part_and_its_whole() {
        let shows = team(&[("stops", 40), ("found_nothing", 30), ("repeat_stops", 7)]);
        let hides = team(&[("stops", 900)]);
        let mut teams = vec![shows; 5];
        teams.push(hides);
        let summary = summary(quarter(), &teams).unwrap();
        let found = OfForce {
            part: 50,
            whole: 200,
        };
        assert_eq!(summary.found, Some(found), "the sixth is not in the whole");
        assert_eq!(summary.repeat_stops.unwrap().part, 35);
        assert_eq!(summary.left_it, None);
    }

    #[test]
    fn four_teams_are_too_few() {
        let shows = team(&[("stops", 40), ("found_nothing", 30)]);
        assert_eq!(summary(quarter(), &vec![shows.clone(); 4]), None);
        assert!(summary(quarter(), &vec![shows; 5]).is_some());
    }
}
