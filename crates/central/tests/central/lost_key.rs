//! A key of central that is gone for good: the way out, and what it costs.

use std::fs;
use std::path::Path;

use proco_access::Role;

use crate::command_line::{run, said};
use proco_testbed::central::TestCentral;
use proco_testbed::reports::{already_stored, query, stored};
use proco_testbed::visitor::Visitor;

async fn told(words: &[&str], data: &Path) -> (bool, String) {
    let output = run(&[words, &["--data", data.to_str().unwrap()]].concat()).await;
    let told = said(&output.stdout) + &said(&output.stderr);
    (output.status.success(), told)
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

#[tokio::test]
async fn without_its_issuer_key_central_goes_on_and_no_phone_is_enrolled_anew() {
    for lost in ["missing", "half", "another"] {
        let mut central = TestCentral::open().await;
        let mut phone = central.officer("roermond-1").await;
        let report = query(1, central.hour());
        assert_eq!(
            central.upload(&phone, std::slice::from_ref(&report)).await,
            [stored()]
        );
        let before = central.server.issuer_keys();
        central.server.leave().await.unwrap();
        let data = central.folder.path().to_owned();
        let key = data.join("keys/issuer.key");
        match lost {
            "missing" => fs::remove_file(&key).unwrap(),
            "half" => fs::write(&key, [7; 16]).unwrap(),
            _ => fs::write(&key, [7; 32]).unwrap(),
        }
        let (done, words) = told(&["check"], &data).await;
        assert!(!done, "{lost}: {words}");
        let way = "`proco-central replace-issuer-key --help`";
        assert!(words.contains(way), "{lost}: {words}");
        if lost != "missing" {
            let (done, words) = told(&["replace-issuer-key"], &data).await;
            assert!(
                !done && words.contains("is there already"),
                "{lost}: {words}"
            );
        }
        let (done, words) = told(&["replace-issuer-key", "--move-aside"], &data).await;
        assert!(
            done && words.contains("issuer.jwks.json"),
            "{lost}: {words}"
        );

        central = central.reopened().await;
        assert_ne!(central.server.issuer_keys(), before, "{lost}");
        let old = central.counts(&phone, 1).await;
        assert_eq!(old.status, 401, "{lost}: its token has ended");
        let grant = central.refresh(&phone).await.body;
        phone.token = grant["token"].as_str().unwrap().to_owned();
        let receipts = central.upload(&phone, &[report]).await;
        assert_eq!(receipts, [already_stored()], "{lost}");
        assert_eq!(
            central.counts(&phone, 1).await.body["windows"][3]["queries"],
            1
        );
        assert!(central.server.check().await.unwrap(), "{lost}: it is sound");
        let aside = names(&data.join("keys")).into_iter();
        let aside = aside.filter(|name| name.starts_with("issuer.key.moved-aside-"));
        assert_eq!(aside.count(), usize::from(lost != "missing"), "{lost}");
    }
}

#[tokio::test]
async fn a_copy_from_before_the_issuer_key_was_replaced_is_put_back() {
    for database in ["lost too", "there"] {
        let mut central = TestCentral::open().await;
        let phone = central.officer("roermond-1").await;
        let other = tempfile::tempdir().unwrap();
        let copy = other.path().join("copy");
        central.server.backup(&copy).await.unwrap();
        central.server.leave().await.unwrap();
        let data = central.folder.path().to_owned();
        if database == "lost too" {
            fs::remove_file(data.join("central.db")).unwrap();
        }
        fs::remove_file(data.join("keys/issuer.key")).unwrap();
        let restore = ["restore", "--move-aside", "--from", copy.to_str().unwrap()];
        let (done, words) = told(&restore, &data).await;
        assert!(
            !done && words.contains("replace-issuer-key"),
            "{database}: {words}"
        );
        let (done, words) = told(&["replace-issuer-key"], &data).await;
        assert!(done, "{database}: {words}");
        let (done, words) = told(&restore, &data).await;
        assert!(
            done && words.contains("another issuer.key"),
            "{database}: {words}"
        );
        central = central.reopened().await;
        let grant = central.refresh(&phone).await;
        assert!(grant.is_success(), "{database}: {}", grant.body);
        central.server.leave().await.unwrap();

        // Of another central it is refused as ever.
        fs::write(data.join("keys/central.key"), [7; 32]).unwrap();
        let (done, words) = told(&restore, &data).await;
        assert!(
            !done && words.contains("central.key is not the key"),
            "{words}"
        );
    }
}

#[tokio::test]
async fn without_its_central_key_central_begins_anew_once_that_is_said() {
    for half in [false, true] {
        let mut central = TestCentral::open().await;
        let phone = central.officer("roermond-1").await;
        let report = query(1, central.hour());
        assert_eq!(
            central.upload(&phone, std::slice::from_ref(&report)).await,
            [stored()]
        );
        let issuer = central.server.issuer_keys();
        central.server.leave().await.unwrap();
        let data = central.folder.path().to_owned();
        let key = data.join("keys/central.key");
        if half {
            fs::write(&key, [7; 16]).unwrap();
        } else {
            fs::remove_file(&key).unwrap();
        }
        let (done, words) = told(&["begin-anew", "--move-aside"], &data).await;
        assert!(
            !done && words.contains("`proco-central begin-anew --help`"),
            "{words}"
        );
        assert_eq!(key.exists(), half, "no key is made that nobody asked for");
        let (done, words) = told(&["begin-anew", "--new-keys"], &data).await;
        assert!(!done && words.contains("is there already"), "{words}");
        assert_eq!(key.exists(), half);

        let (done, words) = told(&["begin-anew", "--new-keys", "--move-aside"], &data).await;
        assert!(done, "{words}");
        assert!(words.contains("central.key was made anew"), "{words}");
        assert!(!words.contains("issuer.key"), "that one stands: {words}");
        assert!(words.contains("Destroy the database"), "{words}");
        central = central.reopened().await;
        assert_eq!(central.server.issuer_keys(), issuer);
        let team = "roermond-1".parse().unwrap();
        let code = central
            .server
            .enrol_code(team, Role::Officer)
            .await
            .unwrap();
        let grant = central.use_code(&code, &phone.key).await.body;
        let token = grant["token"].as_str().unwrap().to_owned();
        let phone = Visitor { token, ..phone };
        assert_eq!(central.upload(&phone, &[report]).await, [stored()], "again");
        let kept = names(&data);
        assert!(
            kept.iter()
                .any(|name| name.starts_with("central.db.moved-aside-"))
        );
        let kept = names(&data.join("keys"));
        let keys = kept
            .iter()
            .filter(|name| name.starts_with("central.key.moved-aside-"));
        assert_eq!(keys.count(), usize::from(half), "nothing was deleted");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_database_is_not_restored_from_itself_under_whichever_name() {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    central.upload(&phone, &[query(1, central.hour())]).await;
    central.server.leave().await.unwrap();
    let data = central.folder.path().to_owned();
    let other = tempfile::tempdir().unwrap();
    let database = data.join("central.db");
    let [symbolic, hard] = ["symbolic", "hard"].map(|name| other.path().join(name));
    std::os::unix::fs::symlink(&database, &symbolic).unwrap();
    fs::hard_link(&database, &hard).unwrap();
    let before = (names(&data), fs::read(&database).unwrap());
    for from in [&database, &symbolic, &hard] {
        let from = from.to_str().unwrap();
        let (done, words) = told(&["restore", "--move-aside", "--from", from], &data).await;
        assert!(!done && words.contains("itself"), "{from}: {words}");
        let after = (names(&data), fs::read(&database).unwrap());
        assert!(after == before, "{from}");
    }
}
