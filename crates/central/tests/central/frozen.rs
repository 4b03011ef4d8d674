//! Central as the program of each schema that landed left it: today's opens it with everything there. How the
//! databases were made stands in `tests/fixtures/README.md`.

use std::collections::BTreeMap;
use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::SigningKey;
use flate2::read::GzDecoder;
use proco_central::{Central, Config, ManualClock};
use proco_exchange::UtcMillis;
use proco_testbed::central::TestCentral;
use proco_testbed::reports::{already_stored, refused, stored};
use proco_testbed::visitor::Visitor;
use rand::rngs::OsRng;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::{earlier, p256};

mod made;
mod shared;

const HOUR: i64 = 3_600_000;

fn folder(version: i32) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../tests/fixtures/central/V{version}"))
}

/// The schemas that a program had as its newest. The first three came with one program, and of 10 to 12 the
/// last came first.
fn versions() -> impl Iterator<Item = i32> {
    (3..=earlier::newest()).filter(|version| ![10, 11].contains(version))
}

/// A central that stands on such a database, and what the program that left it said of it.
struct EarlierServer {
    central: TestCentral,
    said: Value,
    version: i32,
}

impl EarlierServer {
    /// It is opened an hour after it was left.
    async fn by(version: i32) -> Self {
        let here = tempfile::tempdir().unwrap();
        copy(&folder(version), here.path());
        let said = fs::read_to_string(folder(version).join("said.json")).unwrap();
        let said: Value = serde_json::from_str(&said).unwrap();
        let now = UtcMillis(said["now"].as_i64().unwrap() + HOUR);
        let clock = Arc::new(ManualClock::at(now));
        let server = Central::open(Config::new(here.path()), clock.clone()).unwrap();
        Self {
            central: TestCentral::of(server, clock, here).await,
            said,
            version,
        }
    }

    fn list(&self, what: &str) -> &Vec<Value> {
        self.said[what].as_array().unwrap()
    }

    /// The phone of this number, without a token.
    fn phone(&self, number: usize) -> Visitor {
        self.visitor(&self.said["phones"][number])
    }

    fn visitor(&self, phone: &Value) -> Visitor {
        let seed = URL_SAFE_NO_PAD.decode(phone["seed"].as_str().unwrap());
        Visitor {
            central: self.central.address(),
            device: serde_json::from_value(phone["device"].clone()).unwrap(),
            token: String::new(),
            key: SigningKey::from_bytes(&seed.unwrap().try_into().unwrap()),
        }
    }

    /// The phone of this number, with a token. None when it is out.
    async fn in_use(&self, number: usize) -> Option<Visitor> {
        let mut phone = self.phone(number);
        let grant = self.central.refresh(&phone).await;
        if self.said["phones"][number]["out"] == true {
            assert_eq!(grant.refusal(), (403, "device_revoked"));
            return None;
        }
        phone.token = grant.body["token"].as_str().unwrap().to_owned();
        Some(phone)
    }

    async fn lead(&self) -> Visitor {
        self.in_use(6).await.unwrap()
    }

    /// What the phone of number 5 sent in the hour in which another took its place is known from that, too.
    async fn the_phone_in_place_of_another_is_its_officer(&self) {
        let hour = UtcMillis(self.said["now"].as_i64().unwrap()).hour();
        let sent = self.list("sent").iter();
        let sent = sent
            .filter(|sent| sent["phone"] == 5)
            .map(|sent| &sent["report"]);
        let head =
            |report: &Value| report.as_object().unwrap().values().next().unwrap()["head"].clone();
        let sent: Vec<_> = sent
            .filter(|report| head(report)["hour"] == json!(hour))
            .cloned()
            .collect();
        let phone = self.in_use(9).await.unwrap();
        let receipts = self.central.upload(&phone, &sent).await;
        assert_eq!(receipts, vec![already_stored(); 3], "V{}", self.version);
    }

    /// A question of many rows, each with its number last.
    fn rows(&self, question: &str) -> Vec<Value> {
        let database = Connection::open(self.central.folder.path().join("central.db")).unwrap();
        let mut rows = database.prepare(question).unwrap();
        let rows = rows.query_map([], |row| row.get::<_, String>(0)).unwrap();
        rows.map(|row| serde_json::from_str(&row.unwrap()).unwrap())
            .collect()
    }

    /// What it answered about each subject in each epoch is what it answers.
    async fn counts_as_before(&self, fields: &[&str]) {
        let lead = self.lead().await;
        for asked in self.list("counts") {
            let question = &asked["question"];
            let answer = self
                .central
                .post("/v1/frequencies", Some(&lead.token), question);
            let answer = answer.await.body;
            for field in fields {
                let version = self.version;
                assert_eq!(
                    answer[field], asked["answer"][field],
                    "V{version} {question}"
                );
            }
        }
    }

    async fn figures_as_before(&self) {
        let lead = self.lead().await;
        let path = "/v1/teams/roermond-1/summaries";
        let listed = self.central.get(path, &lead.token).await.body;
        let before = self.list("published");
        let code = |period: &Value| period["code"].as_str().unwrap().to_owned();
        let codes = |periods: Vec<&Value>| periods.into_iter().map(code).collect::<Vec<_>>();
        assert_eq!(
            codes(listed["periods"].as_array().unwrap().iter().collect()),
            codes(before.iter().map(|summary| &summary["period"]).collect()),
            "V{}",
            self.version
        );
        for before in before {
            let path = format!("{path}/{}", code(&before["period"]));
            let now = self.central.get(&path, &lead.token).await.body;
            assert_eq!(shown(&now), shown(before), "V{} {path}", self.version);
        }
    }
}

/// The figures of a summary that are not hidden. Programs before V11 showed a mean of ratings, and said not on how
/// many officers and records a figure stands at least.
fn shown(summary: &Value) -> BTreeMap<String, u64> {
    const NO_FIGURE: [&str; 4] = ["mean_tenths", "min_officers", "min_records", "period"];
    fn look(at: &str, value: &Value, into: &mut BTreeMap<String, u64>) {
        match value {
            Value::Number(number) => {
                into.insert(at.to_owned(), number.as_u64().unwrap());
            }
            Value::Array(list) => {
                for entry in list {
                    let code = entry.get("code").or(entry.get("aspect")).unwrap();
                    look(&format!("{at}/{}", code.as_str().unwrap()), entry, into);
                }
            }
            Value::Object(fields) => {
                let figures = fields.iter();
                for (name, value) in figures.filter(|(name, _)| !NO_FIGURE.contains(&name.as_str()))
                {
                    look(&format!("{at}/{name}"), value, into);
                }
            }
            Value::Null | Value::Bool(_) | Value::String(_) => {}
        }
    }
    let mut figures = BTreeMap::new();
    look("", summary, &mut figures);
    figures
}

/// Files as they were left, for their owner alone.
fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let here = to.join(name.trim_end_matches(".gz"));
        if path.is_dir() {
            fs::create_dir(&here).unwrap();
            fs::set_permissions(&here, Permissions::from_mode(0o700)).unwrap();
            copy(&path, &here);
        } else if name != "said.json" {
            let mut left = File::open(&path).unwrap();
            let mut file = File::create(&here).unwrap();
            file.set_permissions(Permissions::from_mode(0o600)).unwrap();
            if name.ends_with(".gz") {
                io::copy(&mut GzDecoder::new(left), &mut file).unwrap();
            } else {
                io::copy(&mut left, &mut file).unwrap();
            }
        }
    }
}

#[tokio::test]
async fn each_schema_has_its_database() {
    for version in versions().filter(|version| !folder(*version).join("said.json").exists()) {
        let newest = version == earlier::newest();
        if newest && std::env::var_os("PROCO_BLESS").is_some() {
            made::store(&folder(version)).await;
        } else {
            panic!(
                "no database of V{version}: the program that brings a schema makes one, with PROCO_BLESS=1"
            );
        }
    }
}

#[tokio::test]
async fn each_subject_of_each_schema_has_its_counts_also_once_records_are_reduced() {
    for version in versions() {
        let left = EarlierServer::by(version).await;
        let whole = ["windows", "spare_until", "last_query", "last_stop"];
        left.counts_as_before(&whole).await;
        left.central.server.tidy().await.unwrap();
        left.counts_as_before(&["windows"]).await;
    }
}

#[tokio::test]
async fn each_report_of_each_schema_is_known_when_it_is_sent_again() {
    for version in versions() {
        let left = EarlierServer::by(version).await;
        let count = "SELECT json_array(epoch, kind, count(*)) FROM records GROUP BY epoch, kind";
        assert_eq!(left.rows(count), *left.list("records"), "V{version}");
        for tidied in [false, true] {
            if tidied {
                left.central.server.tidy().await.unwrap();
            }
            let when = format!("V{version}, tidied: {tidied}");
            // Programs before V15 did not keep why nothing but a name was left; whoever withdraws it again tells.
            let knows_why = version >= 15 || tidied;
            for number in 0..9 {
                let Some(phone) = left.in_use(number).await else {
                    assert!([5, 7].contains(&number), "{when}");
                    continue;
                };
                let sent = left.list("sent").iter();
                let sent: Vec<_> = sent.filter(|sent| sent["phone"] == number).collect();
                let reports: Vec<_> = sent.iter().map(|sent| sent["report"].clone()).collect();
                let wanted = sent.iter().map(|sent| {
                    if sent["withdrawn"] == true {
                        refused("withdrawn")
                    } else if sent["renamed"] == true {
                        refused("inconsistent")
                    } else if sent["report"].get("withdrawal").is_some() && !knows_why {
                        stored()
                    } else {
                        already_stored()
                    }
                });
                let receipts = left.central.upload(&phone, &reports).await;
                assert_eq!(
                    receipts,
                    wanted.collect::<Vec<_>>(),
                    "{when}, phone {number}"
                );
            }
            if version >= 5 {
                left.the_phone_in_place_of_another_is_its_officer().await;
            }
            assert_eq!(left.rows(count), *left.list("records"), "{when}");
            left.counts_as_before(&["windows"]).await;
        }
    }
}

#[tokio::test]
async fn what_each_schema_published_stays_and_its_open_week_is_published_in_its_turn() {
    for version in versions() {
        let left = EarlierServer::by(version).await;
        let central = &left.central;
        left.figures_as_before().await;
        central.server.tidy().await.unwrap();
        left.figures_as_before().await;

        // Until 2026-W41 and the day after it are over.
        for _ in 0..5 {
            central.clock.advance_millis(24 * HOUR);
            central.server.tidy().await.unwrap();
        }
        let of_roermond = left
            .list("rollup")
            .iter()
            .filter(|row| row[0] == "roermond-1");
        let week = of_roermond
            .clone()
            .map(|row| row[1].as_u64())
            .max()
            .unwrap();
        let path = "/v1/teams/roermond-1/summaries/2026-W41";
        let summary = central.get(path, &left.lead().await.token).await.body;
        let mut names = Vec::new();
        for row in of_roermond.filter(|row| row[1].as_u64() == week) {
            let name = row[2].as_str().unwrap();
            // Programs before V11 counted a look-up that led to a stop by its own report.
            if name != "queries" && !summary[name].is_null() {
                assert_eq!(summary[name], row[3], "V{version} {row}");
                names.push(name);
            }
        }
        assert!(names.contains(&"stops"), "V{version} {names:?}");
    }
}

#[tokio::test]
async fn the_devices_and_codes_of_each_schema_are_what_they_were() {
    for version in versions() {
        let left = EarlierServer::by(version).await;
        let central = &left.central;
        for (number, phone) in left.list("phones").iter().enumerate() {
            let grant = central.refresh(&left.phone(number)).await;
            let when = format!("V{version}, phone {number}");
            if phone["out"] == true {
                assert_eq!(grant.refusal(), (403, "device_revoked"), "{when}");
                continue;
            }
            let team = phone["team"].as_str().unwrap();
            let path = format!("/v1/teams/{team}/summaries");
            let answer = central
                .get(&path, grant.body["token"].as_str().unwrap())
                .await;
            let wanted = if phone["lead"] == true { 200 } else { 403 };
            assert_eq!(answer.status, wanted, "{when}");
        }
        let code = left.said["code"].as_str().unwrap();
        for wanted in [201, 403] {
            let key = SigningKey::generate(&mut OsRng);
            let answer = central.use_code(code, &key).await;
            assert_eq!(answer.status, wanted, "V{version} {}", answer.body);
        }
        if version >= 14 {
            let key = URL_SAFE_NO_PAD.decode(left.said["p256"].as_str().unwrap());
            let key = ::p256::ecdsa::SigningKey::from_slice(&key.unwrap()).unwrap();
            let grant = p256::token(central, &key, p256::public(&key).device()).await;
            assert_eq!(grant.status, 200, "V{version}");
        }
        if version >= 7 {
            let accepted = central.server.accepted_epoch_keys().await.unwrap();
            assert_eq!(accepted, [made::accepted()], "V{version}");
        }
    }
}
