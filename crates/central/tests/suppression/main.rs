//! Somebody who collects every figure that is ever shown learns of no small group.
//!
//! The attacker here shares nothing with the code that decides: records instead of tables, one
//! unknown for each combination of all answers in each week, and fractions instead of a prime.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod attacker;
mod world;

use proptest::prelude::*;

use attacker::Attacker;
use world::{Stop, World, any_world};

fn check(world: &World) -> Result<(), TestCaseError> {
    let published = world.published(5);
    let attacker = Attacker::collects(&published);
    for (name, small, cell) in world.cells() {
        if small && attacker.knows(&cell) {
            return Err(TestCaseError::fail(format!(
                "{name} follows from what is shown"
            )));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn no_small_cell_follows_from_all_that_is_ever_shown(world in any_world()) {
        check(&world)?;
    }

    #[test]
    fn later_weeks_change_nothing_that_was_shown(world in any_world()) {
        let whole = world.published(5);
        for closed in 0..5 {
            for (period, figures) in world.published(closed) {
                let later = whole.iter().find(|(of, _)| *of == period);
                prop_assert_eq!(later.map(|(_, later)| later), Some(&figures));
            }
        }
    }

    #[test]
    fn publishing_week_by_week_is_publishing_at_once(world in any_world()) {
        prop_assert_eq!(world.published_week_by_week(), world.published(5));
    }
}

/// So many stops alike, by so many officers in turn.
fn stops(number: u8, officers: u8, stop: Stop) -> Vec<Stop> {
    (0..number)
        .map(|nth| Stop {
            officer: nth % officers,
            ..stop
        })
        .collect()
}

fn shown(world: &World, period: &str, name: &str) -> Option<u32> {
    let published = world.published(5);
    let (_, figures) = published
        .iter()
        .find(|(of, _)| of.to_string() == period)
        .unwrap();
    figures.get(name).copied()
}

#[test]
fn a_team_of_six_sees_its_stops_and_no_small_part_of_them() {
    let plain = Stop::plain(0);
    let mut all = stops(30, 6, plain);
    all.extend(stops(3, 3, Stop { reason: 2, ..plain }));
    let world = World(all);
    assert_eq!(shown(&world, "2026-W45", "stops"), Some(33));
    let told = ["unasked", "when_asked", "not_told"]
        .map(|answer| shown(&world, "2026-W45", &format!("reason_told:{answer}")));
    assert_eq!(
        told,
        [None, None, None],
        "33 less 30 would tell of the three, and that nobody was told when asked"
    );
}

#[test]
fn many_records_of_few_officers_stay_hidden() {
    let world = World(stops(200, 4, Stop::plain(0)));
    assert_eq!(shown(&world, "2026-W45", "stops"), None);
}

#[test]
fn a_small_week_hides_the_month_from_which_it_would_follow() {
    let mut all = stops(20, 6, Stop::plain(0));
    all.extend(stops(3, 3, Stop::plain(1)));
    let world = World(all);
    assert_eq!(shown(&world, "2026-W45", "stops"), Some(20));
    assert_eq!(shown(&world, "2026-W46", "stops"), None);
    assert_eq!(shown(&world, "2026-11", "stops"), None);
    assert_eq!(shown(&world, "2026-Q4", "stops"), None);
}

#[test]
fn two_small_weeks_that_are_large_together_leave_the_month_to_be_shown() {
    let mut all = stops(4, 4, Stop::plain(0));
    all.extend(stops(4, 4, Stop::plain(1)).into_iter().map(|stop| Stop {
        officer: stop.officer + 2,
        ..stop
    }));
    let world = World(all);
    assert_eq!(shown(&world, "2026-W45", "stops"), None);
    assert_eq!(shown(&world, "2026-11", "stops"), Some(8));
}

#[test]
fn a_ground_that_is_rare_each_week_is_seen_over_the_month() {
    let rare = |week| Stop {
        ground: 1,
        ..Stop::plain(week)
    };
    let mut all = Vec::new();
    for week in 0..2 {
        all.extend(stops(30, 8, Stop::plain(week)));
        let first = 4 * week;
        let rare = stops(4, 4, rare(week)).into_iter();
        all.extend(rare.map(|stop| Stop {
            officer: stop.officer + first,
            ..stop
        }));
    }
    let world = World(all);
    assert_eq!(shown(&world, "2026-W45", "ground:evading"), None);
    assert_eq!(shown(&world, "2026-11", "ground:evading"), Some(8));
}
