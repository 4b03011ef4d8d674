//! The key service as the program of each schema that landed left it: today's opens it with every key and
//! every limit there. How the stores were made stands in `tests/fixtures/README.md`.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use proco_exchange::UtcMillis;
use proco_exchange::evaluation::EvaluationRequest;
use proco_keyservice::store::Store;
use serde_json::{Value, json};

use crate::support::{Answer, BAKKER, DAY, JANSEN, Station, epoch};

mod made;

mod embedded {
    refinery::embed_migrations!("../../migrations/keyservice");
}

use made::LOST;

fn newest() -> i32 {
    let migrations = embedded::migrations::runner();
    let versions = migrations.get_migrations().iter();
    versions.map(refinery::Migration::version).max().unwrap()
}

fn folder(version: i32) -> PathBuf {
    let folder = format!("../../tests/fixtures/keyservice/V{version}");
    Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)
}

/// The schemas that a program had as its newest: the first three came with one program.
fn versions() -> impl Iterator<Item = i32> {
    3..=newest()
}

/// A key service that stands on such a store, and what the program that left it said.
struct EarlierServer {
    station: Station,
    said: Value,
    when: String,
}

impl EarlierServer {
    /// It is opened a minute after it was left, when no phone is told to be in yet.
    async fn by(version: i32) -> Self {
        let said = fs::read_to_string(folder(version).join("said.json")).unwrap();
        let said: Value = serde_json::from_str(&said).unwrap();
        let now = UtcMillis(said["now"].as_i64().unwrap() + 60_000);
        let left = |data: &Path| copy(&folder(version), data);
        Self {
            station: Station::stands_on(made::issuer(), now, left).await,
            said,
            when: format!("V{version}"),
        }
    }

    /// The same, and central has told who is in.
    async fn told(version: i32) -> Self {
        let left = Self::by(version).await;
        left.station.admit(&[JANSEN, BAKKER, LOST]);
        left
    }

    /// The phone of agent Bakker asks for what it asked for, of these epochs.
    async fn asks_again(&self, epochs: &[&Value]) -> Answer {
        let mut request = self.said["request"].clone();
        request["epochs"] = json!(epochs);
        let request: EvaluationRequest = serde_json::from_value(request).unwrap();
        let token = self.station.token(BAKKER);
        let path = "/v1/evaluations";
        self.station.post(path, Some(&token), &json!(request)).await
    }

    /// The epochs of this state, as the program that left them said.
    fn of_state(&self, state: &str) -> Vec<&Value> {
        let rows = self.said["epochs"].as_array().unwrap().iter();
        let rows = rows.filter(|row| row["state"] == state);
        rows.map(|row| &row["epoch"]).collect()
    }

    fn rows(&self) -> Vec<Value> {
        let store = Store::open_existing(&self.station.config.data_dir).unwrap();
        let rows = store.epochs().unwrap().into_iter().map(|row| {
            json!({ "epoch": row.epoch, "state": row.state.name(), "public_key": row.public_key })
        });
        rows.collect()
    }
}

/// Files as they were left, for their owner alone.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    fs::set_permissions(to, fs::Permissions::from_mode(0o700)).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let here = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &here);
        } else if !path.ends_with("said.json") {
            fs::copy(&path, &here).unwrap();
            fs::set_permissions(&here, fs::Permissions::from_mode(0o600)).unwrap();
        }
    }
}

#[tokio::test]
async fn each_schema_has_its_store() {
    for version in versions().filter(|version| !folder(*version).join("said.json").exists()) {
        if version == newest() && std::env::var_os("PROCO_BLESS").is_some() {
            made::store(&folder(version)).await;
        } else {
            panic!(
                "no store of V{version}: the program that brings a schema makes one, with PROCO_BLESS=1"
            );
        }
    }
}

#[tokio::test]
async fn each_live_epoch_of_each_schema_gives_the_same_pseudonyms_under_the_same_key() {
    for version in versions() {
        let left = EarlierServer::told(version).await;
        let live = json!(left.station.live().await);
        assert_eq!(live, left.said["live"], "{}", left.when);
        let before = left.said["answer"]["evaluations"].as_array().unwrap();
        assert_eq!(before.len(), 4, "{}", left.when);
        for before in before {
            let answer = left.asks_again(&[&before["epoch"]]).await;
            let now = &answer.body["evaluations"][0];
            assert_eq!(now["elements"], before["elements"], "{}", left.when);
            // Its proof holds under the key that phones have pinned.
            let epoch = serde_json::from_value(before["epoch"].clone()).unwrap();
            left.station.pseudonyms(BAKKER, "BB-00-DD", epoch).await;
        }
    }
}

#[tokio::test]
async fn what_was_expired_or_destroyed_in_each_schema_stays_so() {
    for version in versions() {
        let mut left = EarlierServer::told(version).await;
        let mut rows = left.rows();
        if version < 4 {
            // Programs before made no key a quarter ahead.
            rows.retain(|row| row["epoch"] != "2027Q2");
        }
        let before = left.said["epochs"].as_array().unwrap();
        assert_eq!(rows, *before, "{}", left.when);
        for later in [false, true] {
            if later {
                left.station.days(2).await;
                left.station.service().rotate_epochs().unwrap();
                left.station.restart().await;
            }
            for (state, name) in [("expired", "2026Q2"), ("destroyed", "2025Q4")] {
                let epochs = left.of_state(state);
                assert_eq!(epochs, [name], "{}", left.when);
                let answer = left.asks_again(&epochs).await;
                assert_eq!(answer.code(), "epoch_not_live", "{} {name}", left.when);
                let rows = left.rows();
                let row = rows.iter().find(|row| row["epoch"] == name).unwrap();
                assert_eq!(row["state"], state, "{} {name}", left.when);
            }
        }
        // What was expired by hand can still be taken back, and has its key.
        let store = Store::open_existing(&left.station.config.data_dir).unwrap();
        assert!(!store.revive_epoch(epoch("2025Q4")).unwrap());
        assert!(store.revive_epoch(epoch("2026Q2")).unwrap());
        left.station
            .pseudonyms(BAKKER, "BB-00-DD", epoch("2026Q2"))
            .await;
    }
}

#[tokio::test]
async fn whoever_had_asked_all_in_each_schema_waits_and_who_was_out_stays_out() {
    for version in versions() {
        let left = EarlierServer::by(version).await;
        let station = &left.station;
        let q1 = json!("2027Q1");
        // Before V5 nobody was told who is in.
        let answer = left.asks_again(&[&q1]).await;
        let wanted = if version < 5 { 403 } else { 200 };
        assert_eq!(answer.status, wanted, "{} {}", left.when, answer.text);

        station.admit(&[JANSEN, BAKKER, LOST]);
        assert_eq!(left.asks_again(&[&q1]).await.status, 200, "{}", left.when);
        let request: EvaluationRequest =
            serde_json::from_value(left.said["request"].clone()).unwrap();
        let ask = async |device| {
            let token = station.token(device);
            let path = "/v1/evaluations";
            station.post(path, Some(&token), &json!(request)).await
        };
        // Two of 300 a day, of which a minute has gone by.
        let answer = ask(JANSEN).await;
        assert_eq!(answer.code(), "quota_exhausted", "{}", left.when);
        assert_eq!(answer.header("retry-after"), Some("516"), "{}", left.when);
        station.clock.advance_millis(516_000);
        assert_eq!(ask(JANSEN).await.status, 200, "{}", left.when);
        assert_eq!(ask(LOST).await.code(), "device_revoked", "{}", left.when);
        station.clock.advance_millis(DAY);
        assert_eq!(ask(LOST).await.code(), "device_revoked", "{}", left.when);
    }
}
