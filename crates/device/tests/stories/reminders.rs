//! Officer Noor chooses when her phone reminds her of looking back.

use proco_device::view::Reminders;
use proco_device::{DeviceError, Reflection, UtcMillis, WithdrawReason, input};
use proco_testbed::phone::{HOUR, Phone};
use serde_json::{Value, json};

fn wanted(json: Value) -> Reminders {
    input::reminders(json).unwrap()
}

#[test]
fn none_is_set_until_she_chooses_and_they_stay_after_a_kill() {
    let mut noor = Phone::new();
    let before = noor.device.reminders().unwrap();
    assert_eq!(before, wanted(json!({ "times": [], "language": "nl" })));
    assert_eq!(noor.device.next_reminder(noor.device.now()), Ok(None));

    let chosen = wanted(json!({ "times": ["23:00", "07:00", "23:00"], "language": "en" }));
    let kept = wanted(json!({ "times": ["07:00", "23:00"], "language": "en" }));
    assert_eq!(noor.device.set_reminders(&chosen).unwrap(), kept);
    noor.kill_and_start();
    assert_eq!(noor.device.reminders().unwrap(), kept);

    let none = wanted(json!({ "times": [], "language": "en" }));
    noor.device.set_reminders(&none).unwrap();
    assert_eq!(noor.device.next_reminder(noor.device.now()), Ok(None));
}

#[test]
fn what_is_no_time_and_a_fourth_one_are_refused_and_those_before_stay() {
    let noor = Phone::new();
    let three = wanted(json!({ "times": ["07:00", "15:00", "23:00"], "language": "nl" }));
    noor.device.set_reminders(&three).unwrap();
    for wrong in [
        json!({ "times": ["25:00"], "language": "nl" }),
        json!({ "times": ["7"], "language": "nl" }),
        json!({ "times": [], "language": "xx" }),
        json!({ "times": [] }),
        json!({ "times": [], "language": "nl", "text": "TF-000-G" }),
    ] {
        assert_eq!(input::reminders(wrong), Err(DeviceError::Value));
    }
    let four = wanted(json!({ "times": ["06:00", "07:00", "15:00", "23:00"], "language": "nl" }));
    assert_eq!(noor.device.set_reminders(&four), Err(DeviceError::Value));
    assert_eq!(noor.device.reminders().unwrap(), three);
}

#[test]
fn it_counts_the_checks_that_wait_at_that_moment() {
    let noor = Phone::new();
    let times = wanted(json!({ "times": ["12:00"], "language": "nl" }));
    noor.device.set_reminders(&times).unwrap();
    let waiting = || {
        let due = noor.device.next_reminder(noor.device.now()).unwrap();
        due.unwrap().waiting
    };
    assert_eq!(waiting(), 0);
    let first = noor.stops("TF-000-G", []).id;
    let second = noor.stops("BF-000-G", []).id;
    assert_eq!(waiting(), 2);
    let awaiting = noor.device.my_stops().unwrap();
    assert_eq!(
        awaiting
            .iter()
            .filter(|card| card.awaits_reflection)
            .count(),
        2
    );

    let reflection: Reflection =
        input::reflection(json!({ "do_again": "yes", "themes": [], "note": null })).unwrap();
    noor.device.reflect(first, reflection).unwrap();
    assert_eq!(waiting(), 1);
    noor.device
        .withdraw(second, WithdrawReason::Double)
        .unwrap();
    assert_eq!(waiting(), 0);
}

#[test]
fn each_time_comes_once_a_day() {
    let noor = Phone::new();
    let times = wanted(json!({ "times": ["07:00", "23:00"], "language": "nl" }));
    noor.device.set_reminders(&times).unwrap();
    let mut rung: Vec<UtcMillis> = Vec::new();
    for _ in 0..48 {
        let due = noor
            .device
            .next_reminder(noor.device.now())
            .unwrap()
            .unwrap();
        if rung.last() != Some(&due.at) {
            rung.push(due.at);
        }
        noor.waits(HOUR);
    }
    let apart: Vec<i64> = rung
        .windows(2)
        .map(|two| (two[1].0 - two[0].0) / HOUR)
        .collect();
    assert!(
        apart.len() >= 4 && apart.iter().all(|hours| [8, 16].contains(hours)),
        "{apart:?}"
    );
}
