//! A lost phone: revoked on both servers at once.

use proco_access::Role;
use proco_device::view::{CentralAnswer, Notice, SyncProblem};
use proco_testbed::officer::{Officer, town};

#[tokio::test]
async fn a_revoked_phone_is_refused_by_both_servers_and_keeps_its_records() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    // Hers is the only device so far.
    let lost = town
        .central()
        .devices()
        .await
        .unwrap()
        .first()
        .unwrap()
        .device;
    let bram = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.stops("BB-00-DD", []);
    town.revoke(lost).await.unwrap();

    let look_up = noor.looks_up("BF-000-G");
    let answer = noor.phone().central_counts(look_up.query).await.unwrap();
    assert_eq!(
        answer,
        CentralAnswer::Unavailable {
            problem: SyncProblem::Revoked
        }
    );
    let status = noor.syncs().await;
    assert_eq!(
        (status.problem, status.waiting),
        (Some(SyncProblem::Revoked), 2)
    );
    assert!(
        noor.phone()
            .status()
            .unwrap()
            .notices
            .contains(&Notice::Revoked)
    );
    assert!(
        noor.to_central
            .passed()
            .iter()
            .all(|path| path != "/v1/reports")
    );

    bram.stops("BB-00-DD", []);
    assert_eq!(bram.syncs().await.waiting, 0, "his phone goes on");
}

#[tokio::test]
async fn a_restart_of_both_servers_forgets_no_revocation() {
    let (_data, mut town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let lost = town
        .central()
        .devices()
        .await
        .unwrap()
        .first()
        .unwrap()
        .device;
    town.revoke(lost).await.unwrap();
    town.start_central().await.unwrap();
    town.start_keyservice().await.unwrap();
    noor.leaves("BB-00-DD");
    assert_eq!(noor.syncs().await.problem, Some(SyncProblem::Revoked));
}

#[tokio::test]
async fn a_code_enrols_one_phone() {
    let (_data, town) = town().await;
    let code = town.code("duinwijk", Role::Officer).await.unwrap();
    let mut noor = Officer::unpacks(&town).await;
    noor.wake();
    noor.phone().enrol(&code).await.unwrap();
    let mut thief = Officer::unpacks(&town).await;
    thief.wake();
    assert!(
        thief.phone().enrol(&code).await.is_err(),
        "a code works once"
    );
    assert!(!thief.phone().status().unwrap().enrolled);
}
