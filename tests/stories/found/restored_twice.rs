//! Central is put back from the same copy twice, and its machine's clock was wrong at one of them: the
//! second restore has a lower number than the first, and phones overlooked it.

use proco_central::copies::{self, Existing};

use super::*;

const NIGHT: i64 = 9 * HOUR;

#[tokio::test]
async fn phones_send_again_after_the_second_restore_whatever_the_clock_was() {
    for wrong in [[0, 0], [30 * DAY, 0], [0, -200 * DAY]] {
        let (data, mut town, noor) = begins().await;
        noor.syncs().await;
        let copy = data.path().join("copy.db");
        town.central().backup(&copy).await.unwrap();
        let folder = data.path().join("central");
        for (time, wrong) in wrong.into_iter().enumerate() {
            town.stop_central().await;
            // The disk died: what stood there tells nothing of the restore before.
            for end in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(folder.join(format!("central.db{end}")));
            }
            let clock = town.clock().clone();
            clock.advance_millis(wrong);
            copies::restore(&folder, &copy, Existing::MoveAside, clock.as_ref())
                .await
                .unwrap();
            clock.advance_millis(NIGHT - wrong);
            noor.waits(NIGHT);
            let address = town.start_central().await.unwrap();
            noor.to_central.lead_to(address);
            noor.syncs().await;
            if time == 0 {
                noor.stops(PLATE, []);
            }
            assert_eq!(noor.syncs().await.waiting, 0);
        }
        assert_eq!(
            counted(&town, PLATE).await,
            (1, 1, 1),
            "clock off by {wrong:?}"
        );
    }
}
