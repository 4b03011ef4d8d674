//! Noor and Bram look back together on Noor's phone: central learns that there were two, and nothing of Bram.

use proco_access::Role;
use proco_device::ReflectionDraft;
use proco_domain::pair::Partner;
use proco_domain::reflection::DoAgain;
use proco_domain::text::FreeText;
use proco_testbed::officer::{Officer, smallest, town};

#[tokio::test]
async fn central_learns_that_there_were_two_once_for_a_check_and_nothing_of_the_colleague() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let phone = noor.phone();
    let car = noor.looks_up("0-GHJ-00");
    let check = phone.start_check(car.query).unwrap().id;
    let other = noor.looks_up("GF-000-B");
    phone.join_check(other.query, check).unwrap();
    noor.answers(check, smallest());
    let stop = phone.finish(check, None).unwrap().id;
    noor.syncs().await;
    let before = noor.to_central.seen().len();

    let of = |do_again, words: &str| ReflectionDraft {
        do_again: Some(do_again),
        note: FreeText::new(words).unwrap(),
        ..ReflectionDraft::default()
    };
    phone
        .save_reflection(stop, of(DoAgain::Yes, "eerst het doel noemen"))
        .unwrap();
    phone.hand_over(stop).unwrap();
    phone
        .save_colleague(stop, of(DoAgain::Differently, "ik had haar laten gaan"))
        .unwrap();
    phone.show_both(stop).unwrap();
    noor.syncs().await;
    let seen = noor.to_central.seen();
    let meanwhile = String::from_utf8_lossy(&seen[before..]).into_owned();
    assert!(!meanwhile.contains("do_again"), "nobody has kept it");

    phone.keep_pair(stop, Partner::Colleague).unwrap();
    phone.keep_pair(stop, Partner::Officer).unwrap();
    assert_eq!(noor.syncs().await.refused, 0);
    let seen = noor.to_central.seen();
    let sent = String::from_utf8_lossy(&seen[before..]).into_owned();
    assert_eq!(
        sent.matches("\"do_again\":\"yes\"").count(),
        2,
        "two subjects"
    );
    assert_eq!(sent.matches("\"together\":true").count(), 1, "one talk");
    for words in ["differently", "laten gaan", "doel noemen"] {
        assert!(!sent.contains(words), "{words} left the phone");
    }
}
