//! An absurd answer of the officer panics.

use super::*;

#[tokio::test]
async fn an_absurd_answer_of_the_officer_is_refused() {
    let (_data, town, noor) = begins().await;
    noor.weather(Weather::NoNetwork);
    noor.clock.set(EVENING.plus_millis(-400 * DAY));
    noor.stops(PLATE, []);
    let later = EVENING.plus_millis(40 * HOUR);
    noor.clock.set(later);
    town.clock().set(later);
    noor.weather(Weather::Fair);
    noor.syncs().await;
    let asked = noor.phone().undated().unwrap();
    for absurd in [0, -1, i64::MAX, i64::MIN] {
        assert!(
            noor.phone()
                .date(asked[0].number, UtcMillis(absurd))
                .is_err()
        );
    }
}
