//! What every store has to keep to in counting a subject.

use proco_exchange::Hour;
use proco_exchange::frequency::MOST;

use super::{facts, fresh, name, upload};
use crate::keys::ReportKey;
use crate::record::{Admitted, Facts, Record};
use crate::store::*;

const NOW: u32 = 500_000;
const YEAR: u32 = 365 * 24;

/// A record of one subject, so many hours ago.
fn seen(report: u8, hours: u32, facts: Facts) -> Admitted {
    let hour = Hour(NOW - hours);
    let mut name = name(report, 1, 1);
    name.epoch = hour.epoch();
    Admitted::Record(Record {
        name,
        subject: SubjectKey([7; 16]),
        hour,
        facts,
    })
}

fn query() -> Facts {
    let facts = r#"{"subject":"plate","initiative":"call","led_to":"nothing"}"#;
    Facts::from_json(false, facts).unwrap()
}

fn stop(found: bool, spare_until: Option<u32>) -> Facts {
    match facts(3, found) {
        Facts::Stop(mut facts) => {
            facts.codes.spare_until = spare_until.map(Hour);
            Facts::Stop(facts)
        }
        query @ Facts::Query(_) => query,
    }
}

/// The same key in each epoch will do here.
fn subject() -> Vec<(Epoch, SubjectKey)> {
    let live = Epoch::live_at(Hour(NOW).start());
    live.map(|epoch| (epoch, SubjectKey([7; 16]))).to_vec()
}

fn numbers(answer: &FrequencyAnswer) -> Vec<(u32, u32, u32)> {
    let windows = answer.windows.iter();
    windows
        .map(|count| (count.queries, count.stops, count.found_nothing))
        .collect()
}

#[tokio::test]
async fn queries_and_stops_are_counted_apart_and_by_window() {
    for (store, _folder) in fresh() {
        let batch = vec![
            seen(1, 0, query()),
            seen(2, 24, query()),
            seen(3, 25, query()),
            seen(4, 2, stop(false, Some(500_100))),
            seen(5, 200, stop(true, None)),
            seen(6, 300, stop(false, Some(499_999))),
            seen(7, YEAR + 1, stop(false, None)),
            seen(8, 31 * 24, query()),
        ];
        store.take(upload(batch)).await.unwrap();
        let answer = store.count(subject(), Hour(NOW).start()).await.unwrap();
        assert_eq!(
            numbers(&answer),
            [(2, 1, 1), (3, 1, 1), (3, 3, 2), (4, 3, 2)]
        );
        assert_eq!(answer.last_query, Some(Hour(NOW)));
        assert_eq!(answer.last_stop, Some(Hour(NOW - 2)));
        let until = answer.spare_until;
        assert_eq!(until, Some(Hour(500_100)), "the one that still stands");
        assert_eq!(answer.as_of, Hour(NOW).start());

        let nobody = store.count(Vec::new(), Hour(NOW).start()).await.unwrap();
        assert_eq!(numbers(&nobody), [(0, 0, 0); 4]);
    }
}

#[tokio::test]
async fn the_last_one_lies_in_the_longest_window_as_the_counts_do() {
    for (store, _folder) in fresh() {
        let spared = stop(false, Some(NOW + 9));
        let batch = vec![seen(1, YEAR, query()), seen(2, YEAR + 1, spared)];
        store.take(upload(batch)).await.unwrap();
        let answer = store.count(subject(), Hour(NOW).start()).await.unwrap();
        assert_eq!(answer.last_query, Some(Hour(NOW - YEAR)));
        assert_eq!(answer.last_stop, None);
        let until = answer.spare_until;
        assert_eq!(
            until,
            Some(Hour(NOW + 9)),
            "an advisory stands until its hour"
        );
    }
}

#[tokio::test]
async fn no_window_says_more_than_the_most_and_the_newest_are_counted() {
    for (store, _folder) in fresh() {
        // Three of each kind a day: more than the most of each kind in a year, spread over the epochs.
        for days in 0..=365 {
            let batch = (0..6).map(|number: u8| {
                let facts = if number < 3 {
                    query()
                } else {
                    stop(number == 5, None)
                };
                let Admitted::Record(mut record) = seen(0, days * 24, facts) else {
                    unreachable!("a record was made");
                };
                let report = u128::from(days) * 10 + u128::from(number);
                record.name.report = ReportKey(report.to_be_bytes());
                Admitted::Record(record)
            });
            let taken = store.take(upload(batch.collect()));
            taken.await.unwrap();
        }
        let answer = store.count(subject(), Hour(NOW).start()).await.unwrap();
        assert!(answer.is_possible());
        let [day, week, month, year] = numbers(&answer)[..] else {
            panic!("one for each window");
        };
        assert_eq!([day, week, month], [(6, 6, 4), (24, 24, 16), (93, 93, 62)]);
        assert_eq!((year.0, year.1), (MOST, MOST));
        // Two of three, in the 333 newest days and one stop more.
        assert!((666..=667).contains(&year.2), "{}", year.2);
        assert_eq!(answer.last_stop, Some(Hour(NOW)));
    }
}
