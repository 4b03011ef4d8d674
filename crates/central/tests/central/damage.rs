//! Wrong bits in the database, and an end out of order: central says so.

use std::fs;
use std::path::Path;

use axum::body::Body;
use axum::http::Request;
use proco_central::{Central, CentralError, Config, router};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::summaries::{MONDAY, a_day_out, listed, pass_days, team};
use proco_testbed::central::TestCentral;
use proco_testbed::visitor::Visitor;

/// What an officer sees of every subject.
async fn seen(central: &TestCentral, phone: &Visitor) -> Vec<Value> {
    let mut seen = Vec::new();
    for subject in 0..120 {
        let answer = central.counts(phone, subject).await;
        seen.push(answer.body["windows"].clone());
    }
    seen
}

/// The status of health.
pub async fn health(server: &Central) -> (u16, Value) {
    let request = Request::get("/v1/health").body(Body::empty()).unwrap();
    let answer = router(server.clone()).oneshot(request).await.unwrap();
    let status = answer.status().as_u16();
    let body = axum::body::to_bytes(answer.into_body(), 10_000).await;
    (
        status,
        serde_json::from_slice(&body.unwrap()).unwrap_or(Value::Null),
    )
}

/// A central of six officers with a week that is published, and another that is open.
pub async fn busy() -> (TestCentral, Visitor, Visitor) {
    let central = TestCentral::open_at(MONDAY).await;
    let (mut officers, mut lead) = team(&central).await;
    a_day_out(&central, &officers, 15).await;
    pass_days(&central, 8, &mut officers, &mut lead).await;
    listed(&central, &lead).await;
    a_day_out(&central, &officers, 15).await;
    (central, officers.remove(0), lead)
}

/// A copy of the folder, in memory where the machine has some: hundreds of them are opened.
pub fn copied(from: &Path) -> tempfile::TempDir {
    let to = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
    let to = to.unwrap();
    copy_all(from, to.path());
    to
}

pub fn copy_all(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir(&to).unwrap();
            copy_all(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// xorshift64*: the same places each time.
struct Places(u64);

impl Places {
    fn next(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) % below
    }
}

fn flip(file: &Path, places: &mut Places) {
    let mut bytes = fs::read(file).unwrap();
    let place = usize::try_from(places.next(bytes.len() as u64)).unwrap();
    bytes[place] ^= 1 << places.next(8);
    fs::write(file, bytes).unwrap();
}

#[tokio::test]
async fn a_wrong_bit_in_a_database_that_was_left_in_order_is_told() {
    let (central, phone, lead) = busy().await;
    central.server.leave().await.unwrap();
    let clock = central.clock.clone();
    let open = |folder: &Path| Central::open(Config::new(folder), clock.clone());
    let sound = copied(central.folder.path());
    assert_eq!(health(&open(sound.path()).unwrap()).await.0, 204);
    let mut places = Places(6);
    for nth in 0..200 {
        let folder = copied(central.folder.path());
        flip(&folder.path().join("central.db"), &mut places);
        let server = match open(folder.path()) {
            Ok(server) => server,
            Err(refused) => {
                assert!(
                    matches!(refused, CentralError::DatabaseDamaged(_)),
                    "{refused}"
                );
                continue;
            }
        };
        let (status, told) = health(&server).await;
        assert_eq!(
            (status, &told["code"]),
            (503, &json!("unavailable")),
            "{told}"
        );
        let damaged = TestCentral::of(server, clock.clone(), folder).await;
        for refused in [
            damaged.counts(&phone, 1).await,
            damaged
                .get("/v1/teams/roermond-1/summaries", &lead.token)
                .await,
        ] {
            assert_eq!(refused.refusal(), (503, "unavailable"));
        }
        if nth % 20 == 0 {
            let again = damaged.reopened().await;
            assert_eq!(health(&again.server).await.0, 503, "also after a restart");
        }
    }
}

#[tokio::test]
async fn a_wrong_bit_after_an_end_out_of_order_is_told_or_changes_no_count() {
    let (central, phone, _lead) = busy().await;
    let expected = seen(&central, &phone).await;
    central.server.leave().await.unwrap();
    fs::remove_file(central.folder.path().join("central.sums")).unwrap();
    let clock = central.clock.clone();
    let mut places = Places(6);
    let mut told = 0;
    for _ in 0..200 {
        let folder = copied(central.folder.path());
        flip(&folder.path().join("central.db"), &mut places);
        let server = match Central::open(Config::new(folder.path()), clock.clone()) {
            Ok(server) => server,
            Err(_) => {
                told += 1;
                continue;
            }
        };
        if !server.check().await.is_ok_and(|sound| sound) {
            told += 1;
            continue;
        }
        let damaged = TestCentral::of(server, clock.clone(), folder).await;
        // A reader of damaged bytes may give up, which is told too.
        let phone = phone.clone();
        match tokio::spawn(async move { seen(&damaged, &phone).await }).await {
            Ok(seen) => assert_eq!(seen, expected, "silently wrong"),
            Err(_) => told += 1,
        }
    }
    assert!(told > 0, "some of 200 bits matter");
}

#[tokio::test]
async fn what_can_be_read_of_a_damaged_database_is_saved_and_put_back() {
    let (central, phone, _lead) = busy().await;
    let before = seen(&central, &phone).await;
    central.server.leave().await.unwrap();
    let folder = central.folder.path();
    let database = folder.join("central.db");
    let rows = |database: &Path| -> i64 {
        let database = rusqlite::Connection::open(database).unwrap();
        let count = "SELECT count(*) FROM records";
        database.query_row(count, [], |row| row.get(0)).unwrap()
    };
    let all = rows(&database);
    // One page in the middle of the table is gone.
    let page: i64 = rusqlite::Connection::open(&database)
        .unwrap()
        .query_row(
            "SELECT pageno FROM dbstat WHERE name = 'records' AND pagetype = 'leaf' LIMIT 1",
            [],
            |row| row.get(0),
        )
        .unwrap_or(9);
    let mut bytes = fs::read(&database).unwrap();
    let start = usize::try_from((page - 1) * 4096).unwrap();
    bytes[start..start + 4096].fill(0xA5);
    fs::write(&database, bytes).unwrap();

    let saved = folder.join("saved.db");
    let rescued = proco_central::rescue::rescue(&database, &saved).unwrap();
    let records = rescued
        .iter()
        .find(|found| found.table == "records")
        .unwrap();
    assert!(records.read > 0, "{rescued:?}");
    let again = proco_central::rescue::rescue(&database, &saved);
    assert!(matches!(again, Err(CentralError::Exists(_))));
    let clock = central.clock.clone();
    proco_central::copies::restore(
        folder,
        &saved,
        proco_central::copies::Existing::MoveAside,
        &*clock,
    )
    .await
    .unwrap();
    assert_eq!(rows(&database), i64::try_from(records.read).unwrap());
    assert!(rows(&database) <= all);
    let central = central.reopened().await;
    assert_eq!(health(&central.server).await.0, 204);
    let after = seen(&central, &phone).await;
    assert_eq!(after.len(), before.len());
    let grant = central.refresh(&phone).await.body;
    assert!(
        grant["restored"].as_u64().unwrap() > 0,
        "phones send the rest again"
    );
}

#[tokio::test]
async fn of_a_log_without_its_database_each_row_is_rescued() {
    let (central, phone, _lead) = busy().await;
    let database = central.folder.path().join("central.db");
    // Each page goes through the log.
    let all: i64 = {
        let database = rusqlite::Connection::open(&database).unwrap();
        database.execute_batch("VACUUM").unwrap();
        let count = "SELECT count(*) FROM records";
        database.query_row(count, [], |row| row.get(0)).unwrap()
    };
    let killed = copied(central.folder.path());
    let killed = killed.path();
    fs::remove_file(killed.join("central.db")).unwrap();
    let saved = killed.join("saved.db");
    let rescued = proco_central::rescue::rescue(&killed.join("central.db"), &saved).unwrap();
    let of = |table: &str| rescued.iter().find(|found| found.table == table).unwrap();
    assert_eq!(i64::try_from(of("records").read).unwrap(), all);
    assert!(killed.join("central.db-wal").exists(), "it is only read");
    let standing = proco_central::copies::Existing::MoveAside;
    proco_central::copies::restore(killed, &saved, standing, &*central.clock)
        .await
        .unwrap();
    let again = Central::open(Config::new(killed), central.clock.clone()).unwrap();
    assert_eq!(health(&again).await.0, 204);
    drop((central, phone));
}

#[test]
fn a_rescue_of_nothing_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let noise = folder.path().join("noise.db");
    fs::write(&noise, [7; 8192]).unwrap();
    let saved = folder.path().join("saved.db");
    for (from, told) in [
        (&noise, "first page"),
        (&folder.path().join("none.db"), "none.db"),
    ] {
        let refused = proco_central::rescue::rescue(from, &saved).unwrap_err();
        assert!(refused.to_string().contains(told), "{refused}");
        let names: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
        assert_eq!(names.len(), 1, "{told}: {names:?}");
    }
}

/// A wrong digit in a figure that was published: SQLite finds nothing wrong with it.
fn change_a_figure(database: &Path) {
    let mut bytes = fs::read(database).unwrap();
    let name = b"\"stops\":";
    let place = bytes.windows(name.len()).position(|part| part == name);
    let digit = &mut bytes[place.unwrap() + name.len()];
    assert!(digit.is_ascii_digit());
    *digit ^= 1;
    fs::write(database, bytes).unwrap();
}

#[tokio::test]
async fn a_command_and_a_refused_start_lose_nothing_of_what_was_known_of_the_database() {
    let (central, phone, _lead) = busy().await;
    central.server.leave().await.unwrap();
    let open = |folder: &Path| Central::open(Config::new(folder), central.clock.clone());
    for act in [
        "nothing",
        "reads",
        "writes",
        "checks",
        "is killed",
        "is refused",
    ] {
        let folder = copied(central.folder.path());
        let folder = folder.path();
        match act {
            "nothing" => {}
            "is refused" => {
                let key = folder.join("keys/issuer.key");
                let own = fs::read(&key).unwrap();
                fs::write(&key, [9; 32]).unwrap();
                let refused = open(folder).map(drop).unwrap_err();
                assert!(matches!(refused, CentralError::OtherKey(_)), "{refused}");
                fs::write(&key, own).unwrap();
            }
            _ => {
                let command = open(folder).unwrap();
                match act {
                    "reads" => drop(command.devices().await.unwrap()),
                    "checks" => assert!(command.check().await.unwrap()),
                    _ => assert!(command.revoke(phone.device).await.unwrap()),
                }
                if act != "is killed" {
                    command.close_after_command().await;
                }
            }
        }
        assert_eq!(health(&open(folder).unwrap()).await.0, 204, "{act}");
        change_a_figure(&folder.join("central.db"));
        let told = health(&open(folder).unwrap()).await.0;
        // Of what a killed command wrote nothing is known, and SQLite's check finds no wrong digit.
        let wanted = if act == "is killed" { 204 } else { 503 };
        assert_eq!(told, wanted, "{act}");
    }
}

#[tokio::test]
async fn damage_that_a_command_finds_beside_the_server_is_known_to_the_server() {
    let (central, phone, _lead) = busy().await;
    let command = Central::open(Config::new(central.folder.path()), central.clock.clone()).unwrap();
    rusqlite::Connection::open(central.folder.path().join("central.db"))
        .unwrap()
        .execute_batch("UPDATE commits SET lost = 0; PRAGMA wal_checkpoint(TRUNCATE)")
        .unwrap();
    let database = central.folder.path().join("central.db");
    let mut bytes = fs::read(&database).unwrap();
    for page in bytes.chunks_exact_mut(4096).skip(20) {
        page[..100].fill(0xA5);
    }
    fs::write(&database, bytes).unwrap();
    assert!(!command.check().await.unwrap());
    central.server.look_for_damage();
    assert_eq!(health(&central.server).await.0, 503);
    let refused = central.counts(&phone, 1).await;
    assert_eq!(refused.refusal(), (503, "unavailable"));
}

#[tokio::test]
async fn an_end_out_of_order_is_followed_by_a_check() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let (central, _phone, _lead) = busy().await;
    central.server.leave().await.unwrap();
    let open = |folder: &Path| Central::open(Config::new(folder), central.clock.clone());
    let mut places = Places(1);
    let (mut sound, mut damaged) = (0, 0);
    while sound == 0 || damaged == 0 {
        let folder = copied(central.folder.path());
        let database = folder.path().join("central.db");
        // As an end out of order leaves it: no sums, and the mark of a server that runs.
        fs::remove_file(folder.path().join("central.sums")).unwrap();
        fs::write(folder.path().join("central.running"), "").unwrap();
        if sound > 0 {
            flip(&database, &mut places);
        }
        let Ok(server) = open(folder.path()) else {
            continue;
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let server = tokio::spawn(proco_central::serve(listener, server, async {
            stopped.await.ok();
        }));
        let answer = reqwest::get(format!("http://{address}/v1/health")).await;
        let status = answer.unwrap().status();
        stop.send(()).unwrap();
        server.await.unwrap().unwrap();
        let marked = folder.path().join("central.damaged").exists();
        assert_eq!(status == 503, marked, "{status}");
        sound += usize::from(status == 204);
        damaged += usize::from(marked);
    }
}
