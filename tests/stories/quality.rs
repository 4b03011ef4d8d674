//! How carefully Noor writes her checks down: central learns that words were repeated and that a reflection came late, and no word.

use proco_access::Role;
use proco_domain::draft::Change;
use proco_domain::reflection::{DoAgain, LookingBack, Reflection};
use proco_domain::text::FreeText;
use proco_testbed::officer::{Officer, smallest, town};

const DAY: i64 = 24 * 3_600_000;

fn because(words: &str) -> Change {
    Change::GroundNote(FreeText::new(words).unwrap())
}

async fn sent(noor: &Officer) -> String {
    let before = noor.to_central.seen().len();
    assert_eq!(noor.syncs().await.refused, 0);
    String::from_utf8_lossy(&noor.to_central.seen()[before..]).into_owned()
}

#[tokio::test]
async fn words_that_stood_in_another_check_are_told_of_as_that_and_stay_on_the_phone() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.stops("0-GHJ-00", [because("Remlicht links doet het niet.")]);
    noor.stops("GF-000-B", [because("reed door rood")]);
    let first = sent(&noor).await;
    assert_eq!(first.matches("\"own_words\":true").count(), 2);
    assert!(!first.contains("words_repeated"), "each has its own");

    town.pass_days(7).await.unwrap();
    noor.waits(7 * DAY);
    noor.stops("0-GHJ-00", [because("remlicht links doet het NIET")]);
    let again = sent(&noor).await;
    assert_eq!(again.matches("\"words_repeated\":true").count(), 1);

    town.pass_days(29).await.unwrap();
    noor.waits(29 * DAY);
    noor.stops("0-GHJ-00", [because("remlicht links doet het niet")]);
    let later = sent(&noor).await;
    assert!(later.contains("own_words"));
    assert!(!later.contains("words_repeated"), "after four weeks");
    for sent in [first, again, later] {
        assert!(!sent.to_lowercase().contains("remlicht"));
    }
}

#[tokio::test]
async fn one_reason_for_several_subjects_and_a_reason_that_is_kept_are_not_repeated() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let phone = noor.phone();
    let car = noor.looks_up("0-GHJ-00");
    let check = phone.start_check(car.query).unwrap().id;
    let other = noor.looks_up("GF-000-B");
    phone.join_check(other.query, check).unwrap();
    noor.answers(check, smallest());
    noor.answers(check, [because("rood licht")]);
    let stop = phone.finish(check, None).unwrap().id;
    let draft = phone.amend(stop).unwrap().id;
    noor.answers(
        draft,
        [Change::AmendReason(
            FreeText::new("plaats vergeten").unwrap(),
        )],
    );
    phone.finish(draft, None).unwrap();
    let sent = sent(&noor).await;
    assert!(sent.contains("own_words"));
    assert!(!sent.contains("words_repeated"));
}

#[tokio::test]
async fn a_reflection_is_late_after_three_days_and_not_before() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let soon = noor.stops("0-GHJ-00", []).id;
    let late = noor.stops("GF-000-B", []).id;
    let reflection = || Reflection {
        do_again: DoAgain::Yes,
        themes: [].into(),
        note: None,
        looking_back: LookingBack::default(),
    };
    noor.waits(3 * DAY - 3_600_000);
    noor.phone().reflect(soon, reflection()).unwrap();
    noor.waits(2 * 3_600_000);
    noor.phone().reflect(late, reflection()).unwrap();
    let sent = sent(&noor).await;
    assert_eq!(sent.matches("do_again").count(), 2);
    assert_eq!(sent.matches("\"reflected_late\":true").count(), 1);
}
