//! What is kept survives a stop, a copy, a restore, and the loss of a file, or central says that it
//! does not.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use proco_central::copies::{self, Existing};
use proco_central::store::StoreError;
use proco_central::{Central, CentralError, Config, ManualClock};
use proco_exchange::report::PROTOCOL_VERSION;
use rusqlite::Connection;
use serde_json::json;
use tempfile::TempDir;

use proco_testbed::central::{SUNDAY, TestCentral};
use proco_testbed::reports::{already_stored, query, stop, stored, withdrawal};
use proco_testbed::visitor::Visitor;

fn open(folder: &Path) -> Result<Central, CentralError> {
    Central::open(Config::new(folder), Arc::new(ManualClock::at(SUNDAY)))
}

fn rows(database: &Path) -> i64 {
    let database = Connection::open(database).unwrap();
    let count = "SELECT count(*) FROM records WHERE kind <> 'withdrawn'";
    database.query_row(count, [], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn after_an_orderly_stop_the_one_file_holds_every_row() {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    for batch in 0..4 {
        let reports = (0..250)
            .map(|n| query(n, central.hour()))
            .collect::<Vec<_>>();
        let receipts = central.upload(&phone, &reports).await;
        assert!(
            receipts.iter().all(|receipt| *receipt == stored()),
            "{batch}"
        );
    }
    central.server.leave().await.unwrap();
    let copy = central.folder.path().join("copy.db");
    fs::copy(central.folder.path().join("central.db"), &copy).unwrap();
    assert_eq!(rows(&copy), 1000);

    let report = json!({ "version": 1, "reports": [query(1, central.hour())] });
    let late = central
        .post("/v1/reports", Some(&phone.token), &report)
        .await;
    assert!(!late.is_success(), "what cannot be kept is not taken");
}

#[tokio::test]
async fn what_a_copy_lacks_is_taken_again_and_what_was_withdrawn_is_buried_again() {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    let grant = async |it: &TestCentral| it.refresh(&phone).await.body["restored"].clone();
    assert_eq!(grant(&central).await, json!(0));
    let early = [stop(1, central.hour()), query(2, central.hour())];
    let report = json!({ "version": PROTOCOL_VERSION, "reports": early });
    let token = Some(phone.token.as_str());
    let told = central.post("/v1/reports", token, &report).await;
    assert_eq!(told.body["restored"], json!(0));
    central.server.tidy().await.unwrap();
    let copy = central.folder.path().join("copies").join("morning.db");
    fs::create_dir(copy.parent().unwrap()).unwrap();
    central.server.backup(&copy).await.unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(&copy).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "a copy is as private as the database");
    }
    let again = central.server.backup(&copy).await;
    assert!(matches!(again, Err(CentralError::Exists(_))), "{again:?}");

    let late = stop(3, central.hour());
    let gone = withdrawal(&early[0], 2);
    central.upload(&phone, &[late.clone(), gone.clone()]).await;
    central.server.leave().await.unwrap();
    let (folder, clock) = central.stopped().await;
    let data = folder.path();
    let refused = copies::restore(data, &copy, Existing::Keep, &*clock).await;
    assert!(
        matches!(refused, Err(CentralError::Exists(_))),
        "{refused:?}"
    );
    let mut numbers = Vec::new();
    for _ in 0..2 {
        copies::restore(data, &copy, Existing::MoveAside, &*clock)
            .await
            .unwrap();
        let server = open(data).unwrap();
        let elsewhere = TempDir::new().unwrap();
        let central = TestCentral::of(server, clock.clone(), elsewhere).await;
        numbers.push(grant(&central).await.as_u64().unwrap());
        assert_eq!(
            rows(&data.join("central.db")),
            2,
            "as it was in the morning"
        );
        let receipts = [early[1].clone(), late.clone(), gone.clone()];
        let report = json!({ "version": PROTOCOL_VERSION, "reports": [&early[1]] });
        let token = Some(phone.token.as_str());
        let told = central.post("/v1/reports", token, &report).await.body["restored"].clone();
        assert_eq!(told, json!(numbers.last()), "and with the receipts");
        let receipts = central.upload(&phone, &receipts).await;
        assert_eq!(receipts, [already_stored(), stored(), stored()]);
        assert_eq!(rows(&data.join("central.db")), 2, "one more, one withdrawn");
        central.stopped().await;
    }
    assert!(0 < numbers[0] && numbers[0] < numbers[1], "{numbers:?}");
    let aside = fs::read_dir(data).unwrap().filter(|entry| {
        let name = entry.as_ref().unwrap().file_name();
        name.to_str().unwrap().contains("moved-aside")
    });
    assert!(aside.count() > 0, "nothing was deleted");
}

#[tokio::test]
async fn a_phone_that_was_enrolled_after_the_copy_may_bring_what_it_recorded_then() {
    let central = TestCentral::open().await;
    central.server.tidy().await.unwrap();
    let copy = central.folder.path().join("copy.db");
    central.server.backup(&copy).await.unwrap();
    central.clock.advance_millis(30 * 3_600_000);
    let phone = central.officer("roermond-1").await;
    let lost = query(1, central.hour());
    central.clock.advance_millis(10 * 3_600_000);
    let data = central.folder.path();
    copies::restore(data, &copy, Existing::MoveAside, &*central.clock)
        .await
        .unwrap();
    let central = central.reopened().await;
    let team = "roermond-1".parse().unwrap();
    let code = central.server.enrol_code(team, proco_access::Role::Officer);
    let grant = central.use_code(&code.await.unwrap(), &phone.key).await;
    let phone = Visitor {
        token: grant.body["token"].as_str().unwrap().to_owned(),
        ..phone
    };
    assert_eq!(central.upload(&phone, &[lost]).await, [stored()]);
}

#[test]
fn a_database_that_vanished_or_was_emptied_is_not_begun_anew_unless_it_is_said() {
    for how in ["gone", "0 bytes", "without a table"] {
        let folder = tempfile::tempdir().unwrap();
        drop(open(folder.path()).unwrap());
        let database = folder.path().join("central.db");
        fs::remove_file(&database).unwrap();
        match how {
            "0 bytes" => fs::write(&database, []).unwrap(),
            "without a table" => {
                let other = Connection::open(&database).unwrap();
                other.execute_batch("PRAGMA user_version = 1").unwrap();
            }
            _ => {}
        }
        for start in 0..2 {
            let refused = open(folder.path()).map(drop).unwrap_err();
            assert!(
                matches!(refused, CentralError::DatabaseGone(_)),
                "{how}, {start}"
            );
            let words = refused.to_string();
            assert!(words.contains("proco-central restore --data /"), "{words}");
            assert!(words.contains("proco-central begin-anew"), "{words}");
        }
        let clock = ManualClock::at(SUNDAY);
        tokio::runtime::Runtime::new()
            .unwrap()
            .block_on(copies::begin_anew(
                folder.path(),
                Existing::MoveAside,
                &clock,
            ))
            .unwrap();
        drop(open(folder.path()).unwrap());
    }
}

/// What a first start leaves behind that is killed: after its mark, between the keys, after an empty file
/// of a database.
const KILLED: [(&str, &[(&str, usize)]); 4] = [
    ("the mark alone", &[]),
    ("a key without its bytes", &[("central.key", 0)]),
    ("the keys", &[("central.key", 32), ("issuer.key", 32)]),
    (
        "an empty database",
        &[("central.key", 32), ("issuer.key", 32), ("central.db", 0)],
    ),
];

fn left(sizes: &[(&str, usize)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, size) in sizes {
        let path = folder.path().join(name);
        fs::write(&path, vec![7; *size]).unwrap();
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    }
    folder
}

#[test]
fn a_first_start_that_was_killed_is_a_first_start_still() {
    for (what, sizes) in KILLED {
        let folder = left(sizes);
        let mark = folder.path().join("central.first-start");
        fs::write(&mark, "").unwrap();
        let first = open(folder.path()).map(drop);
        assert!(first.is_ok(), "{what}: {first:?}");
        assert!(!mark.exists(), "{what}: it has ended");
        drop(open(folder.path()).unwrap());
    }
}

#[test]
fn keys_without_a_database_begin_none() {
    for (what, sizes) in &KILLED[1..] {
        let folder = left(sizes);
        let refused = open(folder.path()).map(drop).unwrap_err();
        assert!(
            matches!(refused, CentralError::DatabaseGone(_)),
            "{what}: {refused}"
        );
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            sizes.len(),
            "{what}: nothing was made"
        );
    }
    // The keys of a lost folder were put back, and nothing else.
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path()).unwrap());
    for name in ["central.db", "central.begun"] {
        fs::remove_file(folder.path().join(name)).unwrap();
    }
    assert!(matches!(
        open(folder.path()),
        Err(CentralError::DatabaseGone(_))
    ));
}

#[test]
fn another_key_beside_the_database_is_refused_in_words() {
    for name in ["central.key", "issuer.key"] {
        let folder = tempfile::tempdir().unwrap();
        drop(open(folder.path()).unwrap());
        let path = folder.path().join("keys").join(name);
        let own = fs::read(&path).unwrap();
        let mut other = own.clone();
        other[9] ^= 1;
        fs::write(&path, other).unwrap();
        let refused = open(folder.path()).map(drop).unwrap_err();
        assert!(matches!(refused, CentralError::OtherKey(_)), "{refused}");
        assert!(refused.to_string().contains("put back the right file"));
        fs::write(&path, own).unwrap();
        drop(open(folder.path()).unwrap());
    }
}

#[test]
fn a_database_of_an_earlier_program_is_bound_to_its_keys_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path()).unwrap());
    fs::remove_file(folder.path().join("central.begun")).unwrap();
    let database = Connection::open(folder.path().join("central.db")).unwrap();
    database.execute_batch("DELETE FROM key_checks").unwrap();
    drop(database);
    drop(open(folder.path()).unwrap());
    fs::write(folder.path().join("keys/central.key"), [7; 32]).unwrap();
    assert!(matches!(
        open(folder.path()),
        Err(CentralError::OtherKey(_))
    ));
}

#[test]
fn a_database_of_a_newer_program_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path()).unwrap());
    let database = Connection::open(folder.path().join("central.db")).unwrap();
    let newer = "INSERT INTO refinery_schema_history VALUES (99, 'later', '', '1')";
    database.execute_batch(newer).unwrap();
    drop(database);
    let refused = open(folder.path()).map(drop).unwrap_err();
    assert!(matches!(
        refused,
        CentralError::Store(StoreError::Schema(_))
    ));
    let words = refused.to_string();
    assert!(words.contains("update the program"), "{words}");
}

#[tokio::test]
async fn two_servers_do_not_run_on_one_folder_and_no_copy_is_put_under_one() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let folder = tempfile::tempdir().unwrap();
    let listener = || tokio::net::TcpListener::bind("127.0.0.1:0");
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let first = open(folder.path()).unwrap();
    let at = listener().await.unwrap();
    let address = at.local_addr().unwrap();
    let server = tokio::spawn(proco_central::serve(at, first, async {
        stopped.await.ok();
    }));
    let health = format!("http://{address}/v1/health");
    assert_eq!(reqwest::get(&health).await.unwrap().status(), 204);
    let clock = ManualClock::at(SUNDAY);
    let copy = folder.path().join("copy.db");
    let refused = copies::restore(folder.path(), &copy, Existing::MoveAside, &clock).await;
    assert!(
        matches!(refused, Err(CentralError::Running(_))),
        "{refused:?}"
    );
    let second = open(folder.path()).unwrap();
    let second = proco_central::serve(listener().await.unwrap(), second, async {}).await;
    assert!(
        matches!(second, Err(CentralError::Running(_))),
        "{second:?}"
    );
    stop.send(()).unwrap();
    server.await.unwrap().unwrap();
    assert!(!folder.path().join("central.running").exists());
}

#[tokio::test]
async fn a_command_that_writes_while_the_server_ends_makes_no_sound_database_a_damaged_one() {
    let central = TestCentral::open().await;
    let folder = central.folder.path();
    // A command has the database open while the server leaves it, and writes after that.
    let command = open(folder).unwrap();
    central.server.leave().await.unwrap();
    let team = "roermond-1".parse().unwrap();
    let role = proco_access::Role::Officer;
    command.enrol_code(team, role).await.unwrap();
    command.leave().await.unwrap();
    let again = open(folder).unwrap();
    assert!(again.check().await.unwrap(), "nothing is wrong with it");
    assert!(!folder.join("central.damaged").exists());
}

#[tokio::test]
async fn what_is_moved_aside_takes_the_place_of_nothing_and_no_log_is_deleted() {
    let central = TestCentral::open().await;
    let folder = central.folder.path();
    let copy = folder.join("copy.db");
    central.server.backup(&copy).await.unwrap();
    central.server.leave().await.unwrap();
    let clock = ManualClock::at(SUNDAY);
    let aside = |end: &str| {
        let names = fs::read_dir(folder).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let moved = names.filter(|name| name.contains("moved-aside") && name.ends_with(end));
        moved.map(|name| folder.join(name)).collect::<Vec<_>>()
    };
    let is_log = |path: &&std::path::PathBuf| {
        let name = path.to_string_lossy();
        name.ends_with("-wal") || name.ends_with("-shm")
    };
    for times in 1..=3 {
        copies::restore(folder, &copy, Existing::MoveAside, &clock)
            .await
            .unwrap();
        let databases = aside("").iter().filter(|path| !is_log(path)).count();
        assert_eq!(databases, times, "all in one minute");
    }
    // The database was removed by hand; its log may hold what was acknowledged.
    fs::remove_file(folder.join("central.db")).unwrap();
    fs::write(folder.join("central.db-wal"), b"what was acknowledged").unwrap();
    copies::restore(folder, &copy, Existing::Keep, &clock)
        .await
        .unwrap();
    let logs = aside("-wal");
    let kept = |log: &std::path::PathBuf| fs::read(log).unwrap() == b"what was acknowledged";
    assert!(logs.iter().any(kept), "the log is kept");
}

#[cfg(unix)]
#[test]
fn the_database_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().unwrap();
    let server = open(folder.path()).unwrap();
    for name in ["central.db", "central.db-wal"] {
        let mode = fs::metadata(folder.path().join(name))
            .unwrap()
            .permissions();
        assert_eq!(mode.mode() & 0o777, 0o600, "{name}");
    }
    drop(server);
}
