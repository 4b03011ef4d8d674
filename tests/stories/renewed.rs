//! The issuer's key is renewed while officers work: nobody is locked out at any moment, at either server.

use std::path::Path;

use hyper::Method;
use proco_access::issuer::Grant;
use proco_access::token::EMBEDDED_ISSUER;
use proco_access::{Issuer, Jwks, Role, UnixSeconds};
use proco_central::CentralError;
use proco_central::renewal::Step;
use proco_device::view::CentralAnswer;
use proco_exchange::Clock as _;
use proco_testbed::http::ask;
use proco_testbed::log;
use proco_testbed::officer::{Officer, town};
use proco_testbed::town::Town;

const HOUR: i64 = 3_600_000;

/// The administrator lays central's file in the place of the one that the key service reads.
fn lays_the_file(data: &Path, town: &Town) {
    let keys = std::fs::read_to_string(data.join("central/issuer.jwks.json")).unwrap();
    town.keyservice()
        .take_issuer_keys(Jwks::from_json(&keys).unwrap());
}

/// Both servers answer: central takes what is sent, and gives the counts of a pseudonym of now.
async fn works(officer: &Officer, plate: &str, when: &str) {
    officer.leaves(plate);
    let status = officer.syncs().await;
    assert_eq!((status.waiting, status.problem), (0, None), "{when}");
    let asked = officer.looks_up(plate);
    let answer = officer.phone().central_counts(asked.query).await.unwrap();
    assert!(
        matches!(answer, CentralAnswer::Known { .. }),
        "{when}: {answer:?}"
    );
    officer.phone().close_look_up(asked.query).unwrap();
}

fn pass(town: &Town, officers: &[&Officer], hours: i64) {
    town.clock().advance_millis(hours * HOUR);
    for officer in officers {
        officer.waits(hours * HOUR);
    }
}

#[tokio::test]
async fn nobody_is_locked_out_while_the_key_of_the_issuer_is_renewed() {
    let (data, mut town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let bram = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let both = [&noor, &bram];
    works(&noor, "00-BDF-0", "before").await;
    let old = std::fs::read(data.path().join("central/keys/issuer.key")).unwrap();
    let old = Issuer::from_seed(EMBEDDED_ISSUER, &old.try_into().unwrap());

    town.central().renew_issuer_key(24).unwrap();
    pass(&town, &both, 12);
    works(
        &noor,
        "BF-000-G",
        "the new key is published, with a new token",
    )
    .await;

    // A day later the key service has not read it: the old key goes on, and the log says why.
    pass(&town, &both, 12);
    let waits = town.central().look_after_issuer().await;
    assert!(matches!(waits, Err(CentralError::RenewalWaits(_))));
    assert_eq!(
        town.keyservice().missing_issuer_key().map(|key| key.len()),
        Some(43)
    );
    works(&noor, "00-BDF-0", "the key service lags behind").await;
    works(&bram, "00-BDF-0", "the key service lags behind").await;

    // Now it has. Who has a token of the old key keeps it; who asks for one gets one of the new key.
    lays_the_file(data.path(), &town);
    town.central().look_after_issuer().await.unwrap();
    let signing = town.central().issuer_renewal();
    assert!(matches!(signing, Some(Step::Signing { .. })), "{signing:?}");
    pass(&town, &both, 7);
    works(&noor, "00-BDF-0", "a token of the old key").await;
    let wim = Officer::joins(&town, "duinwijk", Role::Officer).await;
    works(&wim, "00-BDF-0", "a phone that is enrolled meanwhile").await;
    town.start_central().await.unwrap();
    town.start_keyservice().await.unwrap();
    pass(&town, &[&noor, &bram, &wim], 1);
    works(&noor, "00-BDF-0", "a token of the new key, after a restart").await;

    // An hour after the last token of the old key has ended, it goes by itself.
    pass(&town, &[&noor, &bram, &wim], 1);
    town.central().look_after_issuer().await.unwrap();
    assert_eq!(town.central().issuer_renewal(), None);
    lays_the_file(data.path(), &town);
    for officer in [&noor, &bram, &wim] {
        works(officer, "BF-000-G", "after").await;
    }
    assert!(log::heard().contains("the issuer's key has been renewed"));
    let device = town.central().devices().await.unwrap()[0].device;
    let grant = Grant {
        device,
        role: Role::Officer,
        team: "duinwijk".parse().unwrap(),
        jkt: String::new(),
    };
    let now = UnixSeconds::from_millis(town.clock().now().0);
    let forged = old.issue(&grant, now, 600).text;
    let central = ask(
        town.central_address(),
        Method::GET,
        "/v1/teams/duinwijk/summaries",
        Some(&forged),
        None,
    )
    .await;
    let keyservice = ask(
        town.keyservice_address(),
        Method::GET,
        "/v1/epochs",
        Some(&forged),
        None,
    )
    .await;
    let refused = (central.status, keyservice.status);
    assert_eq!(refused, (401, 401), "a thief of the old key");
    town.central().look_after_issuer().await.unwrap();
    town.close().await;
}
