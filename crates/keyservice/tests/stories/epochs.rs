//! Epochs come and go.

use proco_exchange::UtcMillis;
use proco_keyservice::epochs::GRACE;
use proco_keyservice::store::{State, Store};

use crate::support::{DAY, JANSEN, NOW, Station, blind, epoch, public_key};

const HOUR: i64 = DAY / 24;

fn state(station: &Station, name: &str) -> State {
    let store = Store::open_existing(&station.config.data_dir).unwrap();
    let rows = store.epochs().unwrap();
    rows.iter()
        .find(|row| row.epoch == epoch(name))
        .unwrap()
        .state
}

#[tokio::test]
async fn what_is_not_live_is_refused_and_costs_nothing() {
    let station = Station::open_with(1, 0).await;
    let token = station.token(JANSEN);
    let blinding = blind(&["BB-00-DD"]);
    for name in ["2027Q1", "2025Q3", "1970Q1", "9999Q4"] {
        let answer = station.evaluate(&token, &[epoch(name)], &blinding).await;
        assert_eq!(
            (answer.status, answer.code()),
            (422, "epoch_not_live"),
            "{name}"
        );
    }
    let mixed = [epoch("2026Q4"), epoch("2025Q3")];
    assert_eq!(
        station.evaluate(&token, &mixed, &blinding).await.status,
        422
    );
    let answer = station.evaluate(&token, &mixed[..1], &blinding).await;
    assert_eq!(
        answer.status, 200,
        "the one element of the quota is still there"
    );
}

#[tokio::test]
async fn the_key_of_an_epoch_is_there_a_quarter_before_it_begins_and_is_not_told() {
    let station = Station::open().await;
    assert_eq!(state(&station, "2027Q1"), State::Live);
    let told = station.live().await;
    assert!(told.epochs.iter().all(|live| live.epoch != epoch("2027Q1")));
    let answer = station
        .evaluate(
            &station.token(JANSEN),
            &[epoch("2027Q1")],
            &blind(&["BB-00-DD"]),
        )
        .await;
    assert_eq!(answer.code(), "epoch_not_live");
    let ahead = Store::open_existing(&station.config.data_dir)
        .unwrap()
        .epochs()
        .unwrap()[0]
        .clone();
    assert_eq!(ahead.answered_at, None, "no phone can have pinned it");
    station.clock.set(UtcMillis(NOW.0 + 60 * DAY));
    let told = station.live().await;
    assert_eq!(public_key(&told, epoch("2027Q1")), ahead.public_key);
}

#[tokio::test]
async fn an_empty_list_of_epochs_is_never_told() {
    let station = Station::open().await;
    let store = Store::open_existing(&station.config.data_dir).unwrap();
    for live in station.live().await.epochs {
        assert!(store.expire_epoch(live.epoch, NOW).unwrap());
    }
    let answer = station
        .get("/v1/epochs", Some(&station.token(JANSEN)))
        .await;
    assert_eq!((answer.status, answer.code()), (503, "unavailable"));
    assert!(store.revive_epoch(epoch("2026Q4")).unwrap());
    assert_eq!(station.live().await.epochs.len(), 1);
}

#[tokio::test]
async fn the_first_request_of_a_quarter_finds_its_key() {
    let station = Station::open().await;
    let before = station.live().await;
    station.clock.set(UtcMillis(NOW.0 + 60 * DAY));
    let after = station.live().await;
    assert_eq!(after.epochs[0].epoch, epoch("2027Q1"));
    assert_eq!(after.epochs.len(), 5);
    assert_eq!(
        public_key(&after, epoch("2026Q4")),
        public_key(&before, epoch("2026Q4")),
        "a key that phones have pinned never changes"
    );
    let blinding = blind(&["BB-00-DD"]);
    let token = station.token(JANSEN);
    let answer = station
        .evaluate(&token, &[epoch("2025Q4")], &blinding)
        .await;
    assert_eq!((answer.status, answer.code()), (422, "epoch_not_live"));
}

#[tokio::test]
async fn an_epoch_that_is_over_stops_at_once_and_its_key_is_gone_a_day_later() {
    let station = Station::open().await;
    // The last hour of 2026.
    station.days(38).await;
    station.clock.advance_millis(DAY + 11 * HOUR);
    station.live().await;
    assert_eq!(state(&station, "2025Q4"), State::Live);
    station.clock.advance_millis(HOUR);
    station.live().await;
    assert_eq!(state(&station, "2025Q4"), State::Expired);
    station.clock.advance_millis(GRACE);
    station.service().rotate_epochs().unwrap();
    assert_eq!(state(&station, "2025Q4"), State::Destroyed);
}

#[tokio::test]
async fn a_clock_that_ran_ahead_and_is_put_right_leaves_every_epoch_answering() {
    let mut station = Station::open().await;
    let q4 = epoch("2025Q4");
    let before = station.pseudonyms(JANSEN, "BB-00-DD", q4).await;
    station.clock.advance_millis(10 * 365 * DAY);
    station.live_at_all().await;
    assert_eq!(state(&station, "2025Q4"), State::Expired);
    station.clock.set(UtcMillis(NOW.0 + 60_000));
    for restarted in [false, true] {
        if restarted {
            station.restart().await;
        }
        assert_eq!(station.live().await.epochs.len(), 5);
        assert_eq!(station.pseudonyms(JANSEN, "BB-00-DD", q4).await, before);
    }
}

#[tokio::test]
async fn a_key_that_expired_under_a_clock_that_ran_ahead_is_gone_a_day_after_its_epoch() {
    let station = Station::open().await;
    // Central's ran ahead with it, so its tokens are good by this clock.
    station.clock.advance_millis(10 * 365 * DAY);
    station.live_at_all().await;
    assert_eq!(state(&station, "2025Q4"), State::Expired);
    // Put right when its quarter has turned: it is over now, whatever the clock said.
    station.clock.set(UtcMillis(NOW.0 + 60 * DAY));
    station.live().await;
    assert_eq!(state(&station, "2025Q4"), State::Expired);
    station.clock.advance_millis(GRACE - 1);
    station.service().rotate_epochs().unwrap();
    assert_eq!(state(&station, "2025Q4"), State::Expired);
    station.clock.advance_millis(1);
    station.service().rotate_epochs().unwrap();
    assert_eq!(state(&station, "2025Q4"), State::Destroyed);
}

#[tokio::test]
async fn an_epoch_expired_by_hand_stays_so() {
    let mut station = Station::open().await;
    let store = Store::open_existing(&station.config.data_dir).unwrap();
    assert!(store.expire_epoch(epoch("2026Q4"), NOW).unwrap());
    station.restart().await;
    assert_eq!(state(&station, "2026Q4"), State::Expired);
}

#[tokio::test]
async fn a_destroyed_epoch_stays_destroyed() {
    let mut station = Station::open().await;
    let q4 = epoch("2026Q4");
    let store = Store::open_existing(&station.config.data_dir).unwrap();
    assert!(store.destroy_epoch(q4, NOW).unwrap());
    assert!(
        !store.destroy_epoch(q4, NOW).unwrap(),
        "there is nothing left to destroy"
    );
    assert!(!store.revive_epoch(q4).unwrap(), "nor to revive");
    drop(store);
    let blinding = blind(&["BB-00-DD"]);
    for restarted in [false, true] {
        if restarted {
            station.restart().await;
        }
        let answer = station
            .evaluate(&station.token(JANSEN), &[q4], &blinding)
            .await;
        assert_eq!((answer.status, answer.code()), (422, "epoch_not_live"));
        assert!(
            station
                .live()
                .await
                .epochs
                .iter()
                .all(|live| live.epoch != q4)
        );
    }
}

#[tokio::test]
async fn an_epoch_expired_by_hand_can_be_revived_with_the_same_key() {
    let station = Station::open().await;
    let q4 = epoch("2026Q4");
    let before = station.pseudonyms(JANSEN, "BB-00-DD", q4).await;
    let store = Store::open_existing(&station.config.data_dir).unwrap();
    assert!(store.expire_epoch(q4, NOW).unwrap());
    let blinding = blind(&["BB-00-DD"]);
    let refused = station
        .evaluate(&station.token(JANSEN), &[q4], &blinding)
        .await;
    assert_eq!(
        refused.code(),
        "epoch_not_live",
        "another program's change counts at once"
    );
    assert!(store.revive_epoch(q4).unwrap());
    assert_eq!(station.pseudonyms(JANSEN, "BB-00-DD", q4).await, before);
}
