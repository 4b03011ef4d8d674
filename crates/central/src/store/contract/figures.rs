//! What every store has to keep to in publishing figures, and in taking back what counts in them.

use proco_exchange::Hour;
use proco_exchange::receipt::{Receipt, RefusalCode};

use super::{facts, fresh, name, open_week, roermond, stop, upload};
use crate::measure::counted;
use crate::record::{Admitted, Facts};
use crate::store::*;

/// These figures of the first open week, decided on its roll-up as it is.
async fn decided(store: &dyn Store, figures: Vec<(Period, Figures)>) -> Decided {
    let weeks = open_week()..open_week().next();
    let rollup = store.rollup(roermond(), weeks.start, weeks.end);
    Decided {
        team: roermond(),
        rollup: rollup.await.unwrap(),
        weeks,
        figures,
    }
}

/// How many of this measure the roll-up of a week has.
async fn number(store: &dyn Store, week: Week, measure: Measure) -> u32 {
    let rows = store.rollup(roermond(), week, week.next()).await.unwrap();
    let of_measure = rows.into_iter().filter(|row| row.measure == measure);
    of_measure.map(|row| row.number).sum()
}

#[tokio::test]
async fn what_is_published_never_changes() {
    for (store, _folder) in fresh() {
        let week = Period::Week(open_week());
        for figure in [7, 8] {
            let figures = Figures::from([("stops".to_owned(), figure)]);
            let decided = decided(&*store, vec![(week, figures)]).await;
            assert!(store.publish(decided).await.unwrap());
        }
        let figures = store.published(roermond(), week).await.unwrap().unwrap();
        assert_eq!(figures["stops"], 7);
        assert_eq!(store.published_periods(roermond()).await.unwrap(), [week]);
    }
}

#[tokio::test]
async fn what_is_taken_back_goes_from_counts_and_from_weeks_that_are_not_published() {
    for (store, _folder) in fresh() {
        let spared = || {
            let mut stop = stop(name(1, 1, 1), 3, false);
            if let Admitted::Record(record) = &mut stop
                && let Facts::Stop(facts) = &mut record.facts
            {
                facts.codes.spare_until = Some(Hour(498_400));
            }
            stop
        };
        let honest = stop(name(9, 1, 2), 3, false);
        let batch = vec![spared(), stop(name(2, 1, 1), 3, true), honest];
        store.take(upload(batch)).await.unwrap();
        let week = Period::Week(open_week());
        let published = vec![(week, Figures::from([("stops".to_owned(), 3)]))];
        let decided = decided(&*store, published).await;
        assert!(store.publish(decided).await.unwrap());
        // Closed, and not published yet.
        let closed = open_week().next();
        let mut later = stop(name(3, 1, 1), 3, false);
        if let Admitted::Record(record) = &mut later {
            record.hour = closed.from();
        }
        store.take(upload(vec![later])).await.unwrap();
        store.close_before(closed.next()).await.unwrap();

        let epoch = Epoch::new(2026, 4).unwrap();
        let tags = vec![(epoch, OfficerTag([1; 8]))];
        let taken = async |since| store.take_back(tags.clone(), since).await.unwrap();
        assert_eq!(taken(Hour(498_500)).await, TakenBack::default());
        let expected = TakenBack {
            look_ups: 0,
            stops: 3,
            advisories: 1,
            published: 2,
        };
        assert_eq!(taken(Hour(498_210)).await, expected);
        assert_eq!(taken(Hour(0)).await, TakenBack::default(), "once");

        let subject = |report: u8| {
            let mut key = [0; 16];
            key[15] = report;
            vec![(epoch, SubjectKey(key))]
        };
        for (report, stops) in [(1, 0), (2, 0), (3, 0), (9, 1)] {
            let now = closed.from().start();
            let answer = store.count(subject(report), now).await.unwrap();
            assert_eq!(answer.windows[3].stops, stops, "{report}");
            assert_eq!(answer.spare_until, None);
        }
        let again = store.take(upload(vec![spared()])).await.unwrap();
        let code = RefusalCode::Withdrawn;
        assert_eq!(
            again,
            UploadOutcome::Receipts(vec![Receipt::Refused { code }], 0)
        );
        let stops = async |week: Week| number(&*store, week, Measure::Stops).await;
        assert_eq!(stops(open_week()).await, 3, "as it is published");
        assert_eq!(stops(closed).await, 0);
        let figures = store.published(roermond(), week).await.unwrap().unwrap();
        assert_eq!(figures["stops"], 3);
    }
}

/// An officer by the tag of the epoch.
fn tags(officer: u8) -> Vec<(Epoch, OfficerTag)> {
    vec![(Epoch::new(2026, 4).unwrap(), OfficerTag([officer; 8]))]
}

#[tokio::test]
async fn what_was_amended_or_withdrawn_after_the_close_of_its_week_is_taken_back_as_it_counted() {
    for (store, _folder) in fresh() {
        let mut before = stop(name(1, 1, 1), 3, false);
        if let Admitted::Record(record) = &mut before {
            record.hour = Hour(498_205);
        }
        let forged = [2, 3, 4].map(|report| stop(name(report, 1, 1), 3, false));
        let honest = stop(name(9, 1, 2), 3, false);
        let batch = [&[before, honest][..], &forged].concat();
        store.take(upload(batch)).await.unwrap();
        store.close_before(open_week().next()).await.unwrap();

        let mut amended = stop(name(2, 2, 1), 3, false);
        if let Admitted::Record(record) = &mut amended {
            record.facts = facts(5, true);
        }
        let withdrawn = Admitted::Withdrawal(name(3, 2, 1));
        store.take(upload(vec![amended, withdrawn])).await.unwrap();
        assert_eq!(
            number(&*store, open_week(), Measure::Stops).await,
            5,
            "closed"
        );

        let taken = store.take_back(tags(1), Hour(498_210)).await.unwrap();
        assert_eq!((taken.stops, taken.published), (2, 0));
        let left = number(&*store, open_week(), Measure::Stops).await;
        assert_eq!(left, 2, "the one of before, and another's");
        let rows = store.rollup(roermond(), open_week(), open_week().next());
        let rows = rows.await.unwrap();
        assert!(rows.iter().all(|row| row.number > 0));
        let his = rows
            .iter()
            .filter(|row| row.officer == Some(OfficerTag([1; 8])));
        assert_eq!(his.count(), counted(&facts(3, false), false).len());
    }
}

#[tokio::test]
async fn figures_that_were_decided_before_something_was_taken_back_are_not_published() {
    for (store, _folder) in fresh() {
        let week = Period::Week(open_week());
        let forged = stop(name(1, 1, 1), 3, false);
        let honest = stop(name(2, 1, 2), 3, false);
        store.take(upload(vec![forged, honest])).await.unwrap();
        store.close_before(open_week().next()).await.unwrap();
        let figures = |stops| vec![(week, Figures::from([("stops".to_owned(), stops)]))];
        let under_way = decided(&*store, figures(2)).await;
        store.take_back(tags(1), Hour(498_210)).await.unwrap();
        assert!(!store.publish(under_way).await.unwrap());
        assert_eq!(store.published_periods(roermond()).await.unwrap(), []);

        let again = decided(&*store, figures(1)).await;
        assert!(store.publish(again).await.unwrap());
        let published = store.published(roermond(), week).await.unwrap();
        assert_eq!(published.unwrap()["stops"], 1);
    }
}
