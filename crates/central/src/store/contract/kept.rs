//! What every store keeps of records that can no longer be amended, and where it puts them.

use proco_exchange::frequency::{Window, WindowCount};
use proco_exchange::receipt::{Receipt, RefusalCode};
use proco_exchange::report::AMENDABLE_DAYS;
use proptest::prelude::*;

use super::{facts, fresh, key, name, roermond, stop, upload};
use crate::record::{Admitted, Facts, Record};
use crate::store::*;

const NOW: Hour = Hour(500_000);

fn query() -> Facts {
    let facts = r#"{"subject":"plate","initiative":"call","led_to":"nothing"}"#;
    Facts::from_json(false, facts).unwrap()
}

/// The record of this number: of one subject, so many hours ago, perhaps a stop, perhaps with a finding.
fn seen(number: u8, hours: u32, of_stop: Option<bool>) -> Record {
    let hour = Hour(NOW.0 - hours);
    let mut name = name(number, 1, 1);
    name.epoch = hour.epoch();
    Record {
        name,
        subject: SubjectKey([7; 16]),
        hour,
        facts: of_stop.map_or_else(query, |found| facts(3, found)),
    }
}

/// What is counted where each record is known as finely as its age allows.
fn recount(records: &[Record]) -> Vec<WindowCount> {
    let to_the_hour = NOW.0 - u32::from(AMENDABLE_DAYS) * 24;
    let count = |window: Window| {
        let since = NOW.0 - window.hours();
        let mut count = WindowCount {
            window,
            queries: 0,
            stops: 0,
            found_nothing: 0,
        };
        for record in records {
            let hour = record.hour.0;
            let known = if hour < to_the_hour {
                hour - hour % 24
            } else {
                hour
            };
            if known >= since {
                match &record.facts {
                    Facts::Query(_) => count.queries += 1,
                    Facts::Stop(facts) => {
                        count.stops += 1;
                        count.found_nothing += u32::from(facts.codes.found_nothing());
                    }
                }
            }
        }
        count
    };
    Window::ALL.map(count).to_vec()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn a_reduced_record_counts_as_before_to_the_day(
        of in prop::collection::vec((0_u32..9_000, any::<Option<bool>>()), 1..60),
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let records: Vec<Record> = (0..).zip(&of).map(|(n, (hours, stop))| seen(n, *hours, *stop)).collect();
        for (store, _folder) in fresh() {
            runtime.block_on(async {
                let admitted = records.iter().cloned().map(Admitted::Record).collect();
                store.take(upload(admitted)).await.unwrap();
                store.shuffle(Week::of(NOW)).await.unwrap();
                store.reduce(NOW, key()).await.unwrap();
                prop_assert_eq!(store.reduce(NOW, key()).await.unwrap(), 0, "once");
                let subject = Epoch::live_at(NOW.start()).map(|epoch| (epoch, SubjectKey([7; 16])));
                let answer = store.count(subject.to_vec(), NOW.start()).await.unwrap();
                prop_assert_eq!(answer.windows, recount(&records));
                Ok(())
            })?;
        }
    }
}

#[tokio::test]
async fn what_is_reduced_is_compared_by_its_seal_and_taken_back_by_nobodys_tag() {
    for (store, _folder) in fresh() {
        let report = |revision| stop(name(1, revision, 1), 3, false);
        store.take(upload(vec![report(2)])).await.unwrap();
        let later = open_after(5);
        assert_eq!(
            store.reduce(later, key()).await.unwrap(),
            0,
            "in order of arrival"
        );
        assert_eq!(store.shuffle(Week::of(later)).await.unwrap(), 1);
        assert_eq!(store.reduce(later, key()).await.unwrap(), 1);
        let sent = [report(2), report(3), report(1)];
        let taken = store.take(upload(sent.to_vec())).await.unwrap();
        let too_late = Receipt::Refused {
            code: RefusalCode::TooLate,
        };
        let expected = vec![Receipt::AlreadyStored, too_late, too_late];
        assert_eq!(taken, UploadOutcome::Receipts(expected, 0));
        let tags = vec![(name(1, 1, 1).epoch, OfficerTag([1; 8]))];
        let back = store.take_back(tags, Hour(0)).await.unwrap();
        assert_eq!(back, TakenBack::default());
        // Published to the end: nothing of it is needed.
        store.forget_rollup_before(Week::of(later)).await.unwrap();
        assert_eq!(store.weeks(roermond()).await.unwrap(), []);
    }
}

/// So many weeks after the open one of an upload.
fn open_after(weeks: u32) -> Hour {
    Hour(super::open_week().from().0 + weeks * 7 * 24)
}
