//! The issuer's key renewed with overlap: no token of the old key ends before its time.

use std::fs;
use std::path::Path;

use proco_access::token::EMBEDDED_ISSUER;
use proco_access::{Audience, Issuer, Jwks, Role, UnixSeconds, Verifier};
use proco_central::renewal::Step;
use proco_central::{CentralError, Config};

use crate::command_line::{run, said};
use proco_testbed::central::{Centre, SUNDAY};
use proco_testbed::reports::{query, stored};
use proco_testbed::visitor::Visitor;

const HOUR: i64 = 3_600_000;

/// What anybody may know of the keys: how many are published, and which of them signed this token.
fn published(centre: &Centre) -> Jwks {
    let file = centre.folder.path().join("issuer.jwks.json");
    Jwks::from_json(&fs::read_to_string(file).unwrap()).unwrap()
}

fn number(keys: &Jwks) -> usize {
    keys.to_json().matches("\"kid\"").count()
}

/// Whether a token is believed by whoever holds these keys, such as a key service.
fn believed(keys: &Jwks, token: &str, centre: &Centre) -> bool {
    let now = UnixSeconds::from_millis(centre.central.now().0);
    Verifier::new(keys.clone(), EMBEDDED_ISSUER, Audience::KeyService)
        .access(token, now)
        .is_ok()
}

/// The same phone with a token of now.
async fn renewed(centre: &Centre, phone: &Visitor) -> Visitor {
    let grant = centre.refresh(phone).await.body;
    let token = grant["token"].as_str().unwrap().to_owned();
    Visitor {
        token,
        ..phone.clone()
    }
}

async fn is_let_in(centre: &Centre, phone: &Visitor) -> bool {
    centre.counts(phone, 1).await.status == 200
}

async fn looks(centre: &Centre) {
    centre.central.look_after_issuer().await.unwrap();
}

/// The seed of issuer.key, as a thief has it.
fn stolen(data: &Path) -> Issuer {
    let seed = fs::read(data.join("keys/issuer.key")).unwrap();
    Issuer::from_seed(EMBEDDED_ISSUER, &seed.try_into().unwrap())
}

#[tokio::test]
async fn whoever_has_a_token_goes_on_before_during_and_after_the_renewal_of_the_key() {
    for restarts in [false, true] {
        let mut centre = Centre::open().await;
        let before = centre.officer("roermond-1").await;
        let thief = stolen(centre.folder.path());
        let old = published(&centre);
        assert_eq!(number(&old), 1);

        let step = centre.central.renew_issuer_key(24).unwrap();
        let signs_from = SUNDAY.plus_millis(24 * HOUR);
        assert_eq!(step, Step::Announced { signs_from });
        let both = published(&centre);
        assert_eq!(number(&both), 2);
        if restarts {
            centre = centre.reopened().await;
        }
        looks(&centre).await;
        let announced = renewed(&centre, &before).await;
        assert!(
            believed(&old, &announced.token, &centre),
            "a key service that did not read the new key yet refuses nobody"
        );

        centre.clock.set(signs_from.plus_millis(-HOUR));
        let last = renewed(&centre, &before).await;
        centre.clock.set(signs_from);
        looks(&centre).await;
        let old_until = signs_from.plus_millis(9 * HOUR);
        let signing = Some(Step::Signing { old_until });
        assert_eq!(centre.central.issuer_renewal(), signing);
        if restarts {
            centre = centre.reopened().await;
            assert_eq!(centre.central.issuer_renewal(), signing);
        }
        let during = renewed(&centre, &before).await;
        assert!(!believed(&old, &during.token, &centre), "the new one signs");
        for phone in [&last, &during] {
            assert!(believed(&both, &phone.token, &centre));
            assert!(is_let_in(&centre, phone).await);
        }

        centre.clock.set(old_until.plus_millis(-1));
        looks(&centre).await;
        assert_eq!(published(&centre), both);
        centre.clock.set(old_until);
        let after = renewed(&centre, &before).await;
        looks(&centre).await;
        assert_eq!(centre.central.issuer_renewal(), None);
        let new = published(&centre);
        assert_eq!(number(&new), 1);
        assert_ne!(new, old);
        if restarts {
            centre = centre.reopened().await;
        }
        assert!(is_let_in(&centre, &after).await);
        let claim = proco_access::issuer::Grant {
            device: before.device,
            role: Role::Officer,
            team: "roermond-1".parse().unwrap(),
            jkt: String::new(),
        };
        let now = UnixSeconds::from_millis(old_until.0);
        let token = thief.issue(&claim, now, 600).text;
        let forged = Visitor { token, ..before };
        assert!(believed(&old, &forged.token, &centre), "it is well made");
        let refused = centre.counts(&forged, 1).await;
        assert_eq!(refused.refusal(), (401, "token_refused"));
        let kept = fs::read_dir(centre.folder.path().join("keys")).unwrap();
        assert_eq!(kept.count(), 2, "central.key and issuer.key");
        assert!(centre.central.check().await.unwrap());
    }
}

#[tokio::test]
async fn a_server_follows_what_a_command_begins_beside_it_and_one_renewal_goes_on_at_a_time() {
    let centre = Centre::open().await;
    let data = centre.folder.path().to_str().unwrap();
    let renew = ["issuer-keys", "--data", data, "--renew"];
    let told = run(&renew).await;
    let words = said(&told.stderr);
    assert!(
        told.status.success() && words.contains("signs from"),
        "{words}"
    );
    let keys = Jwks::from_json(&said(&told.stdout)).unwrap();
    assert_eq!(number(&keys), 2);
    assert_eq!(published(&centre), keys);
    assert_eq!(number(&centre.central.issuer_keys()), 1);
    looks(&centre).await;
    assert_eq!(centre.central.issuer_keys(), keys);

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
    let centre = Centre::open().await;
    looks(&centre).await;
    centre.central.renew_issuer_key(24).unwrap();
    for far in [90 * 24 * HOUR, -3 * HOUR] {
        centre.clock.set(SUNDAY.plus_millis(far));
        looks(&centre).await;
        let step = centre.central.issuer_renewal();
        assert!(matches!(step, Some(Step::Announced { .. })), "{far}");
    }
    centre.clock.set(SUNDAY.plus_millis(25 * HOUR));
    looks(&centre).await;
    let step = centre.central.issuer_renewal();
    assert!(matches!(step, Some(Step::Signing { .. })));
}

#[tokio::test]
async fn the_old_key_signs_until_the_key_service_takes_the_new_one() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = nobody.local_addr().unwrap();
    drop(nobody);
    let centre = Centre::open_with(SUNDAY, |config| {
        config.keyservice = Some(format!("http://{address}"));
    })
    .await;
    centre.central.renew_issuer_key(0).unwrap();
    let waits = centre.central.look_after_issuer().await;
    assert!(matches!(waits, Err(CentralError::RenewalWaits(_))));
    let step = centre.central.issuer_renewal();
    assert!(matches!(step, Some(Step::Announced { .. })));
}

#[tokio::test]
async fn replacing_a_key_that_somebody_has_seen_ends_its_renewal_too() {
    let mut centre = Centre::open().await;
    let phone = centre.officer("roermond-1").await;
    centre.central.renew_issuer_key(0).unwrap();
    looks(&centre).await;
    let both = centre.central.issuer_keys();
    assert_eq!(number(&both), 2);
    centre.central.leave().await.unwrap();
    let data = centre.folder.path().to_str().unwrap().to_owned();
    let replaced = run(&["replace-issuer-key", "--move-aside", "--data", &data]).await;
    assert!(replaced.status.success(), "{}", said(&replaced.stderr));
    centre = centre.reopened().await;
    assert_eq!(centre.central.issuer_renewal(), None);
    assert_eq!(number(&published(&centre)), 1);
    let phone = renewed(&centre, &phone).await;
    assert!(!believed(&both, &phone.token, &centre), "it is a third key");
    assert_eq!(
        centre.upload(&phone, &[query(1, centre.hour())]).await,
        [stored()]
    );
}

#[tokio::test]
async fn a_renewal_whose_file_is_damaged_is_refused_in_words_that_help() {
    let centre = Centre::open().await;
    centre.central.renew_issuer_key(24).unwrap();
    centre.central.leave().await.unwrap();
    let file = centre.folder.path().join("keys/issuer.renewal");
    fs::write(&file, "half a renewal").unwrap();
    let refused =
        proco_central::Central::open(Config::new(centre.folder.path()), centre.clock.clone());
    let words = refused.err().unwrap().to_string();
    assert!(words.contains("issuer.renewal"), "{words}");
    assert!(words.contains("replace-issuer-key"), "{words}");
}

#[tokio::test]
async fn a_copy_from_before_is_put_back_at_each_step_of_a_renewal() {
    let mut centre = Centre::open().await;
    let phone = centre.officer("roermond-1").await;
    let other = tempfile::tempdir().unwrap();
    let copy = other.path().join("copy");
    centre.central.backup(&copy).await.unwrap();
    centre.central.renew_issuer_key(0).unwrap();
    for (number, hours) in [(2, 0), (1, 9)] {
        centre.clock.advance_millis(hours * HOUR);
        looks(&centre).await;
        centre.central.leave().await.unwrap();
        let data = centre.folder.path().to_str().unwrap().to_owned();
        let from = copy.to_str().unwrap();
        let restore = ["restore", "--move-aside", "--from", from, "--data", &data];
        let restored = run(&restore).await;
        assert!(restored.status.success(), "{}", said(&restored.stderr));
        centre = centre.reopened().await;
        assert_eq!(self::number(&published(&centre)), number);
        let phone = renewed(&centre, &phone).await;
        assert!(is_let_in(&centre, &phone).await);
    }
}
