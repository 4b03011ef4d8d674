//! What central does not take stays on the phone for good: it is shown with its cause, and its
//! officer can take it along.

use proco_access::Role;
use proco_device::view::SyncState;
use proco_domain::draft::Change;
use proco_domain::text::FreeText;
use proco_exchange::Clock as _;
use proco_exchange::receipt::RefusalCode;
use proco_testbed::officer::{Officer, town};
use proco_testbed::road::Weather;
use proco_testbed::town::Town;
use serde_json::Value;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
const PLATE: &str = "00-BDF-0";

/// Months go by in the country, a day at a time: its servers run, and a colleague uses them.
async fn months_go_by(town: &Town, colleague: &Officer, days: i64) {
    for day in 0..days {
        town.clock().advance_millis(DAY);
        colleague.clock.set(town.clock().now());
        if day % 10 == 0 {
            colleague.leaves("BF-000-G");
            colleague.syncs().await;
        }
        town.central().tidy().await.unwrap();
        town.keyservice().rotate_epochs().unwrap();
    }
}

#[tokio::test]
async fn a_stop_that_lay_in_a_drawer_for_16_months_is_refused_and_stays() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let bram = Officer::joins(&town, "havenstad", Role::Officer).await;
    noor.weather(Weather::NoNetwork);
    let words = FreeText::new("rode vlaggen op de achterbank").unwrap();
    let card = noor.stops(PLATE, [Change::GroundNote(words)]);
    months_go_by(&town, &bram, 490).await;
    noor.clock.set(town.clock().now());
    noor.weather(Weather::Fair);
    for _ in 0..3 {
        noor.syncs().await;
        // The clock of a phone that lay so long is believed once central agreed.
        noor.clock.advance_millis(2 * DAY);
        months_go_by(&town, &bram, 2).await;
    }
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.refused), (0, 2));
    let kept = noor.phone().stop(card.id).unwrap();
    let code = RefusalCode::EpochClosed;
    assert_eq!(kept.card.sync, SyncState::Refused { code });
    let refused = noor.phone().unsent().unwrap();
    assert_eq!(refused.len(), 2);
    assert!(refused.iter().all(|one| one.cause == code));
    assert!(
        refused.iter().all(|one| one.subject.is_some()),
        "she can see what it was about for a week from the refusal, however old it is"
    );

    let export = noor.phone().export_unsent().unwrap();
    assert_eq!(export.records, 2);
    let text = std::fs::read_to_string(&export.path).unwrap();
    assert!(text.contains("rode vlaggen op de achterbank"));
    let export: Value = serde_json::from_str(&text).unwrap();
    let records = export["records"].as_array().unwrap();
    assert!(records.iter().all(|one| one["refused"] == "epoch_closed"));

    months_go_by(&town, &bram, 400).await;
    for _ in 0..2 {
        noor.clock.set(town.clock().now());
        noor.syncs().await;
        months_go_by(&town, &bram, 2).await;
    }
    assert_eq!(noor.phone().unsent().unwrap().len(), 2, "they never go");
    let kept = noor.phone().stop(card.id).unwrap();
    assert_eq!(kept.revisions.len(), 1, "nor do her words");
}

#[cfg(unix)]
#[tokio::test]
async fn an_export_is_for_its_officer_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.weather(Weather::NoNetwork);
    noor.leaves(PLATE);
    let export = noor.phone().export_unsent().unwrap();
    assert_eq!(export.records, 1, "also what waits");
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    let path = std::path::Path::new(&export.path);
    assert_eq!((mode(path), mode(path.parent().unwrap())), (0o600, 0o700));
    noor.weather(Weather::Fair);
    assert_eq!(
        noor.syncs().await.waiting,
        0,
        "an export removes nothing and holds nothing up"
    );
}

#[tokio::test]
async fn what_found_no_room_on_the_disk_is_exported_too() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.weather(Weather::NoNetwork);
    noor.phone().hold_size(true).unwrap();
    let mut shown = 1;
    while noor.looks_up(PLATE).recorded {
        shown += 1;
    }
    let last = noor.looks_up("BF-000-G");
    assert!(!last.recorded);
    let status = noor.phone().sync_status();
    let export = noor.phone().export_unsent().unwrap();
    assert!(export.records >= status.waiting && status.waiting >= shown - 1);
    let text = std::fs::read_to_string(&export.path).unwrap();
    assert!(text.contains("BF-000-G"), "the last one is in it");
    noor.phone().hold_size(false).unwrap();
    let export = noor.phone().export_unsent().unwrap();
    let status = noor.phone().sync_status();
    assert_eq!(
        export.records, status.waiting,
        "once there is room, each once"
    );
}
