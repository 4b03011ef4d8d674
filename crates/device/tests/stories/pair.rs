//! Agents Noor and Bram look back on a stop together, on Noor's phone.

use std::collections::BTreeSet;

use proco_device::view::{PairView, StopView};
use proco_device::{DeviceError, ReflectionDraft};
use proco_domain::ids::StopId;
use proco_domain::pair::{PairStage, Partner};
use proco_domain::reflection::{DoAgain, Theme};
use proco_domain::stop::WithdrawReason;
use proco_domain::text::FreeText;

use proco_testbed::phone::Phone;

fn of(do_again: DoAgain, words: &str) -> ReflectionDraft {
    ReflectionDraft {
        do_again: Some(do_again),
        themes: BTreeSet::from([Theme::Workload]),
        note: FreeText::new(words).unwrap(),
        ..ReflectionDraft::default()
    }
}

fn noors() -> ReflectionDraft {
    of(DoAgain::Yes, "eerst het doel noemen")
}

fn brams() -> ReflectionDraft {
    of(DoAgain::No, "ik had haar laten gaan")
}

fn seen(phone: &Phone, stop: StopId) -> StopView {
    phone.device.stop(stop).unwrap()
}

fn pair(phone: &Phone, stop: StopId) -> PairView {
    seen(phone, stop).pair.unwrap()
}

/// A stop on which both have answered, and see it.
fn side_by_side() -> (Phone, StopId) {
    let noor = Phone::new();
    let stop = noor.stops("BB-00-DD", []).id;
    noor.device.save_reflection(stop, noors()).unwrap();
    noor.device.hand_over(stop).unwrap();
    noor.device.save_colleague(stop, brams()).unwrap();
    noor.device.show_both(stop).unwrap();
    (noor, stop)
}

/// Whether words stand in a file of the phone's store, which the test opens with the phone's key.
fn holds(phone: &Phone, words: &str) -> bool {
    let store = phone.bare();
    let mut statement = store
        .prepare("SELECT concat(pair, reflection_draft, revision) FROM stops")
        .unwrap();
    let rows = statement.query_map([], |row| row.get::<_, String>(0));
    rows.unwrap().any(|row| row.unwrap().contains(words))
}

#[test]
fn each_answers_alone_and_it_is_kept_when_both_say_so() {
    let mut noor = Phone::new();
    let stop = noor.stops("BB-00-DD", []).id;
    assert_eq!(noor.device.hand_over(stop).err(), Some(DeviceError::Value));
    noor.device.save_reflection(stop, noors()).unwrap();
    noor.device.hand_over(stop).unwrap();

    // Bram has the phone: what Noor answered is told to no screen, also after a kill, and cannot be changed.
    let view = seen(&noor, stop);
    assert_eq!(view.reflection_draft, None);
    assert_eq!(
        noor.device.save_reflection(stop, brams()).err(),
        Some(DeviceError::DraftOpen)
    );
    let begun = ReflectionDraft {
        do_again: None,
        ..brams()
    };
    noor.device.save_colleague(stop, begun.clone()).unwrap();
    noor.kill_and_start();
    assert_eq!(pair(&noor, stop).colleague, begun, "nothing typed is lost");
    assert_eq!(seen(&noor, stop).reflection_draft, None);
    assert_eq!(noor.device.show_both(stop).err(), Some(DeviceError::Gone));
    noor.device.save_colleague(stop, brams()).unwrap();
    noor.device.show_both(stop).unwrap();

    let view = seen(&noor, stop);
    assert_eq!(view.reflection_draft, Some(noors()), "side by side");
    assert_eq!(view.pair.as_ref().unwrap().colleague, brams());
    assert_eq!(
        noor.device.save_colleague(stop, noors()).err(),
        Some(DeviceError::Gone),
        "nobody answers once both see it"
    );
    for _ in 0..2 {
        noor.device.keep_pair(stop, Partner::Officer).unwrap();
    }
    assert!(
        seen(&noor, stop).card.awaits_reflection,
        "one pressed twice"
    );
    noor.kill_and_start();
    let card = noor.device.keep_pair(stop, Partner::Colleague).unwrap();
    assert_eq!((card.awaits_reflection, card.revision), (false, 2));
    let view = seen(&noor, stop);
    assert_eq!(view.revisions[0].answers.do_again, Some(DoAgain::Yes));
    let kept = view.pair.unwrap();
    assert_eq!((kept.stage, kept.colleague), (PairStage::Kept, brams()));
}

#[test]
fn of_what_is_let_go_nothing_of_the_colleague_stays() {
    for kept in [false, true] {
        let (noor, stop) = side_by_side();
        assert!(
            holds(&noor, "laten gaan"),
            "the search below would mean nothing otherwise"
        );
        if kept {
            noor.device.keep_pair(stop, Partner::Officer).unwrap();
            noor.device.keep_pair(stop, Partner::Colleague).unwrap();
            assert!(holds(&noor, "laten gaan"));
        }
        noor.device.let_go_pair(stop).unwrap();
        let view = seen(&noor, stop);
        assert!(view.pair.is_none());
        assert!(!holds(&noor, "laten gaan"));
        assert_eq!(view.card.awaits_reflection, !kept);
        if kept {
            let newest = &view.revisions[0].answers;
            assert_eq!(newest.reflection_note, noors().note, "the own words stay");
        } else {
            assert_eq!(view.reflection_draft, Some(noors()), "the own words stay");
        }
        assert_eq!(noor.device.let_go_pair(stop).err(), Some(DeviceError::Gone));
    }
}

#[test]
fn a_withdrawn_stop_holds_nothing_of_it() {
    let (noor, stop) = side_by_side();
    noor.device
        .withdraw(stop, WithdrawReason::WrongSubject)
        .unwrap();
    assert!(seen(&noor, stop).pair.is_none() && !holds(&noor, "laten gaan"));
}

#[test]
fn a_check_of_the_wrong_subject_takes_it_along_when_it_is_put_right() {
    for kept in [false, true] {
        let (noor, stop) = side_by_side();
        noor.device.keep_pair(stop, Partner::Officer).unwrap();
        if kept {
            noor.device.keep_pair(stop, Partner::Colleague).unwrap();
        }
        let right = noor.looks_up("FF-00-GH");
        let card = noor.device.correct(stop, right.query).unwrap();
        let moved = pair(&noor, card.id);
        assert_eq!(moved.colleague, brams(), "nothing typed is lost");
        let stage = if kept {
            PairStage::Kept
        } else {
            PairStage::SideBySide
        };
        assert_eq!(moved.stage, stage);
        assert!(seen(&noor, stop).pair.is_none(), "it stands once");
        assert_eq!(card.awaits_reflection, !kept);
    }
}
