//! The clock of agent Noor's phone jumps ahead while there is no network to tell: nothing of hers
//! goes on the word of it.

use proco_device::view::{Notice, StopCard};

use proco_testbed::phone::{DAY, HOUR, Phone};

const YEAR: i64 = 365 * DAY;

/// A check that central has, and one that she is in the middle of.
fn noor() -> (Phone, StopCard) {
    let noor = Phone::new();
    let sent = checks(&noor);
    (noor, sent)
}

fn checks(noor: &Phone) -> StopCard {
    let sent = noor.stops("BF-00-DG", []);
    noor.damages(
        "DELETE FROM outbox;
         UPDATE queries SET report_id = randomblob(16), sent_at = at;
         UPDATE stops SET report_id = randomblob(16), sent_revision = revision",
    );
    let look_up = noor.looks_up("FB-00-GH");
    noor.device.start_check(look_up.query).unwrap();
    sent
}

/// Whether the draft is open, and the mark of the stop readable.
fn kept(noor: &Phone, sent: &StopCard) -> (bool, bool) {
    let draft = noor.device.open_draft().unwrap().is_some();
    let card = noor.device.stop(sent.id).unwrap().card;
    (draft, card.subject.is_some())
}

#[tokio::test]
async fn a_clock_that_jumps_a_year_ahead_and_is_put_right_removes_nothing() {
    let (mut noor, sent) = noor();
    noor.waits(YEAR);
    for _ in 0..3 {
        noor.kill_and_start();
        noor.waits(7 * HOUR);
        noor.device.sync_pass().await;
        assert_eq!(kept(&noor, &sent), (true, true), "nobody has confirmed it");
    }
    noor.waits(-YEAR);
    noor.kill_and_start();
    noor.device.sync_pass().await;
    assert_eq!(kept(&noor, &sent), (true, true), "as if it had not been");

    noor.waits(YEAR);
    noor.kill_and_start();
    assert_eq!(kept(&noor, &sent), (true, true), "a new jump, a new day");
    noor.waits(-YEAR);
    for _ in 0..7 {
        noor.kill_and_start();
        assert_eq!(kept(&noor, &sent), (true, true));
        noor.waits(DAY);
    }
    noor.kill_and_start();
    assert_eq!(kept(&noor, &sent), (false, false), "in their own time");
}

#[test]
fn a_phone_that_lay_in_a_drawer_for_8_days_lets_go_a_day_later() {
    let (mut noor, sent) = noor();
    noor.waits(8 * DAY);
    noor.kill_and_start();
    assert_eq!(kept(&noor, &sent), (true, true));
    noor.waits(DAY - 1);
    noor.kill_and_start();
    assert_eq!(kept(&noor, &sent), (true, true));
    noor.waits(1);
    noor.kill_and_start();
    assert_eq!(kept(&noor, &sent), (false, false));
    let notices = noor.device.status().unwrap().notices;
    assert_eq!(notices, [Notice::DraftClosed]);
}

#[test]
fn a_day_off_is_no_jump() {
    let (mut noor, sent) = noor();
    for _ in 0..4 {
        assert_eq!(kept(&noor, &sent), (true, true));
        noor.waits(2 * DAY - HOUR);
        noor.kill_and_start();
    }
    assert_eq!(kept(&noor, &sent), (false, false));
}

/// After some days unused, the true time is as far from the last one that was believed as a jump would be.
#[test]
fn a_clock_that_jumps_on_the_day_after_some_days_unused_removes_nothing() {
    let mut noor = Phone::new();
    noor.waits(5 * DAY);
    noor.kill_and_start();
    let sent = checks(&noor);
    noor.waits(12 * HOUR + 8 * DAY);
    noor.kill_and_start();
    assert_eq!(kept(&noor, &sent), (true, true), "it jumped 8 days today");
    noor.waits(-8 * DAY);
    noor.kill_and_start();
    noor.waits(6 * DAY);
    noor.kill_and_start();
    assert_eq!(kept(&noor, &sent), (true, true), "put right");
}

#[test]
fn a_phone_that_is_used_once_a_week_lets_go_by_the_time_of_the_use_before() {
    let (mut noor, sent) = noor();
    for _ in 0..2 {
        noor.waits(7 * DAY + HOUR);
        assert_eq!(kept(&noor, &sent), (true, true));
        noor.kill_and_start();
    }
    assert_eq!(kept(&noor, &sent), (false, false));
}
