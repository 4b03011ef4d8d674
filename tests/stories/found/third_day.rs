//! A phone without network that is opened every third day keeps marks and drafts for ever.

use super::*;

#[tokio::test]
async fn a_mark_goes_from_a_phone_without_network_that_is_opened_every_third_day() {
    for witness in [true, false] {
        let (_data, _town, mut noor, clock) = begins_with(witness).await;
        let sent = noor.stops(PLATE, []);
        noor.syncs().await;
        let look_up = noor.looks_up(OTHER);
        noor.phone().start_check(look_up.query).unwrap();
        noor.weather(Weather::NoNetwork);
        for _ in 0..20 {
            noor.killed();
            noor.waits(3 * DAY);
            clock.ran.fetch_add(3 * DAY, SeqCst);
            noor.wake();
            noor.syncs().await;
        }
        let mark = noor.phone().stop(sent.id).unwrap().card.subject.is_some();
        let draft = !noor.phone().open_drafts().unwrap().is_empty();
        assert_eq!(
            (mark, draft),
            (false, false),
            "witness {witness}: 60 days, 20 starts"
        );
    }
}
