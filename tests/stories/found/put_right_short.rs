//! A clock that is known to be far behind is put right by hand, some minutes short, where central cannot
//! be reached: the phone takes itself to be months ahead.

use super::*;

#[tokio::test]
async fn a_clock_that_is_put_right_some_minutes_short_is_taken_for_right() {
    for (witness, boots) in [(false, false), (false, true), (true, true)] {
        for short in [5, 26, 50] {
            let case = format!("witness {witness}, boots {boots}, {short} minutes short");
            let (_data, town, mut noor, clock) = begins_with(witness).await;
            noor.syncs().await;
            noor.killed();
            clock.boots();
            it_is(&noor, &clock, &town, HOUR, -145 * DAY);
            noor.wake();
            let card = noor.stops(PLATE, []);
            let status = noor.syncs().await;
            assert_eq!((status.waiting, status.problem), (0, None), "{case}");
            let look_up = noor.looks_up(OTHER);
            noor.phone().start_check(look_up.query).unwrap();
            if boots {
                noor.killed();
                clock.boots();
            }
            it_is(&noor, &clock, &town, HOUR + 5 * MINUTE, -short * MINUTE);
            if boots {
                noor.wake();
            }
            noor.weather(Weather::NoNetwork);
            let shown = noor.looks_up("FB-00-GH").at.0 - EVENING.0;
            assert!((0..2 * HOUR).contains(&shown), "{case}: {} h", shown / HOUR);
            for hours in [2, 10, 20, 24, 25, 27, 28, 30] {
                it_is(&noor, &clock, &town, hours * HOUR, -short * MINUTE);
                noor.syncs().await;
            }
            assert_eq!(noor.phone().open_drafts().unwrap().len(), 1, "{case}");
            let card = noor.phone().stop(card.id).unwrap().card;
            assert!(card.subject.is_some(), "{case}");
        }
    }
}
