//! What every store has to keep to, told against the trait. A new implementation adds itself to
//! [`fresh`].

mod counts;
mod devices;
mod figures;
mod kept;
mod mistyped;
mod quota;
mod renamed;
mod upkeep;

use std::collections::BTreeMap;

use proco_access::Team;
use proco_access::limit::Limit;
use proco_exchange::Hour;
use proco_exchange::receipt::{Receipt, RefusalCode};
use proco_exchange::report::ReportId;
use proptest::prelude::*;
use tempfile::TempDir;
use uuid::Uuid;

use super::sqlite::SqliteStore;
use super::*;
use crate::keys::ReportKey;
use crate::measure::counted;
use crate::quota::Quota;
use crate::record::{Admitted, Facts, Name, Record};

/// Each store, empty, with the folder it lives in.
fn fresh() -> Vec<(Box<dyn Store>, TempDir)> {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = SqliteStore::open(&folder.path().join("central.db")).unwrap();
    vec![(Box::new(sqlite), folder)]
}

/// An upload of one officer who may bring all of it.
fn upload(admitted: Vec<Admitted>) -> Upload {
    let now = Hour(498_210).start();
    let none = Limit {
        burst: 1_000_000,
        per_day: 1_000_000,
    };
    let quota = Quota {
        reports: none,
        advisories: none,
    };
    Upload {
        device: DeviceId(Uuid::nil()),
        team: roermond(),
        admitted,
        open: open_week(),
        uploader: Uploader::known(OfficerTag([1; 8]), quota, now),
        key: key(),
    }
}

fn key() -> CentralKey {
    CentralKey::from_bytes(&[1; 32])
}

fn roermond() -> Team {
    "roermond-1".parse().unwrap()
}

/// 2026-W45, of the epoch 2026Q4.
fn open_week() -> Week {
    Week::of(Hour(498_200))
}

fn name(report: u8, revision: u32, officer: u8) -> Name {
    Name {
        id: ReportId(Uuid::from_u128(report.into())),
        report: ReportKey(u128::from(report).to_be_bytes()),
        revision,
        epoch: Epoch::new(2026, 4).unwrap(),
        officer: OfficerTag([officer; 8]),
    }
}

fn facts(rating: u8, found: bool) -> Facts {
    let mut facts = serde_json::json!({
        "subject": "plate", "initiative": "call", "basis": "wvw_160", "grounds": ["report"],
        "reason_told": "unasked", "despite_advisory": false, "ratings": { "voice": rating },
    });
    if found {
        facts["findings"] = serde_json::json!(["fine"]);
        facts["link"] = serde_json::json!("linked");
    }
    Facts::from_json(true, &facts.to_string()).unwrap()
}

fn stop(name: Name, rating: u8, found: bool) -> Admitted {
    // Every report of another subject: none of them is a repeat.
    Admitted::Record(Record {
        name,
        subject: SubjectKey(name.report.0),
        hour: Hour(498_210),
        facts: facts(rating, found),
    })
}

/// Something that a phone does.
#[derive(Clone, Debug)]
enum Sent {
    Stop(u8, u32, u8, bool),
    Withdrawal(u8, u32),
}

impl Sent {
    fn admitted(&self, officer: u8) -> Admitted {
        match self {
            Self::Stop(report, revision, rating, found) => {
                stop(name(*report, *revision, officer), *rating, *found)
            }
            Self::Withdrawal(report, revision) => {
                Admitted::Withdrawal(name(*report, *revision, officer))
            }
        }
    }
}

/// What is true after all of it: per report its last revision, or that it is withdrawn.
fn model(sent: &[Sent]) -> BTreeMap<u8, Option<(u32, u8, bool)>> {
    let mut kept = BTreeMap::new();
    for one in sent {
        match one {
            Sent::Stop(report, revision, rating, found) => {
                let new = Some((*revision, *rating, *found));
                let held = kept.entry(*report).or_insert(new);
                if held.is_some_and(|held| held.0 < *revision) {
                    *held = new;
                }
            }
            Sent::Withdrawal(report, _) => {
                kept.insert(*report, None);
            }
        }
    }
    kept
}

fn any_sent() -> impl Strategy<Value = Sent> {
    let stop = (0_u8..6, 1_u32..4, 1_u8..6, any::<bool>())
        .prop_map(|(report, revision, rating, found)| Sent::Stop(report, revision, rating, found));
    let withdrawal =
        (0_u8..6, 2_u32..5).prop_map(|(report, revision)| Sent::Withdrawal(report, revision));
    prop_oneof![5 => stop, 1 => withdrawal]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_roll_up_is_what_the_kept_records_add_up_to(
        batches in prop::collection::vec(prop::collection::vec(any_sent(), 1..8), 1..5),
        again in any::<bool>(),
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        for (store, _folder) in fresh() {
            runtime.block_on(async {
                for batch in &batches {
                    // An answer that was lost: the phone sends the same batch again.
                    for _ in 0..=u8::from(again) {
                        let admitted = batch.iter().map(|sent| sent.admitted(1)).collect();
                        store.take(upload(admitted)).await.unwrap();
                    }
                }
                let mut expected: BTreeMap<Measure, u32> = BTreeMap::new();
                let all: Vec<Sent> = batches.concat();
                for (_, rating, found) in model(&all).into_values().flatten() {
                    for measure in counted(&facts(rating, found), false) {
                        *expected.entry(measure).or_default() += 1;
                    }
                }
                let rows = store.rollup(roermond(), open_week(), open_week().next());
                let rows = rows.await.unwrap().into_iter();
                let found: BTreeMap<_, _> = rows.map(|row| (row.measure, row.number)).collect();
                prop_assert_eq!(found, expected);
                Ok(())
            })?;
        }
    }
}

#[tokio::test]
async fn a_report_belongs_to_who_sent_it_first_and_to_its_epoch() {
    for (store, _folder) in fresh() {
        let mut elsewhere = name(1, 2, 1);
        elsewhere.epoch = elsewhere.epoch.previous();
        let batch = vec![
            stop(name(1, 1, 1), 3, false),
            stop(name(1, 2, 2), 3, false),
            Admitted::Withdrawal(name(1, 2, 2)),
            stop(elsewhere, 3, false),
            stop(name(1, 1, 1), 5, true),
        ];
        let taken = store.take(upload(batch)).await.unwrap();
        let (receipts, _) = taken.receipts().unwrap();
        let refused = |code| Receipt::Refused { code };
        assert_eq!(
            receipts,
            [
                Receipt::Stored,
                refused(RefusalCode::NotYours),
                refused(RefusalCode::NotYours),
                refused(RefusalCode::Inconsistent),
                Receipt::OtherStored {
                    revision: 1,
                    hour_alone: false
                },
            ]
        );
    }
}

#[tokio::test]
async fn uploads_at_the_same_time_each_get_their_own_receipts() {
    for (store, _folder) in fresh() {
        // Each phone sends one report of its own and one that all of them claim.
        let batch = |phone: u8| {
            vec![
                stop(name(phone, 1, phone), 3, false),
                stop(name(99, 1, phone), 3, false),
            ]
        };
        let taken = (1..=40).map(|phone| store.take(upload(batch(phone))));
        let receipts = futures_util::future::join_all(taken).await;
        let firsts = receipts.iter().map(|receipts| {
            let UploadOutcome::Receipts(receipts, _) = receipts.as_ref().unwrap() else {
                panic!("there is enough left");
            };
            assert_eq!((receipts.len(), receipts[0]), (2, Receipt::Stored));
            receipts[1] == Receipt::Stored
        });
        assert_eq!(
            firsts.filter(|first| *first).count(),
            1,
            "one of them was first"
        );
        let rows = store.rollup(roermond(), open_week(), open_week().next());
        let rows = rows.await.unwrap().into_iter();
        let stops = rows.filter(|row| row.measure == Measure::Stops);
        assert_eq!(stops.map(|row| row.number).sum::<u32>(), 41);
    }
}

#[tokio::test]
async fn the_first_open_week_only_moves_forward() {
    for (store, _folder) in fresh() {
        let later = open_week().next();
        assert_eq!(store.close_before(later).await.unwrap(), later);
        assert_eq!(store.close_before(open_week()).await.unwrap(), later);
        let batch = vec![stop(name(1, 1, 1), 3, false)];
        store.take(upload(batch)).await.unwrap();
        assert_eq!(store.weeks(roermond()).await.unwrap(), [later]);
        assert_eq!(store.teams().await.unwrap().rows, [roermond()]);
    }
}

#[tokio::test]
async fn what_is_held_is_kept_as_it_was_kept_last() {
    for (store, _folder) in fresh() {
        assert_eq!(store.clock_doubts().await.unwrap(), ClockDoubts::default());
        store.close_before(open_week()).await.unwrap();
        let epoch = Epoch::new(2026, 4).unwrap();
        let held = ClockDoubts {
            ahead_since: Some(UtcMillis(7)),
            expired_since: BTreeMap::from([(epoch, UtcMillis(8))]),
        };
        for kept in [held, ClockDoubts::default()] {
            store.keep_clock_doubts(kept.clone()).await.unwrap();
            assert_eq!(store.clock_doubts().await.unwrap(), kept);
        }
    }
}

#[tokio::test]
async fn an_epoch_goes_with_its_records_and_tags() {
    for (store, _folder) in fresh() {
        let officers = [1, 2].map(|officer| stop(name(officer, 1, officer), 3, false));
        let taken = store.take(upload(officers.to_vec()));
        taken.await.unwrap();
        let epoch = Epoch::new(2026, 4).unwrap();
        assert_eq!(store.epochs().await.unwrap().rows, [epoch]);
        store.drop_epoch(epoch, open_week()).await.unwrap();
        let rows = store.rollup(roermond(), open_week(), open_week().next());
        let rows = rows.await.unwrap();
        assert!(rows.iter().all(|row| row.officer.is_none()));
        let stops = rows.iter().find(|row| row.measure == Measure::Stops);
        assert_eq!(stops.unwrap().number, 2);
        store.drop_epoch(epoch, open_week().next()).await.unwrap();
        assert_eq!(store.weeks(roermond()).await.unwrap(), []);
        assert_eq!(store.epochs().await.unwrap().rows, []);
    }
}
