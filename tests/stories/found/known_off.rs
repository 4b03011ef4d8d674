//! A clock without a witness that is known to be off, or steps more than once: what is sent has its hour,
//! and whatever is asked takes the truth for an answer.

use proco_domain::ids::StopId;

use super::*;

/// A phone on the road, and the town, through time.
struct Road {
    town: Town,
    noor: Officer,
    _data: tempfile::TempDir,
}

impl Road {
    async fn begins() -> Self {
        let (data, town, noor) = begins().await;
        Self {
            town,
            noor,
            _data: data,
        }
    }

    /// Its clock is set ahead, or back, while it looks at it or not; it is compared with central.
    async fn is_known_to_be_off(&self, minutes: i64) {
        self.noor.waits(minutes * MINUTE);
        self.noor.leaves(OTHER);
        self.noor.syncs().await;
        self.noor.weather(Weather::NoNetwork);
    }

    async fn waits(&self, minutes: i64) {
        for part in (0..minutes).step_by(60) {
            let millis = (minutes - part).min(60) * MINUTE;
            self.noor.waits(millis);
            self.town.clock().advance_millis(millis);
            self.town.central().tidy().await.unwrap();
        }
    }

    /// A stop, and when it really was.
    fn stops(&self, plate: &str) -> (StopId, UtcMillis) {
        (self.noor.stops(plate, []).id, self.town.clock().now())
    }

    /// Says of each stop when it was, as far as she is asked, and sees that each was sent so.
    async fn tells_the_truth(&self, stops: &[(StopId, UtcMillis)]) {
        self.noor.weather(Weather::Fair);
        self.noor.syncs().await;
        let hours = |at: UtcMillis| at.hour().0;
        let true_hours: BTreeSet<u32> = stops.iter().map(|(_, truth)| hours(*truth)).collect();
        let known = |hour: u32| {
            let begun = EVENING.hour().0;
            hour.abs_diff(begun) <= 1 || true_hours.iter().any(|one| hour.abs_diff(*one) <= 1)
        };
        let sent = self.noor.hours_sent();
        assert!(sent.iter().all(|hour| known(*hour)), "{sent:?} {stops:?}");
        let mut left: Vec<_> = stops.iter().map(|(_, truth)| *truth).collect();
        while let Some(asked) = self.noor.phone().undated().unwrap().first() {
            // Each stop and its look-up are asked about together, in their order.
            let taken = left
                .iter()
                .position(|truth| self.noor.phone().date(asked.number, *truth).is_ok());
            left.remove(taken.expect("the truth is an answer"));
        }
        let status = self.noor.syncs().await;
        assert_eq!((status.waiting, status.refused), (0, 0), "{stops:?}");
    }
}

#[tokio::test]
async fn a_known_clock_that_is_put_right_unseen_moves_no_record() {
    for off in [-300, 300, 1000, 2000] {
        for (before, after) in [
            (5, 300),
            (60, 600),
            (60, 1400),
            (72 * 60, 60),
            (60 * 60, 60 * 60),
        ] {
            let road = Road::begins().await;
            road.is_known_to_be_off(off).await;
            road.waits(before).await;
            let stop = road.stops(PLATE);
            road.waits(after).await;
            road.noor.clock.set(road.town.clock().now());
            road.tells_the_truth(&[stop]).await;
        }
    }
}

#[tokio::test]
async fn a_clock_set_back_between_two_records_and_put_right_is_asked_about_whole() {
    let road = Road::begins().await;
    road.noor.weather(Weather::NoNetwork);
    road.waits(600).await;
    let one = road.stops(PLATE);
    road.waits(10).await;
    road.noor.waits(-480 * MINUTE);
    road.waits(10).await;
    let two = road.stops(OTHER);
    road.waits(10).await;
    road.noor.clock.set(road.town.clock().now());
    road.tells_the_truth(&[one, two]).await;
}

#[tokio::test]
async fn a_step_after_a_restart_does_not_bound_what_was_recorded_before_it() {
    let mut road = Road::begins().await;
    road.noor.weather(Weather::NoNetwork);
    road.waits(600).await;
    road.noor.killed();
    road.noor.wake();
    road.noor.weather(Weather::NoNetwork);
    let stop = road.stops(PLATE);
    road.waits(300).await;
    road.noor.waits(200 * MINUTE);
    road.tells_the_truth(&[stop]).await;
}

#[tokio::test]
async fn however_often_it_stepped_each_question_has_an_answer() {
    let road = Road::begins().await;
    road.noor.weather(Weather::NoNetwork);
    road.noor.clock.set(EVENING.plus_millis(-400 * DAY));
    let mut stops = Vec::new();
    for plate in ["00-BDF-0", "BF-000-G", "0-GHJ-00"].iter().cycle().take(24) {
        stops.push(road.stops(plate));
        road.town.clock().advance_millis(HOUR);
        road.noor.waits(47 * HOUR);
    }
    road.noor.clock.set(road.town.clock().now());
    road.tells_the_truth(&stops).await;
}
