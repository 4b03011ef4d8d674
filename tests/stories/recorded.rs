//! The scripts of commands that need the servers, recorded as those of `crates/device/tests/stories/recorded.rs`: the
//! in-memory host of the screens' tests is compared with a phone that sends to central on loopback.

use std::sync::Arc;
use std::time::Duration;

use proco_access::Role;
use proco_exchange::ManualClock;
use proco_testbed::officer::Officer;
use proco_testbed::phone::{FIVE_MINUTES, MORNING};
use proco_testbed::recorded::{compare, list, script, scripts};
use proco_testbed::town::{Quota, Town};

#[tokio::test]
async fn the_recorded_scripts_that_send_have_the_answers_of_the_core() {
    let files = scripts("tests/recorded/sent");
    assert!(files.len() > 1, "the scripts were found: {files:?}");
    for file in files {
        let data = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at(MORNING));
        let town = Town::open(data.path(), clock, Quota::Generous)
            .await
            .unwrap();
        let mut officer = Officer::joins(&town, "duinwijk", Role::Officer).await;
        officer.wake_with(|config| {
            config.undo_within = Duration::from_secs(10);
            config.one_look_up_within = FIVE_MINUTES;
        });
        let waits = |millis| {
            officer.waits(millis);
            town.clock().advance_millis(millis);
        };
        compare(
            &file,
            &script::play(officer.phone(), waits, &list(&file)).await,
        );
    }
}
