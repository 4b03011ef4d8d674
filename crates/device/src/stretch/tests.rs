//! The rules about stretches of a clock, one by one.

use super::*;

/// Wednesday 18 November 2026, 11:06:40 UTC.
const NOON: UtcMillis = UtcMillis(1_795_000_000_000);
const HOUR: i64 = OFF_MILLIS;
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

fn span(began: Reading, first: i64, last: i64) -> StretchSpan {
    StretchSpan {
        stretch: Stretch {
            state: State::Open,
            ..dated(2, began, 0)
        },
        first: NOON.plus_millis(first),
        last: NOON.plus_millis(last),
        is_empty: false,
    }
}

/// Places it right between the two.
fn placed(span: &StretchSpan, before: Option<&KnownStretch>, after: &Stretch) -> Placement {
    let neighbours = Neighbours {
        began: span.stretch.began,
        before,
        right_before: true,
        after,
        right_after: true,
    };
    place(span, &neighbours)
}

fn before(last: i64) -> KnownStretch {
    KnownStretch {
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
    for short in [26, 59] {
        let short = bare(-short * MINUTE_MILLIS);
        let put_right = behind.next(last, short, true).unwrap();
        assert_eq!(put_right.correction, 0, "some minutes short");
    }
    let ahead = dated(1, bare(90 * MINUTE_MILLIS), -90 * MINUTE_MILLIS);
    let put_back = bare(40 * MINUTE_MILLIS);
    let put_back = ahead.next(ahead.began.clock, put_back, false).unwrap();
    assert_eq!(put_back.correction, 0, "it did not run on");
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
    let span = span(witnessed(7, HOUR, -400 * DAY), HOUR, HOUR);
    assert_eq!(placed(&span, None, &after), Placement::Correct(400 * DAY));
}

#[test]
fn a_restart_without_a_step_shares_the_correction_of_what_follows() {
    let after = dated(3, bare(2 * HOUR), DAY);
    let restarted = span(bare(HOUR), HOUR, HOUR + 1);
    assert_eq!(placed(&restarted, None, &after), Placement::Correct(DAY));
    let right = dated(3, bare(5 * DAY), 0);
    assert_eq!(
        placed(
            &span(bare(4 * DAY), 4 * DAY, 4 * DAY),
            Some(&before(0)),
            &right
        ),
        Placement::Correct(0),
        "some days off, and the clock was right all the while"
    );
}

#[test]
fn a_clock_that_was_put_right_within_the_hour_is_placed_in_that_hour() {
    let after = dated(3, bare(15 * MINUTE_MILLIS), 0);
    let years_back = span(bare(-400 * DAY), -400 * DAY, -400 * DAY + 60_000);
    let Placement::Correct(correction) = placed(&years_back, Some(&before(0)), &after) else {
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
    let years_back = span(bare(-400 * DAY), -400 * DAY, -400 * DAY);
    assert_eq!(
        placed(&years_back, Some(&before(0)), &after),
        Placement::Ask
    );
    // It stood ahead and was put right: what it said is possible, and no less doubtful.
    let ahead = span(bare(4 * DAY), 4 * DAY, 4 * DAY);
    assert_eq!(placed(&ahead, Some(&before(0)), &after), Placement::Ask);
    // It runs on from both, and they are a day apart.
    let off = dated(3, bare(40 * HOUR), DAY);
    let between = span(bare(30 * HOUR), 30 * HOUR, 30 * HOUR);
    assert_eq!(placed(&between, Some(&before(0)), &off), Placement::Ask);
}

#[test]
fn a_clock_that_begins_anew_at_each_boot_did_not_go_on() {
    let anew = |boot, since| witnessed(boot, since, -NOON.0);
    let after = dated(3, anew(8, 25 * MINUTE_MILLIS), NOON.0 + 3 * DAY);
    let at = anew(7, 20 * MINUTE_MILLIS).clock.0 - NOON.0;
    let span = span(anew(7, 20 * MINUTE_MILLIS), at, at);
    assert_eq!(placed(&span, Some(&before(0)), &after), Placement::Ask);
    assert_eq!(
        placed(&span, None, &after),
        Placement::Ask,
        "nobody was ever told"
    );
}

#[test]
fn small_steps_add_up_where_the_platform_shows_each() {
    let mut stretch = dated(1, witnessed(7, 0, 0), 0);
    for step in 1..=6 {
        let off = step * 50 * MINUTE_MILLIS;
        let now = witnessed(7, HOUR, off);
        stretch = stretch.next(stretch.began.clock, now, false).unwrap();
        assert_eq!((stretch.correction, stretch.state), (-off, State::Dated));
    }
}

#[test]
fn a_clock_that_agrees_of_itself_shows_that_central_was_wrong() {
    let misled = dated(1, witnessed(7, 0, 0), DAY);
    let later = witnessed(7, 8 * HOUR, 0);
    assert_eq!(misled.compare(later, later.clock), Comparison::Redated(0));
    let by_a_year = dated(1, bare(0), 365 * DAY);
    assert_eq!(
        by_a_year.compare(bare(HOUR), bare(HOUR).clock),
        Comparison::Redated(0)
    );
    let by_a_day = dated(1, bare(0), DAY);
    assert_eq!(
        by_a_day.compare(bare(DAY), bare(DAY).clock),
        Comparison::Stepped(0),
        "it may have been put right, and nothing showed that"
    );
}
