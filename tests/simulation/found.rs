//! Short histories in which the model once took a sound program for a broken one, or found a fault.

use crate::act::{Act, Action, Story, Weather};
use crate::shrink;

const START: i64 = 1_794_009_600_000;

fn at(day: i64, hour: i64, minute: i64, action: Action) -> Act {
    Act {
        at: (day * 24 + hour) * 60 + minute,
        phone: 1,
        action,
        kill: None,
    }
}

fn pass() -> Action {
    Action::Pass { weather: vec![] }
}

fn ask() -> Action {
    Action::Ask {
        subject: 0,
        weather: vec![],
    }
}

fn check() -> Action {
    Action::Check {
        subject: 0,
        found: false,
        spare: false,
        reflect: false,
    }
}

fn goes_well(days: i64, acts: Vec<Act>) {
    let story = Story {
        seed: 1,
        start: START,
        phones: 2,
        days,
        acts,
    };
    if let Err(failure) = shrink::run(&story) {
        panic!("{}\n{story}", failure.wrong);
    }
}

#[test]
fn what_nobody_decided_on_a_copy_yields_to_the_same_revision_at_central() {
    for (first, then) in [
        (
            Action::LookUp { subject: 2 },
            Action::LeaveAfterAll { pick: 0 },
        ),
        (check(), Action::Withdraw { pick: 0 }),
    ] {
        let acts = vec![
            at(15, 16, 20, first),
            at(15, 16, 22, Action::Copy),
            at(16, 13, 27, then),
            at(16, 13, 30, pass()),
            at(19, 16, 57, Action::PutBack),
        ];
        goes_well(30, acts);
    }
}

#[test]
fn central_counts_to_the_day_what_is_older_than_28_days() {
    let acts = vec![
        at(12, 9, 10, ask()),
        at(
            12,
            9,
            39,
            Action::LeaveIt {
                subject: 1,
                reason: false,
            },
        ),
        at(14, 18, 16, pass()),
        at(42, 8, 47, ask()),
    ];
    goes_well(490, acts);
}

#[test]
fn what_waited_for_room_for_more_than_a_year_goes_in_the_pass_that_sends_it() {
    let mut acts = vec![at(5, 8, 0, Action::Full { full: true })];
    acts.extend((0..60).map(|minute| at(6, 8, minute, Action::LookUp { subject: 0 })));
    acts.push(at(380, 8, 0, Action::Full { full: false }));
    goes_well(490, acts);
}

#[test]
fn what_was_a_year_old_and_went_is_not_counted_under_a_clock_that_was_set_back() {
    let acts = vec![
        at(19, 10, 31, check()),
        at(396, 16, 38, pass()),
        at(431, 10, 13, Action::Reboot { minutes: -372_960 }),
        at(474, 19, 41, check()),
    ];
    goes_well(490, acts);
}

/// A look-up that was sent, and a clock that stands 230 days ahead since an hour of the eighth day.
fn stands_ahead(next: Vec<Act>) -> Vec<Act> {
    let ahead = Action::Reboot { minutes: 331_200 };
    let mut acts = vec![
        at(7, 13, 46, Action::LookUp { subject: 1 }),
        at(7, 15, 0, pass()),
        at(7, 15, 33, ahead),
    ];
    acts.extend(next);
    acts.push(at(9, 11, 3, Action::LeaveAfterAll { pick: 0 }));
    acts
}

#[test]
fn a_clock_that_stood_ahead_for_a_day_unheard_lets_go_and_one_that_central_put_right_does_not() {
    let unheard = || {
        let weather = vec![Weather::NoNetwork; 12];
        Action::Pass { weather }
    };
    goes_well(30, stands_ahead(vec![at(8, 16, 13, unheard())]));
    goes_well(30, stands_ahead(vec![at(8, 15, 0, unheard())]));
    goes_well(
        30,
        stands_ahead(vec![at(8, 15, 0, pass()), at(9, 11, 0, pass())]),
    );
}

#[test]
fn a_check_of_a_subject_that_is_being_checked_is_the_one_that_is_open() {
    let begin = || Action::Begin { subject: 1 };
    let acts = vec![
        at(20, 19, 34, begin()),
        at(20, 20, 1, begin()),
        at(20, 20, 4, Action::GoOn { found: false }),
        at(21, 8, 0, pass()),
    ];
    goes_well(30, acts);
}

#[test]
fn a_phone_whose_token_is_good_and_that_sends_nothing_does_not_learn_that_central_was_put_back() {
    let unheard = || {
        let weather = vec![Weather::NoNetwork; 12];
        Action::Pass { weather }
    };
    let acts = vec![
        at(21, 16, 35, Action::LookUp { subject: 4 }),
        at(21, 21, 29, Action::CopyCentral),
        at(27, 13, 20, pass()),
        at(28, 13, 51, pass()),
        at(28, 13, 54, Action::PutCentralBack),
        at(28, 14, 18, pass()),
        at(29, 10, 21, unheard()),
    ];
    goes_well(30, acts);
}

#[test]
fn after_some_days_unused_a_jump_of_the_clock_lets_go_of_nothing() {
    let lost = || {
        let weather = vec![Weather::KillPhone { cut: 0 }];
        Action::Pass { weather }
    };
    let acts = vec![
        at(3, 16, 50, check()),
        at(5, 19, 5, Action::Withdraw { pick: 0 }),
        at(5, 19, 38, lost()),
        at(6, 7, 5, Action::Jump { minutes: 11_520 }),
        at(7, 6, 39, Action::Restart),
    ];
    goes_well(30, acts);
}

#[test]
fn without_the_time_since_boot_the_ten_seconds_go_by_the_clock() {
    let acts = vec![
        at(11, 10, 35, check()),
        at(11, 11, 12, Action::Jump { minutes: -37 }),
        at(11, 11, 12, pass()),
    ];
    goes_well(30, acts);
}
