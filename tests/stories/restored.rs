//! Central is put back from the copy of this morning: what it lost since, the phones send again.

use std::path::{Path, PathBuf};

use proco_access::Role;
use proco_central::copies::{self, Existing};
use proco_device::view::{CentralAnswer, Notice, SyncProblem, SyncState};
use proco_domain::stop::WithdrawReason;
use proco_testbed::officer::{Officer, town, year};
use proco_testbed::road::Weather;
use proco_testbed::town::Town;
use tempfile::TempDir;

const NIGHT: i64 = 9 * 3_600_000;

/// A copy of central's database that lacks a stop which was sent after it.
async fn copied_before_a_stop(town: &Town, data: &TempDir, officer: &Officer) -> PathBuf {
    let copy = data.path().join("copy.db");
    town.central().backup(&copy).await.unwrap();
    officer.stops("00-BDF-0", []);
    assert_eq!(officer.syncs().await.waiting, 0);
    copy
}

/// Central is stopped, put back from this copy and started again, where these phones find it.
async fn is_put_back(town: &mut Town, data: &TempDir, copy: &Path, phones: &[&Officer]) {
    town.stop_central().await;
    let folder = data.path().join("central");
    copies::restore(&folder, copy, Existing::MoveAside, town.clock().as_ref())
        .await
        .unwrap();
    let address = town.start_central().await.unwrap();
    for phone in phones {
        phone.to_central.lead_to(address);
    }
}

#[tokio::test]
async fn what_the_copy_lacks_is_sent_again_and_what_was_withdrawn_since_is_buried_again() {
    let (data, mut town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let bram = Officer::joins(&town, "havenstad", Role::Officer).await;
    let kept = noor.stops("00-BDF-0", []);
    let withdrawn = noor.stops("BF-000-G", []);
    noor.syncs().await;
    let copy = data.path().join("copy.db");
    town.central().backup(&copy).await.unwrap();

    let since = noor.stops("FB-00-GH", []);
    noor.phone()
        .withdraw(withdrawn.id, WithdrawReason::WrongSubject)
        .unwrap();
    assert_eq!(noor.syncs().await.waiting, 0);

    is_put_back(&mut town, &data, &copy, &[&noor, &bram]).await;
    for phone in [&noor, &bram] {
        phone.waits(NIGHT);
    }
    town.clock().advance_millis(NIGHT);
    // The next token tells; then all is sent again that central may lack.
    noor.syncs().await;
    let status = noor.syncs().await;
    assert_eq!(
        (status.waiting, status.refused, status.problem),
        (0, 0, None)
    );
    for (card, state) in [(&kept, SyncState::Sent), (&since, SyncState::Sent)] {
        assert_eq!(noor.phone().stop(card.id).unwrap().card.sync, state);
    }
    for (plate, counts) in [
        ("00-BDF-0", (1, 1, 1)),
        ("BF-000-G", (1, 0, 0)),
        ("FB-00-GH", (1, 1, 1)),
    ] {
        let asked = bram.looks_up(plate);
        let answer = bram.phone().central_counts(asked.query).await.unwrap();
        let CentralAnswer::Known { counts: told, .. } = answer else {
            panic!("central answers");
        };
        assert_eq!(year(&told), counts, "{plate}");
    }
}

#[tokio::test]
async fn a_phone_that_uploads_learns_of_the_restore_while_its_token_is_good() {
    let (data, mut town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let bram = Officer::joins(&town, "havenstad", Role::Officer).await;
    let copy = copied_before_a_stop(&town, &data, &noor).await;

    is_put_back(&mut town, &data, &copy, &[&noor, &bram]).await;
    // The token of before the restore, which tells nothing of it.
    noor.stops("BF-000-G", []);
    assert_eq!(noor.syncs().await.waiting, 0);
    for plate in ["00-BDF-0", "BF-000-G"] {
        assert_eq!(told(&bram, plate).await, (1, 1, 1), "{plate}");
    }
}

#[tokio::test]
async fn a_phone_that_learns_of_the_restore_while_it_asks_is_answered_after_all_of_it_was_sent_again()
 {
    let (data, mut town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let copy = copied_before_a_stop(&town, &data, &noor).await;
    noor.stops("00-BDF-0", []);
    noor.to_central.set_for("/v1/reports", Weather::LoseAnswer);
    assert_ne!(noor.syncs().await.waiting, 0);

    is_put_back(&mut town, &data, &copy, &[&noor]).await;
    noor.to_central.clear();
    assert_eq!(told(&noor, "00-BDF-0").await, (2, 2, 2));
}

/// A phone that sends nothing hears it with the answer to whatever it asks.
#[tokio::test]
async fn a_phone_that_only_asks_learns_of_the_restore_by_the_answer() {
    for (asked_for, first) in [("00-BDF-0", (1, 1, 1)), ("BF-000-G", (0, 0, 0))] {
        let (data, mut town) = town().await;
        let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
        let bram = Officer::joins(&town, "havenstad", Role::Officer).await;
        let copy = copied_before_a_stop(&town, &data, &noor).await;

        is_put_back(&mut town, &data, &copy, &[&noor, &bram]).await;
        // Her answer has what central lost of it, and what she did there waits to be sent again.
        assert_eq!(told(&noor, asked_for).await, first, "{asked_for}");
        assert_eq!(noor.syncs().await.waiting, 0);
        assert_eq!(told(&bram, "00-BDF-0").await, (1, 1, 1), "{asked_for}");
    }
}

#[tokio::test]
async fn a_lead_who_looks_at_her_team_learns_of_the_restore_too() {
    let (data, mut town) = town().await;
    let lead = Officer::joins(&town, "duinwijk", Role::ShiftLead).await;
    let bram = Officer::joins(&town, "havenstad", Role::Officer).await;
    let copy = copied_before_a_stop(&town, &data, &lead).await;

    is_put_back(&mut town, &data, &copy, &[&lead, &bram]).await;
    lead.phone().summary_periods().await.unwrap();
    assert_eq!(lead.phone().status().unwrap().sync.waiting, 2);
    assert_eq!(lead.syncs().await.waiting, 0);
    assert_eq!(told(&bram, "00-BDF-0").await, (1, 1, 1));
}

/// What is told of a plate to an officer who looks it up.
async fn told(officer: &Officer, plate: &str) -> (u32, u32, u32) {
    let asked = officer.looks_up(plate);
    let answer = officer.phone().central_counts(asked.query).await.unwrap();
    let CentralAnswer::Known { counts, .. } = answer else {
        panic!("central answers");
    };
    year(&counts)
}

/// Her phone is refused by central, says so in words, and keeps what waits.
async fn is_refused_and_keeps(noor: &Officer, waiting: u32) {
    let status = noor.syncs().await;
    let problem = Some(SyncProblem::NotEnrolled);
    assert_eq!((status.problem, status.waiting), (problem, waiting));
    let status = noor.phone().status().unwrap();
    assert!(!status.notices.contains(&Notice::Revoked));
    let asked = noor.looks_up("00-BDF-0");
    let answer = noor.phone().central_counts(asked.query).await.unwrap();
    let problem = SyncProblem::NotEnrolled;
    assert_eq!(answer, CentralAnswer::Unavailable { problem });
}

/// A new code for a phone that was in use, and nothing waits any more.
async fn is_enrolled_anew(town: &Town, noor: &Officer) {
    let code = town.code("duinwijk", Role::Officer).await.unwrap();
    noor.phone().enrol(&code).await.unwrap();
    let status = noor.syncs().await;
    assert_eq!(
        (status.waiting, status.refused, status.problem),
        (0, 0, None)
    );
}

#[tokio::test]
async fn a_phone_that_the_copy_does_not_know_is_told_to_enrol_anew_and_loses_nothing() {
    let (data, mut town) = town().await;
    let bram = Officer::joins(&town, "havenstad", Role::Officer).await;
    let copy = data.path().join("copy.db");
    town.central().backup(&copy).await.unwrap();
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.stops("00-BDF-0", []);
    assert_eq!(noor.syncs().await.waiting, 0);

    is_put_back(&mut town, &data, &copy, &[&noor, &bram]).await;
    // Her token is a perfect one still.
    noor.stops("00-BDF-0", []);
    is_refused_and_keeps(&noor, 2).await;
    is_enrolled_anew(&town, &noor).await;
    assert_eq!(town.central().devices().await.unwrap().len(), 2);
    // Hers of before the restore, and of after it.
    assert_eq!(told(&bram, "00-BDF-0").await, (2, 2, 2));
}

#[tokio::test]
async fn a_central_that_was_begun_anew_lets_in_nobody_whom_it_did_not_enrol() {
    let (data, mut town) = town().await;
    let thief = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let out = town.central().devices().await.unwrap()[0].device;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.stops("00-BDF-0", []);
    assert_eq!(noor.syncs().await.waiting, 0);
    town.central().revoke(out).await.unwrap();

    town.stop_central().await;
    let folder = data.path().join("central");
    copies::begin_anew(&folder, Existing::MoveAside, town.clock().as_ref())
        .await
        .unwrap();
    let address = town.start_central().await.unwrap();
    for phone in [&noor, &thief] {
        phone.to_central.lead_to(address);
    }
    thief.stops("00-BDF-0", []);
    is_refused_and_keeps(&thief, 2).await;
    noor.stops("00-BDF-0", []);
    is_refused_and_keeps(&noor, 2).await;
    is_enrolled_anew(&town, &noor).await;
    let bram = Officer::joins(&town, "havenstad", Role::Officer).await;
    assert_eq!(told(&bram, "00-BDF-0").await, (2, 2, 2));
}
