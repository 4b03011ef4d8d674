//! A clock that is years wrong, in both directions.

use std::sync::Arc;

use proco_access::issuer::LIFETIME;
use proco_access::token::LEEWAY;
use proco_access::{Role, UnixSeconds};
use proco_exchange::UtcMillis;
use proco_exchange::belief::{BEHIND_MILLIS, Side};
use proco_exchange::evaluation::LiveEpochs;
use proco_keyservice::store::{EpochRow, State, Store};
use proco_keyservice::{Error, KeyService, ManualClock};

use crate::support::{DAY, JANSEN, NOW, Station, blind, epoch, grant};

const HOUR: i64 = DAY / 24;

fn rows(station: &Station) -> Vec<EpochRow> {
    Store::open_existing(&station.config.data_dir)
        .unwrap()
        .epochs()
        .unwrap()
}

/// A token of a central whose clock is right.
fn right_token(station: &Station, now: UtcMillis) -> String {
    let seconds = UnixSeconds::from_millis(now.0);
    station
        .issuer
        .issue(&grant(JANSEN, Role::Officer), seconds, LIFETIME)
        .text
}

#[tokio::test]
async fn a_key_service_whose_clock_is_wrong_for_days_makes_expires_and_destroys_nothing() {
    for (off, side) in [(730 * DAY, Side::Ahead), (-730 * DAY, Side::Behind)] {
        let mut station = Station::open().await;
        let plate = "BB-00-DD";
        let before = station.pseudonyms(JANSEN, plate, epoch("2025Q4")).await;
        let keys = rows(&station);
        for hour in 0..60 {
            station.clock.set(NOW.plus_millis(off + hour * HOUR));
            assert_eq!(station.service().rotate_epochs().unwrap().held, Some(side));
            let token = right_token(&station, NOW.plus_millis(hour * HOUR));
            let refused = station.get("/v1/epochs", Some(&token)).await;
            assert_eq!(refused.status, 401, "the tokens of the right hour tell it");
            if hour == 30 {
                station.restart().await;
            }
        }
        assert_eq!(rows(&station), keys);
        assert_eq!(station.health().await, (200, "clock".to_owned()));

        station.clock.set(NOW.plus_millis(60 * HOUR));
        assert_eq!(station.live().await.epochs.len(), 5);
        let after = station.pseudonyms(JANSEN, plate, epoch("2025Q4")).await;
        assert_eq!(after, before);
        assert_eq!(rows(&station), keys);
        assert_eq!(station.health().await, (200, "ok".to_owned()));
    }
}

#[tokio::test]
async fn a_clock_that_runs_ahead_together_with_centrals_destroys_nothing_for_a_week() {
    let station = Station::open().await;
    let plate = "BB-00-DD";
    let oldest = epoch("2025Q4");
    let before = station.pseudonyms(JANSEN, plate, oldest).await;
    let answering = station.live().await;
    station.clock.advance_millis(730 * DAY);
    for _ in 0..6 {
        // By its own tokens central agrees, and both are wrong.
        station.days(1).await;
        station.service().rotate_epochs().unwrap();
    }
    station.clock.set(NOW.plus_millis(6 * DAY));
    assert_eq!(station.live().await, answering);
    assert_eq!(station.pseudonyms(JANSEN, plate, oldest).await, before);

    // And when it was right after all, they are gone in time.
    station.clock.advance_millis(730 * DAY);
    station.days(8).await;
    let kept = rows(&station);
    let oldest = kept.iter().find(|row| row.epoch == oldest).unwrap();
    assert_eq!(oldest.state, State::Destroyed);
}

#[tokio::test]
async fn a_machine_that_was_off_for_weeks_goes_on_with_the_first_phone_that_asks() {
    let mut station = Station::open().await;
    station.stop().await;
    station.clock.advance_millis(60 * DAY);
    station.start().await;
    assert_eq!(
        station.service().rotate_epochs().unwrap().held,
        Some(Side::Ahead)
    );
    assert_eq!(station.live().await.epochs[0].epoch, epoch("2027Q1"));
    assert_eq!(station.service().rotate_epochs().unwrap().held, None);
    assert!(
        rows(&station)
            .iter()
            .any(|row| row.epoch == epoch("2027Q2")),
        "and the key of the quarter after is there in time"
    );
}

#[test]
fn a_key_service_is_not_begun_under_a_clock_that_was_never_set() {
    let folder = tempfile::tempdir().unwrap();
    let issuer = proco_access::Issuer::generate("proco-central", &mut rand::rngs::OsRng);
    let config = proco_keyservice::ServiceConfig::new(folder.path(), issuer.jwks());
    let clock = Arc::new(ManualClock::at(UtcMillis(DAY)));
    assert!(matches!(
        KeyService::open(&config, clock.clone()),
        Err(Error::ClockBeforeAll)
    ));
    clock.set(NOW);
    let service = KeyService::open(&config, clock).unwrap();
    assert_eq!(service.live_epochs().unwrap().epochs.len(), 5);
}

#[tokio::test]
async fn a_clock_that_is_up_to_an_hour_behind_centrals_takes_a_fresh_token() {
    assert_eq!(i64::try_from(LEEWAY).unwrap() * 1000, BEHIND_MILLIS);
    let station = Station::open().await;
    let blinding = blind(&["BB-00-DD"]);
    let newest = [epoch("2026Q4")];
    let minute = HOUR / 60;
    let token = right_token(&station, NOW.plus_millis(59 * minute));
    assert_eq!(
        station.evaluate(&token, &newest, &blinding).await.status,
        200
    );
    let token = right_token(&station, NOW.plus_millis(61 * minute));
    let refused = station.evaluate(&token, &newest, &blinding).await;
    assert_eq!(refused.status, 401);
}

#[tokio::test]
async fn anybody_may_compare_the_keys_and_under_a_clock_that_is_far_off_none_are_given() {
    let station = Station::open().await;
    let newest = epoch("2026Q4");
    let answered = || {
        let rows = rows(&station);
        let row = rows.iter().find(|row| row.epoch == newest);
        row.unwrap().answered_at
    };
    assert_eq!(answered(), None, "no phone has asked");
    station.clock.set(NOW.plus_millis(730 * DAY));
    let refused = station.get("/v1/epoch-keys", None).await;
    assert_eq!(refused.status, 503, "nobody agreed with this clock");
    assert_eq!(answered(), None);
    station.clock.set(NOW);
    let published = station.get("/v1/epoch-keys", None).await;
    assert_eq!(published.status, 200);
    let published: LiveEpochs = serde_json::from_value(published.body.clone()).unwrap();
    assert_eq!(
        answered(),
        Some(NOW),
        "from now on no other key takes its place"
    );
    assert_eq!(published, station.live().await);
}
