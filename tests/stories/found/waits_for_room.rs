//! A clock was set ahead while nobody looked, and a look-up after that waits for room while the clock is
//! compared with that of central: recorded later, it goes with the hour that the clock said.

use super::*;

#[tokio::test]
async fn a_look_up_that_waits_for_room_is_dated_as_those_that_were_recorded() {
    let (_data, town, noor, clock) = begins_with(false).await;
    noor.syncs().await;
    noor.phone().hold_size(true).unwrap();
    while noor.looks_up(OTHER).recorded {}
    it_is(&noor, &clock, &town, 5 * MINUTE, 10 * HOUR);
    assert!(!noor.looks_up(PLATE).recorded);
    let status = noor.syncs().await;
    assert_eq!(status.problem, Some(SyncProblem::DiskFull));
    noor.phone().hold_size(false).unwrap();
    for hours in [1, 11, 12] {
        it_is(&noor, &clock, &town, hours * HOUR, 10 * HOUR);
        noor.leaves(OTHER);
        let status = noor.syncs().await;
        let left = (status.waiting, status.refused, status.undated);
        assert_eq!(left, (0, 0, 0), "{hours} h");
    }
    assert_eq!(off(&noor.hours_sent()), [0, 1, 11, 12]);
    assert_eq!(counted(&town, PLATE).await, (1, 0, 0));
}
