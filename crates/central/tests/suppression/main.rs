//! Somebody who collects every figure that is ever shown learns of no small group.
//!
//! The attacker here shares nothing with the code that decides: records instead of tables, one
//! unknown for each combination of all answers in each week, and fractions instead of a prime.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod attacker;
mod force;
mod illness;
mod relations;
mod siege;
mod solver;
mod whole;
mod world;

use std::ops::Range;

use proco_central::store::Figures;
use proco_central::summaries::key::Key;
use proco_central::summaries::table::tables;
use proco_exchange::codes::ReasonTold;
use proco_exchange::period::Period;
use proptest::prelude::*;

use attacker::Attacker;
use force::Force;
use siege::Siege;
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
fn a_ground_that_is_rare_is_shown_by_the_longer_period() {
    let mut all = Vec::new();
    for week in 0..4 {
        let of = |number, ground| {
            let plain = Stop::plain(week);
            let some = stops(number, number, Stop { ground, ..plain });
            some.into_iter().map(move |stop| Stop {
                officer: stop.officer + week,
                ..stop
            })
        };
        all.extend(stops(30, 8, Stop::plain(week)));
        all.extend(of(4, 1));
        all.extend(of(3, 3));
    }
    let world = World(all);
    assert_eq!(shown(&world, "2026-11", "ground:evading"), None, "8 of 6");
    assert_eq!(shown(&world, "2026-Q4", "ground:evading"), Some(16));
    assert_eq!(
        shown(&world, "2026-Q4", "ground:report"),
        None,
        "120 and 16 are shown, and that there is no third but this one is not"
    );
}

#[test]
fn whatever_all_answered_shows_the_same() {
    let shown = |ratings: fn(usize) -> u8| -> Vec<(String, bool, bool, bool)> {
        let force = Force::whose_ratings_are(ratings);
        let published = force.published();
        let lines = published.into_iter().map(|(period, figures)| {
            let has = |name: &str| figures.contains_key(name);
            let (high, low) = (has("rated_high:voice"), has("rated_low:voice"));
            (period.to_string(), has("rated:voice"), high, low)
        });
        lines.collect()
    };
    let all_five = shown(|_| 5);
    assert!(
        all_five
            .iter()
            .any(|(_, rated, high, low)| *rated && !high && !low),
        "{all_five:?}"
    );
    assert!(all_five.iter().all(|(_, _, high, low)| !high && !low));
    let others: [fn(usize) -> u8; 6] = [
        |_| 4,
        |_| 3,
        |_| 2,
        |_| 1,
        |nth| 5 - u8::from(nth == 7),
        |nth| if nth == 7 { 1 } else { 5 },
    ];
    for other in others {
        assert_eq!(shown(other), all_five);
    }
    let mixed = shown(|nth| [5, 4, 1, 2, 3][(nth + nth / 10) % 5]);
    assert!(
        mixed.iter().any(|(_, _, high, low)| *high && *low),
        "{mixed:?}"
    );
}

/// Of which teams it is tried: 60 of them, or those of a wish such as `PROCO_SEEDS=1000..1200`.
fn seeds() -> Range<u64> {
    let wish = std::env::var("PROCO_SEEDS").ok();
    let wish = wish.as_deref().and_then(|wish| wish.split_once(".."));
    let ends = wish.and_then(|(from, to)| Some(from.parse().ok()?..to.parse().ok()?));
    ends.unwrap_or(0..60)
}

/// What is found out about the teams of these seeds by somebody who knows no record, and by officers
/// who know the own ones.
fn found_out(teams: impl Iterator<Item = (u64, Force)>, shown: Shown) -> (usize, Vec<String>) {
    let (mut wanted, mut found) = (0, Vec::new());
    for (seed, force) in teams {
        let published = shown(&force);
        // Four of them, a lead among them where there is one.
        let officers = (0..force.officers).step_by(usize::from(force.officers).div_ceil(4));
        for knows in std::iter::once(None).chain(officers.map(Some)) {
            let spoils = Siege::of(&force, &published, knows).attack();
            wanted += spoils.wanted;
            let all = spoils.determined.iter().chain(&spoils.bounded);
            found.extend(all.map(|what| format!("team {seed}, knowing {knows:?}: {what}")));
        }
    }
    (wanted, found)
}

type Shown = fn(&Force) -> Vec<(Period, Figures)>;

#[test]
fn nobody_solves_for_what_is_hidden() {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let (mut wanted, mut found) = (0, Vec::new());
    std::thread::scope(|scope| {
        let shares = (0..threads).map(|share| {
            let seeds = seeds().skip(share).step_by(threads);
            let teams = seeds.map(|seed| (seed, Force::of(seed)));
            scope.spawn(|| found_out(teams, Force::published))
        });
        let shares: Vec<_> = shares.collect();
        for share in shares {
            let (more_wanted, more) = share.join().unwrap();
            wanted += more_wanted;
            found.extend(more);
        }
    });
    assert!(
        wanted > 100 * seeds().count(),
        "there is much that is hidden"
    );
    assert!(found.is_empty(), "{found:#?}");
}

/// Large teams in which each looks up little: their quiet weeks are told by the list of periods alone.
#[test]
fn nobody_solves_for_what_a_team_that_looks_up_little_has_hidden() {
    let wide = [3030, 3084].map(|seed| (seed, Force::of_size(seed, 15..=60, 0.05..0.9)));
    let big = (32, Force::of_size(32, 30..=60, 0.1..1.5));
    let teams = wide.into_iter().chain([big]);
    let (wanted, found) = found_out(teams, Force::published);
    assert!(wanted > 100);
    assert_eq!(found, [""; 0]);
}

/// The list of periods tells of each week that there was a look-up in it.
#[test]
fn that_there_was_a_week_at_all_gives_no_other_week_away() {
    let quiet = |week| (week, [0, 1]);
    let after_one_full = [
        "2026-W46", "2026-W47", "2026-W48", "2026-W49", "2026-W50", "2026-W51", "2026-W52",
        "2026-W53",
    ];
    let after_one_full = after_one_full.map(quiet).into_iter();
    let between_two = [
        ("2026-W45", [30, 4]),
        quiet("2026-W46"),
        quiet("2026-W47"),
        ("2026-W48", [30, 40]),
    ];
    for weeks in [
        std::iter::once(("2026-W45", [30, 0]))
            .chain(after_one_full)
            .collect(),
        between_two.to_vec(),
    ] {
        let force = Force::of_weeks(&weeks);
        let spoils = Siege::of(&force, &force.published(), None).attack();
        assert!(spoils.wanted > 0);
        assert_eq!(spoils.determined, [""; 0], "{weeks:?}");
        assert_eq!(spoils.bounded, [""; 0], "{weeks:?}");
    }
}

#[test]
fn whoever_hides_only_what_is_small_is_found_out() {
    let teams = (0..4).map(|seed| (seed, Force::of(seed)));
    let (_, found) = found_out(teams, Force::published_without_what_is_small);
    let knowing = |who: &str| found.iter().any(|what| what.contains(who));
    assert!(knowing("None") && knowing("Some"), "{found:#?}");
    assert!(found.len() > 100, "{}", found.len());
}

#[test]
fn whatever_holds_for_all_records_is_known_to_the_tables() {
    let records = relations::records();
    assert_eq!(relations::unknown_to(&tables(), &records), [""; 0]);
    assert_eq!(relations::pairs_unknown_to(&tables(), &records), [""; 0]);
}

#[test]
fn a_relation_that_a_table_forgets_is_found() {
    let records = relations::records();
    for key in [Key::Queries, Key::ReasonTold(ReasonTold::Unasked)] {
        let mut tables = tables();
        tables.retain(|table| table.atoms_of(key).is_none());
        let unknown = relations::unknown_to(&tables, &records);
        assert_eq!(unknown.len(), 1, "{unknown:?}");
        assert!(unknown[0].contains(&format!("{key:?}")), "{unknown:?}");
        assert!(!relations::pairs_unknown_to(&tables, &records).is_empty());
    }
}
