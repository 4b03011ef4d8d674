//! A page of a store is lost, and what could be read of the rest is put in its place: what hung on the
//! lost rows was sent with a wrong hour, or never.

use std::path::{Path, PathBuf};

use proco_device::{FileKeyStore, RescueForm, rescue_store};

use super::*;

/// Rescues the store again and again, each time without one of them, and gives the first new
/// store that lacks rows of this table.
fn rescued_without(table: &str, copy: &Path) -> PathBuf {
    let whole = std::fs::read(copy.join("proco.db")).unwrap();
    let keys = FileKeyStore::at(copy.join("keys.json"));
    // The tables of the first schema come first.
    for page in 12..whole.len() / 4096 {
        let mut bytes = whole.clone();
        bytes[page * 4096 + 2000..page * 4096 + 2003].copy_from_slice(b"off");
        let damaged = copy.join(format!("damaged-{page}.db"));
        std::fs::write(&damaged, &bytes).unwrap();
        let new = copy.join(format!("new-{page}.db"));
        let Ok(rescued) = rescue_store(&damaged, &keys, &new, RescueForm::Store) else {
            continue;
        };
        let lost = |one: &proco_device::Rescued| one.table == table && one.unreadable > 0;
        if rescued.iter().any(lost) {
            return new;
        }
    }
    panic!("no page holds rows of {table}");
}

/// A phone that goes on with the rescued store.
fn goes_on(noor: &mut Officer, without: &str) {
    noor.phone().close();
    noor.killed();
    let copy = noor.copy();
    let new = rescued_without(without, copy.path());
    std::fs::copy(new, noor.store_file()).unwrap();
    for name in ["proco.db-wal", "proco.db-shm", "proco.db.commits"] {
        let _ = std::fs::remove_file(noor.store_file().with_file_name(name));
    }
    noor.wake();
}

/// Forty days after the enrolment.
async fn forty_days_on(town: &Town, clock: &Arc<Witnessed>) -> Officer {
    let noor = joins_witnessed(town, clock).await;
    town.pass_days(40).await.unwrap();
    clock.ran.store(40 * DAY, SeqCst);
    noor.syncs().await;
    noor.weather(Weather::NoNetwork);
    noor
}

#[tokio::test]
async fn of_a_stretch_of_the_clock_that_is_lost_the_officer_is_asked() {
    let (_data, town) = town().await;
    let clock = Witnessed::new();
    let mut noor = forty_days_on(&town, &clock).await;
    noor.weather(Weather::Fair);
    noor.stops(OTHER, []);
    assert_eq!(noor.syncs().await.waiting, 0);
    noor.weather(Weather::NoNetwork);
    noor.killed();
    clock.boots();
    clock.off.store(-10 * DAY, SeqCst);
    noor.wake();
    noor.stops(PLATE, []);
    goes_on(&mut noor, "stretches");
    noor.weather(Weather::Fair);
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.undated), (2, 2), "{status:?}");
    let asked = noor.phone().undated().unwrap();
    assert_eq!(asked.len(), 1, "not of what was sent");
    let right = EVENING.plus_millis(40 * DAY);
    noor.phone().date(asked[0].number, right).unwrap();
    assert_eq!(noor.syncs().await.waiting, 0);
    assert_eq!(off(&noor.hours_sent()), [40 * 24]);
}

#[tokio::test]
async fn the_look_up_of_a_lost_draft_is_sent_however_many_came_after_it() {
    let (_data, town) = town().await;
    let clock = Witnessed::new();
    let mut noor = forty_days_on(&town, &clock).await;
    let look_up = noor.looks_up(PLATE);
    noor.phone().start_check(look_up.query).unwrap();
    for _ in 0..25 {
        noor.leaves(OTHER);
    }
    goes_on(&mut noor, "drafts");
    noor.weather(Weather::Fair);
    assert_eq!(noor.syncs().await.waiting, 0);
    assert_eq!(counted(&town, PLATE).await, (1, 0, 0));
}
