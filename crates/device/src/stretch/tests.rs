//! The rules about stretches of a clock, one by one.

use super::*;

/// Wednesday 18 November 2026, 11:06:40 UTC.
const NOON: UtcMillis = UtcMillis(1_795_000_000_000);
const HOUR: i64 = HOUR_MILLIS;
const DAY: i64 = 24 * HOUR;

fn bare(millis: i64) -> Reading {
    Reading {
        clock: NOON.plus_millis(millis),
        boot: None,
    }
}

/// The clock is off by so much, so long after the boot of this name.
fn witnessed(boot: u128, since: i64, off: i64) -> Reading {
    Reading {
        clock: NOON.plus_millis(since + off),
        boot: Some(SinceBoot {
            boot,
            millis: since,
        }),
    }
}

fn dated(number: i64, began: Reading, correction: i64) -> Stretch {
    Stretch {
        number,
        began,
        correction,
        state: State::Dated,
        compared: None,
    }
}

fn lying(began: Reading, first: i64, last: i64) -> Lying {
    Lying {
        stretch: Stretch {
            state: State::Open,
            ..dated(2, began, 0)
        },
        first: NOON.plus_millis(first),
        last: NOON.plus_millis(last),
    }
}

fn before(last: i64) -> Before {
    Before {
        stretch: dated(1, bare(-DAY), 0),
        last: NOON.plus_millis(last),
    }
}

#[test]
fn a_clock_that_runs_on_is_one_stretch() {
    let first = Stretch::first(bare(0));
    for later in [-5 * MINUTE_MILLIS, 0, HOUR, 47 * HOUR] {
        assert_eq!(first.next(NOON, bare(later), false), None);
    }
    let first = Stretch::first(witnessed(7, 0, 0));
    let weeks = witnessed(7, 90 * DAY, 30_000);
    assert_eq!(first.next(NOON, weeks, true), None, "also over a restart");
}

#[test]
fn a_step_begins_another_with_the_likely_correction() {
    let right = dated(1, bare(0), 0);
    let back = right.next(NOON, bare(-DAY), false).unwrap();
    assert_eq!((back.correction, back.state), (0, State::Open));
    let behind = dated(1, bare(-400 * DAY), 400 * DAY);
    let last = NOON.plus_millis(-400 * DAY);
    let put_right = behind.next(last, bare(HOUR), false).unwrap();
    assert_eq!((put_right.correction, put_right.state), (0, State::Open));
    let last = NOON.plus_millis(-399 * DAY);
    let restarted = behind.next(last, bare(-399 * DAY + HOUR), true).unwrap();
    assert_eq!(
        (restarted.correction, restarted.state),
        (400 * DAY, State::Open),
        "the battery held, and nobody touched the clock"
    );
}

#[test]
fn where_the_platform_tells_how_long_it_ran_a_step_is_exact() {
    let right = dated(1, witnessed(7, 0, 0), 0);
    let stepped = right.next(NOON, witnessed(7, HOUR, -DAY), false).unwrap();
    assert_eq!((stepped.correction, stepped.state), (DAY, State::Dated));
    let last = stepped.began.clock;
    let back = stepped.next(last, witnessed(7, 2 * HOUR, 0), true).unwrap();
    assert_eq!((back.correction, back.state), (0, State::Dated));
    let booted = back.next(NOON, witnessed(8, HOUR, 0), true).unwrap();
    assert_eq!(booted.state, State::Open, "nobody saw what came between");
}

#[test]
fn a_comparison_dates_what_lies_open_and_a_clock_that_went_on_disputes() {
    let open = Stretch::first(bare(0));
    assert_eq!(open.compare(bare(0), NOON), Comparison::Dated(0));
    assert_eq!(
        open.compare(bare(0), NOON.plus_millis(HOUR)),
        Comparison::Dated(0),
        "an hour is forgiven"
    );
    let day_later = NOON.plus_millis(DAY);
    assert_eq!(open.compare(bare(0), day_later), Comparison::Dated(DAY));
    let known = dated(1, bare(0), 0);
    assert_eq!(known.compare(bare(0), NOON), Comparison::Same);
    assert_eq!(known.compare(bare(0), day_later), Comparison::Stepped(DAY));
    let seen = dated(1, witnessed(7, 0, 0), 0);
    assert_eq!(
        seen.compare(witnessed(7, HOUR, 0), day_later),
        Comparison::Disputed(DAY - HOUR)
    );
}

#[test]
fn a_stretch_of_the_same_boot_is_placed_exactly() {
    let after = dated(3, witnessed(7, 2 * HOUR, 0), 0);
    let lying = lying(witnessed(7, HOUR, -400 * DAY), HOUR, HOUR);
    assert_eq!(place(&lying, None, &after), Place::Correct(400 * DAY));
}

#[test]
fn a_restart_without_a_step_shares_the_correction_of_what_follows() {
    let after = dated(3, bare(2 * HOUR), DAY);
    let restarted = lying(bare(HOUR), HOUR, HOUR + 1);
    assert_eq!(place(&restarted, None, &after), Place::Correct(DAY));
    let right = dated(3, bare(5 * DAY), 0);
    assert_eq!(
        place(
            &lying(bare(4 * DAY), 4 * DAY, 4 * DAY),
            Some(&before(0)),
            &right
        ),
        Place::Correct(0),
        "some days off, and the clock was right all the while"
    );
}

#[test]
fn a_clock_that_was_put_right_within_the_hour_is_placed_in_that_hour() {
    let after = dated(3, bare(15 * MINUTE_MILLIS), 0);
    let years_back = lying(bare(-400 * DAY), -400 * DAY, -400 * DAY + 60_000);
    let Place::Correct(correction) = place(&years_back, Some(&before(0)), &after) else {
        panic!("there is no room for doubt");
    };
    let at = years_back.first.plus_millis(correction);
    assert!(
        (NOON..=after.began.clock).contains(&at),
        "{}",
        at.0 - NOON.0
    );
}

#[test]
fn what_cannot_be_told_is_asked() {
    let after = dated(3, bare(3 * DAY), 0);
    let years_back = lying(bare(-400 * DAY), -400 * DAY, -400 * DAY);
    assert_eq!(place(&years_back, Some(&before(0)), &after), Place::Ask);
    // It stood ahead and was put right: what it said is possible, and no less doubtful.
    let ahead = lying(bare(4 * DAY), 4 * DAY, 4 * DAY);
    assert_eq!(place(&ahead, Some(&before(0)), &after), Place::Ask);
    // It runs on from both, and they are a day apart.
    let off = dated(3, bare(40 * HOUR), DAY);
    let between = lying(bare(30 * HOUR), 30 * HOUR, 30 * HOUR);
    assert_eq!(place(&between, Some(&before(0)), &off), Place::Ask);
}
