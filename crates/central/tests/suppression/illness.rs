//! A lead who knows who was ill in which week: what is shown of the others is then known to be of them alone. Nobody may
//! be left with a sum over fewer than five officers, however the figures are added and subtracted.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::subsequence;

use crate::attacker::Attacker;
use crate::world::{KINDS, Published, Stop, WEEKS, World, any_world};

const OFFICERS: u8 = 9;
const LARGE: usize = 5;

/// A team of nine in which some are ill in each week: on most days too many for a week to be shown.
fn thinned() -> impl Strategy<Value = World> {
    let ill = subsequence((0..OFFICERS).collect::<Vec<_>>(), 0..=usize::from(OFFICERS));
    let ill_by_week = prop::collection::vec(ill, WEEKS.len());
    (any_world(), ill_by_week).prop_map(|(World(mut stops), ill)| {
        stops.retain(|stop| !ill[usize::from(stop.week)].contains(&stop.officer));
        World(stops)
    })
}

/// Each choice of weeks in which together at least one officer was at work, and fewer than five.
fn thin_weeks(world: &World) -> Vec<BTreeSet<usize>> {
    let at_work = |week: usize| {
        let stops = world.0.iter();
        stops.filter(move |stop| usize::from(stop.week) == week)
    };
    let worked: Vec<usize> = (0..WEEKS.len())
        .filter(|week| at_work(*week).next().is_some())
        .collect();
    (1..1_usize << worked.len())
        .map(|chosen| {
            let is_in = |nth: &usize| chosen >> nth & 1 == 1;
            (0..worked.len())
                .filter(is_in)
                .map(|nth| worked[nth])
                .collect()
        })
        .filter(|weeks: &BTreeSet<usize>| {
            let officers: BTreeSet<u8> = weeks
                .iter()
                .flat_map(|week| at_work(*week).map(|stop| stop.officer))
                .collect();
            officers.len() < LARGE
        })
        .collect()
}

/// The thin weeks of which something follows. Who knows that the others were ill knows each figure as a sum over those who
/// were not, with one and the same weight on each of them; so a sum over few officers is one that is drawn from thin weeks.
fn of_few(world: &World, published: &Published) -> Option<BTreeSet<usize>> {
    let attacker = Attacker::collects(published);
    thin_weeks(world)
        .into_iter()
        .find(|weeks| attacker.knows_of(|unknown| weeks.contains(&(unknown / KINDS))))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn who_knows_who_was_ill_is_left_with_no_sum_over_fewer_than_five(world in thinned()) {
        prop_assert_eq!(of_few(&world, &world.published(5)), None);
    }
}

/// Nine officers for a week, and four of them for the week after, while five were ill.
fn week_of_illness() -> World {
    let stops = |week: u8, officers: u8| {
        (0..40_u8).map(move |nth| Stop {
            officer: nth % officers,
            reason: nth % 3,
            ..Stop::plain(week)
        })
    };
    World(stops(0, OFFICERS).chain(stops(1, 4)).collect())
}

#[test]
fn of_the_week_in_which_five_were_ill_nothing_follows() {
    let world = week_of_illness();
    assert_eq!(thin_weeks(&world), [BTreeSet::from([1])]);
    assert_eq!(of_few(&world, &world.published(5)), None);
}

#[test]
fn this_attack_finds_a_week_that_is_shown_and_one_that_is_left_over() {
    let world = week_of_illness();
    // The week itself, and the month less its first week.
    for too_much in ["2026-W46", "2026-11"] {
        let mut published = world.published(5);
        let mut periods = published.iter_mut();
        let shown = periods.find(|(period, _)| period.to_string() == too_much);
        shown.unwrap().1.insert("stops".into(), 80);
        let found = of_few(&world, &published);
        assert_eq!(found, Some(BTreeSet::from([1])), "{too_much}");
    }
}
