//! The issuer's key renewed with overlap: no token of the old key ends before its time.

use std::fs;
use std::path::Path;

use proco_access::token::EMBEDDED_ISSUER;
use proco_access::{Audience, Issuer, Jwks, Role, UnixSeconds, Verifier};
use proco_central::renewal::Step;
use proco_central::{CentralError, Config};

use crate::command_line::{run, said};
use proco_testbed::central::{SUNDAY, TestCentral};
use proco_testbed::reports::{query, stored};
use proco_testbed::visitor::Visitor;

const HOUR: i64 = 3_600_000;

/// What anybody may know of the keys: how many are published, and which of them signed this token.
fn published(central: &TestCentral) -> Jwks {
    let file = central.folder.path().join("issuer.jwks.json");
    Jwks::from_json(&fs::read_to_string(file).unwrap()).unwrap()
}

fn number(keys: &Jwks) -> usize {
    keys.to_json().matches("\"kid\"").count()
}

/// Whether a token is believed by whoever holds these keys, such as a key service.
fn believed(keys: &Jwks, token: &str, central: &TestCentral) -> bool {
    let now = UnixSeconds::from_millis(central.server.now().0);
    Verifier::new(keys.clone(), EMBEDDED_ISSUER, Audience::KeyService)
        .access(token, now)
        .is_ok()
}

/// The same phone with a token of now.
async fn renewed(central: &TestCentral, phone: &Visitor) -> Visitor {
    let grant = central.refresh(phone).await.body;
    let token = grant["token"].as_str().unwrap().to_owned();
    Visitor {
        token,
        ..phone.clone()
    }
}

async fn is_let_in(central: &TestCentral, phone: &Visitor) -> bool {
    central.counts(phone, 1).await.status == 200
}

async fn looks(central: &TestCentral) {
    central.server.look_after_issuer().await.unwrap();
}

/// The seed of issuer.key, as a thief has it.
fn stolen(data: &Path) -> Issuer {
    let seed = fs::read(data.join("keys/issuer.key")).unwrap();
    Issuer::from_seed(EMBEDDED_ISSUER, &seed.try_into().unwrap())
}

#[tokio::test]
async fn whoever_has_a_token_goes_on_before_during_and_after_the_renewal_of_the_key() {
    for restarts in [false, true] {
        let mut central = TestCentral::open().await;
        let before = central.officer("roermond-1").await;
        let thief = stolen(central.folder.path());
        let old = published(&central);
        assert_eq!(number(&old), 1);

        let step = central.server.renew_issuer_key(24).unwrap();
        let signs_from = SUNDAY.plus_millis(24 * HOUR);
        assert_eq!(step, Step::Announced { signs_from });
        let both = published(&central);
        assert_eq!(number(&both), 2);
        if restarts {
            central = central.reopened().await;
        }
        looks(&central).await;
        let announced = renewed(&central, &before).await;
        assert!(
            believed(&old, &announced.token, &central),
            "a key service that did not read the new key yet refuses nobody"
        );

        central.clock.set(signs_from.plus_millis(-HOUR));
        let last = renewed(&central, &before).await;
        central.clock.set(signs_from);
        looks(&central).await;
        let old_until = signs_from.plus_millis(9 * HOUR);
        let signing = Some(Step::Signing { old_until });
        assert_eq!(central.server.issuer_renewal(), signing);
        if restarts {
            central = central.reopened().await;
            assert_eq!(central.server.issuer_renewal(), signing);
        }
        let during = renewed(&central, &before).await;
        assert!(
            !believed(&old, &during.token, &central),
            "the new one signs"
        );
        for phone in [&last, &during] {
            assert!(believed(&both, &phone.token, &central));
            assert!(is_let_in(&central, phone).await);
        }

        central.clock.set(old_until.plus_millis(-1));
        looks(&central).await;
        assert_eq!(published(&central), both);
        central.clock.set(old_until);
        let after = renewed(&central, &before).await;
        looks(&central).await;
        assert_eq!(central.server.issuer_renewal(), None);
        let new = published(&central);
        assert_eq!(number(&new), 1);
        assert_ne!(new, old);
        if restarts {
            central = central.reopened().await;
        }
        assert!(is_let_in(&central, &after).await);
        let claim = proco_access::issuer::Grant {
            device: before.device,
            role: Role::Officer,
            team: "roermond-1".parse().unwrap(),
            jkt: String::new(),
        };
        let now = UnixSeconds::from_millis(old_until.0);
        let token = thief.issue(&claim, now, 600).text;
        let forged = Visitor { token, ..before };
        assert!(believed(&old, &forged.token, &central), "it is well made");
        let refused = central.counts(&forged, 1).await;
        assert_eq!(refused.refusal(), (401, "token_refused"));
        let kept = fs::read_dir(central.folder.path().join("keys")).unwrap();
        assert_eq!(kept.count(), 2, "central.key and issuer.key");
        assert!(central.server.check().await.unwrap());
    }
}

#[tokio::test]
async fn a_server_follows_what_a_command_begins_beside_it_and_one_renewal_goes_on_at_a_time() {
    let central = TestCentral::open().await;
    let data = central.folder.path().to_str().unwrap();
    let renew = ["issuer-keys", "--data", data, "--renew"];
    let told = run(&renew).await;
    let words = said(&told.stderr);
    assert!(
        told.status.success() && words.contains("signs from"),
        "{words}"
    );
    let keys = Jwks::from_json(&said(&told.stdout)).unwrap();
    assert_eq!(number(&keys), 2);
    assert_eq!(published(&central), keys);
    assert_eq!(number(&central.server.issuer_keys()), 1);
    looks(&central).await;
    assert_eq!(central.server.issuer_keys(), keys);

    let again = run(&renew).await;
    let words = said(&again.stderr);
    assert!(
        !again.status.success() && words.contains("being renewed already"),
        "{words}"
    );
    let shown = run(&renew[..3]).await;
    assert_eq!(Jwks::from_json(&said(&shown.stdout)).unwrap(), keys);
    assert!(said(&shown.stderr).contains("signs from"));
}

#[tokio::test]
async fn a_clock_that_is_not_believed_takes_no_step() {
    let central = TestCentral::open().await;
    looks(&central).await;
    central.server.renew_issuer_key(24).unwrap();
    for far in [90 * 24 * HOUR, -3 * HOUR] {
        central.clock.set(SUNDAY.plus_millis(far));
        looks(&central).await;
        let step = central.server.issuer_renewal();
        assert!(matches!(step, Some(Step::Announced { .. })), "{far}");
    }
    central.clock.set(SUNDAY.plus_millis(25 * HOUR));
    looks(&central).await;
    let step = central.server.issuer_renewal();
    assert!(matches!(step, Some(Step::Signing { .. })));
}

#[tokio::test]
async fn the_old_key_signs_until_the_key_service_takes_the_new_one() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = nobody.local_addr().unwrap();
    drop(nobody);
    let central = TestCentral::open_with(SUNDAY, |config| {
        config.keyservice = Some(format!("http://{address}"));
    })
    .await;
    central.server.renew_issuer_key(0).unwrap();
    let waits = central.server.look_after_issuer().await;
    assert!(matches!(waits, Err(CentralError::RenewalWaits(_))));
    let step = central.server.issuer_renewal();
    assert!(matches!(step, Some(Step::Announced { .. })));
}

#[tokio::test]
async fn replacing_a_key_that_somebody_has_seen_ends_its_renewal_too() {
    let mut central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    central.server.renew_issuer_key(0).unwrap();
    looks(&central).await;
    let both = central.server.issuer_keys();
    assert_eq!(number(&both), 2);
    central.server.leave().await.unwrap();
    let data = central.folder.path().to_str().unwrap().to_owned();
    let replaced = run(&["replace-issuer-key", "--move-aside", "--data", &data]).await;
    assert!(replaced.status.success(), "{}", said(&replaced.stderr));
    central = central.reopened().await;
    assert_eq!(central.server.issuer_renewal(), None);
    assert_eq!(number(&published(&central)), 1);
    let phone = renewed(&central, &phone).await;
    assert!(
        !believed(&both, &phone.token, &central),
        "it is a third key"
    );
    assert_eq!(
        central.upload(&phone, &[query(1, central.hour())]).await,
        [stored()]
    );
}

#[tokio::test]
async fn a_renewal_whose_file_is_damaged_is_refused_in_words_that_help() {
    let central = TestCentral::open().await;
    central.server.renew_issuer_key(24).unwrap();
    central.server.leave().await.unwrap();
    let file = central.folder.path().join("keys/issuer.renewal");
    fs::write(&file, "half a renewal").unwrap();
    let refused =
        proco_central::Central::open(Config::new(central.folder.path()), central.clock.clone());
    let words = refused.err().unwrap().to_string();
    assert!(words.contains("issuer.renewal"), "{words}");
    assert!(words.contains("replace-issuer-key"), "{words}");
}

#[tokio::test]
async fn a_copy_from_before_is_put_back_at_each_step_of_a_renewal() {
    let mut central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    let other = tempfile::tempdir().unwrap();
    let copy = other.path().join("copy");
    central.server.backup(&copy).await.unwrap();
    central.server.renew_issuer_key(0).unwrap();
    for (number, hours) in [(2, 0), (1, 9)] {
        central.clock.advance_millis(hours * HOUR);
        looks(&central).await;
        central.server.leave().await.unwrap();
        let data = central.folder.path().to_str().unwrap().to_owned();
        let from = copy.to_str().unwrap();
        let restore = ["restore", "--move-aside", "--from", from, "--data", &data];
        let restored = run(&restore).await;
        assert!(restored.status.success(), "{}", said(&restored.stderr));
        central = central.reopened().await;
        assert_eq!(self::number(&published(&central)), number);
        let phone = renewed(&central, &phone).await;
        assert!(is_let_in(&central, &phone).await);
    }
}
