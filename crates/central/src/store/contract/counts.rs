//! What every store has to keep to in counting a subject.

use proco_exchange::Hour;
use proco_exchange::frequency::MOST;

use super::{facts, fresh, key, name, upload};
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

/// A stop that found something its ground did not point to.
fn unlinked() -> Facts {
    let found = stop(true, None).to_json();
    Facts::from_json(true, &found.replace("\"linked\"", "\"unlinked\"")).unwrap()
}

/// The advisory of the subject: until when, on the stop of which day, and the day that ended it.
async fn advisory(store: &dyn Store) -> (Option<u32>, Option<u32>, Option<u32>) {
    let answer = store.count(subject(), Hour(NOW).start()).await.unwrap();
    let number = |hour: Option<Hour>| hour.map(|hour| hour.0);
    (
        number(answer.spare_until),
        number(answer.spared_on),
        number(answer.spare_ended),
    )
}

/// The day of so many hours ago, as an answer names it.
fn day(hours: u32) -> Option<u32> {
    let date = Hour(NOW - hours).start().local_date();
    Some(Hour::of(date).0)
}

#[tokio::test]
async fn an_advisory_ends_when_a_later_stop_found_what_its_ground_pointed_to() {
    for (store, _folder) in fresh() {
        let end = Some(NOW + 500);
        let takes = async |record| {
            store.take(upload(vec![record])).await.unwrap();
            advisory(&*store).await
        };
        let stands = (end, day(900), None);
        assert_eq!(
            takes(seen(1, 950, stop(true, None))).await,
            (None, None, None)
        );
        assert_eq!(takes(seen(2, 900, stop(false, end))).await, stands);
        assert_eq!(
            takes(seen(3, 800, unlinked())).await,
            stands,
            "the ground was wrong again"
        );
        assert_eq!(takes(seen(4, 700, stop(false, None))).await, stands);
        assert_eq!(
            takes(seen(5, 900, stop(true, None))).await,
            stands,
            "in the same hour"
        );
        // In an earlier quarter the subject has another key, and is the same all the same.
        let long_ago = Some(NOW + 300);
        assert_eq!(takes(seen(6, 3_000, stop(false, long_ago))).await, stands);

        let ended = (None, None, day(100));
        assert_eq!(takes(seen(7, 100, stop(true, None))).await, ended);
        let withdrawn = Admitted::Withdrawal(*seen(7, 100, query()).name());
        assert_eq!(takes(withdrawn).await, stands);
        assert_eq!(takes(seen(8, 100, stop(true, None))).await, ended);
        let Admitted::Record(mut amended) = seen(8, 100, unlinked()) else {
            unreachable!("a record was made");
        };
        amended.name.revision = 2;
        assert_eq!(takes(Admitted::Record(amended)).await, stands);

        assert_eq!(
            takes(seen(9, 50, stop(true, None))).await,
            (None, None, day(50))
        );
        let again = Some(NOW + 200);
        let new = takes(seen(10, 20, stop(false, again))).await;
        assert_eq!(new, (again, day(20), None), "one of after it stands");
    }
}

#[tokio::test]
async fn one_that_ended_on_its_own_day_does_not_come_back_when_only_the_day_is_kept() {
    for (store, _folder) in fresh() {
        let end = Some(NOW + 5_000);
        let hours = |days: u32, hour: u32| NOW % 24 + days * 24 - hour;
        let batch = vec![
            seen(1, hours(40, 8), stop(false, end)),
            seen(2, hours(40, 11), stop(true, None)),
        ];
        store.take(upload(batch)).await.unwrap();
        let ended = (None, None, day(hours(40, 11)));
        assert_eq!(advisory(&*store).await, ended);
        store.shuffle(Week::of(Hour(NOW))).await.unwrap();
        assert_eq!(store.reduce(Hour(NOW), key()).await.unwrap(), 2);
        assert_eq!(advisory(&*store).await, (None, None, None));
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
