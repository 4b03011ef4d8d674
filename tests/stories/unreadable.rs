//! One row on the phone of agent Noor cannot be read any more: all others are sent all the same.

use proco_access::Role;
use proco_device::view::SyncProblem;
use proco_exchange::receipt::RefusalCode;
use proco_testbed::officer::{Officer, town};
use proco_testbed::road::Weather;

#[tokio::test]
async fn one_row_that_cannot_be_read_keeps_no_other_from_being_sent() {
    let damage = [
        ("UPDATE queries SET subject = '{}' WHERE id = 1", 1),
        ("UPDATE queries SET initiative = '?' WHERE id = 1", 1),
        ("UPDATE stops SET subject = '{}' WHERE id = 1", 1),
        (
            "UPDATE stop_revisions SET body = '?' WHERE stop_id = (SELECT stop_id FROM stops WHERE id = 1)",
            1,
        ),
        // A code that a later version has.
        (
            "UPDATE stop_revisions SET body = replace(body, 'vehicle_defect', 'of_a_later_version')
             WHERE stop_id = (SELECT stop_id FROM stops WHERE id = 1)",
            1,
        ),
        ("UPDATE outbox SET revision = 1 << 40 WHERE id = 1", 1),
        ("UPDATE drafts SET body = '?'", 0),
        // Of a program that keeps it in another version.
        (
            "UPDATE queries SET subject = json_set(subject, '$.version', 2) WHERE id = 1",
            1,
        ),
        (
            "UPDATE stop_revisions SET body = json_set(body, '$.version', 2)
             WHERE stop_id = (SELECT stop_id FROM stops WHERE id = 1)",
            1,
        ),
        ("UPDATE drafts SET body = json_set(body, '$.version', 2)", 0),
    ];
    for (sql, refused) in damage {
        let (_data, town) = town().await;
        let mut noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
        noor.stops("00-BDF-0", []);
        noor.stops("BF-000-G", []);
        let look_up = noor.looks_up("0-GHJ-00");
        noor.phone().start_check(look_up.query).unwrap();
        noor.killed();
        noor.damages(sql);
        noor.wake();
        let status = noor.syncs().await;
        assert_eq!(status.problem, None, "{sql}");
        assert!(status.last_success.is_some(), "{sql}");
        assert_eq!((status.waiting, status.refused), (0, refused), "{sql}");
    }
}

#[tokio::test]
async fn a_refusal_of_a_later_central_is_shown_and_asked_for_again_a_day_later() {
    is_asked_for_again(Weather::LaterCode).await;
}

#[tokio::test]
async fn an_answer_of_a_later_central_is_shown_and_asked_for_again_a_day_later() {
    is_asked_for_again(Weather::LaterResult).await;
}

async fn is_asked_for_again(answer: Weather) {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.stops("00-BDF-0", []);
    noor.to_central.set_for("/v1/reports", answer);
    let status = noor.syncs().await;
    assert_eq!(status.problem, None);
    assert_eq!((status.waiting, status.refused), (0, 2));
    let causes = noor.phone().unsent().unwrap();
    assert!(
        causes
            .iter()
            .all(|one| one.cause == RefusalCode::UnknownAnswer)
    );

    noor.to_central.set_for("/v1/reports", Weather::Fair);
    noor.stops("BF-000-G", []);
    let status = noor.syncs().await;
    assert_eq!((status.problem, status.waiting), (None, 0));
    assert_eq!(status.refused, 2, "not in circles");
    noor.waits(24 * 60 * 60 * 1000);
    let status = noor.syncs().await;
    assert_eq!(
        (status.problem, status.waiting, status.refused),
        (None, 0, 0)
    );
}

#[tokio::test]
async fn a_phone_that_cannot_read_its_enrolment_is_enrolled_anew_as_itself() {
    let (_data, town) = town().await;
    let mut noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.stops("00-BDF-0", []);
    noor.syncs().await;
    noor.stops("BF-000-G", []);
    noor.killed();
    noor.damages("UPDATE enrolment SET role = 'of_later'");
    noor.wake();
    assert!(!noor.phone().status().unwrap().enrolled);
    let status = noor.syncs().await;
    assert_eq!(status.problem, Some(SyncProblem::NotEnrolled));
    assert_eq!(status.waiting, 2, "what she recorded stays");

    let code = town.code("duinwijk", Role::Officer).await.unwrap();
    noor.phone().enrol(&code).await.unwrap();
    let status = noor.syncs().await;
    assert_eq!((status.problem, status.waiting), (None, 0));
}

#[tokio::test]
async fn a_stop_that_cannot_be_read_any_more_after_it_was_sent_stops_no_pass() {
    let (_data, town) = town().await;
    let mut noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.stops("00-BDF-0", []);
    noor.stops("BF-000-G", []);
    noor.syncs().await;
    noor.killed();
    noor.damages("UPDATE stops SET centre = NULL; UPDATE stops SET subject = '{}' WHERE id = 1");
    noor.wake();
    noor.waits(60_000);
    let status = noor.syncs().await;
    assert_eq!(
        (status.problem, status.last_success),
        (None, status.last_attempt)
    );
    let cards = noor.phone().my_stops().unwrap();
    assert!(cards[0].central.is_some(), "the other has its figures");
}
