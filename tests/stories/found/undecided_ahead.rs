//! A look-up of a clock that ran ahead, about which nothing was decided, is asked about and not queued:
//! it counts for nothing, and all is said to be sent.

use super::*;

#[tokio::test]
async fn nothing_is_all_sent_while_an_undecided_look_up_is_asked_about() {
    for witness in [true, false] {
        let (_data, town, mut noor, clock) = begins_with(witness).await;
        noor.syncs().await;
        noor.weather(Weather::NoNetwork);
        noor.killed();
        clock.boots();
        it_is(&noor, &clock, &town, 0, 30 * DAY);
        noor.wake();
        noor.looks_up(PLATE);
        noor.killed();
        clock.boots();
        it_is(&noor, &clock, &town, 40 * HOUR, 0);
        noor.wake();
        noor.weather(Weather::Fair);
        for hours in [40, 60, 200] {
            it_is(&noor, &clock, &town, hours * HOUR, 0);
            town.central().tidy().await.unwrap();
            let status = noor.syncs().await;
            let asked = noor.phone().undated().unwrap();
            assert_eq!((asked.len(), asked[0].records.len()), (1, 1));
            let told = (status.waiting, status.undated, status.problem);
            let unknown = Some(SyncProblem::TimeUnknown);
            assert_eq!(told, (0, 1, unknown), "witness {witness}, {hours} h");
        }
        let asked = noor.phone().undated().unwrap().remove(0);
        noor.phone().date(asked.number, EVENING).unwrap();
        let status = noor.syncs().await;
        let told = (status.waiting, status.undated, status.problem);
        assert_eq!(told, (0, 0, None), "witness {witness}");
        assert_eq!(off(&noor.hours_sent()), [0], "witness {witness}");
        assert_eq!(counted(&town, PLATE).await, (1, 0, 0), "witness {witness}");
    }
}
