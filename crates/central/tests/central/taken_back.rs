//! What a stolen phone brought is taken back.

use std::time::Duration;

use proco_central::store::TakenBack;
use proco_central::{Clock as _, SystemClock};
use proco_exchange::Hour;
use proco_exchange::report::PROTOCOL_VERSION;
use rusqlite::{Connection, TransactionBehavior, params};
use serde_json::json;

use crate::command_line::{run, said};
use crate::summaries::{MONDAY, a_day_out, advance_days, pass_days, summary, team};
use proco_testbed::central::TestCentral;
use proco_testbed::reports::{query, revised, stop, stored, withdrawal};

/// A revocation at central alone: nobody answers for the key service.
async fn revoke(central: &TestCentral, device: &str, since: &str) -> String {
    let data = central.folder.path().to_str().unwrap();
    let nobody = "http://127.0.0.1:9";
    let who = ["revoke", "--data", data, "--device", device];
    let how = ["--keyservice", nobody, "--withdraw-since", since];
    let told = run(&[&who[..], &how].concat()).await;
    said(&told.stdout)
}

#[tokio::test]
async fn counts_and_advisories_go_and_the_command_says_how_many() {
    // The program goes by the clock of this machine.
    let central = TestCentral::open_at(SystemClock.now()).await;
    let stolen = central.officer_for_days(9, "roermond-1").await;
    let bakker = central.officer("venlo-2").await;
    let now = central.hour();
    let mut spared = stop(1, now);
    spared["stop"]["spare_until"] = json!(now.0 + 300 * 24);
    let before = Hour(now.0 - 8 * 24);
    let forged = [
        query(1, now),
        spared,
        query(1, Hour(now.0 - 1)),
        query(1, before),
    ];
    central.upload(&stolen, &forged).await;
    central.upload(&bakker, &[query(1, now)]).await;
    let yesterday = Hour(now.0 - 24).date().to_string();
    let told = revoke(&central, &stolen.device.to_string(), &yesterday).await;
    assert!(
        told.contains(
            "taken back 2 look-ups and 1 stops, 1 of them with an advisory; none of them counts"
        ),
        "{told}"
    );
    let left = central.counts(&bakker, 1).await.body;
    assert_eq!(
        left["windows"][3]["queries"], 2,
        "the one of before, and another's"
    );
    assert_eq!(left["windows"][3]["stops"], 0);
    assert_eq!(left["spare_until"], json!(null));
    let again = revoke(&central, &stolen.device.to_string(), &yesterday).await;
    assert!(
        again.contains("taken back 0 look-ups and 0 stops"),
        "{again}"
    );
    assert!(!again.contains("older than"), "{again}");
    let all = revoke(&central, &stolen.device.to_string(), "2026-01-01").await;
    assert!(all.contains("what is older than 28 days stays"), "{all}");
    let refused = revoke(&central, &stolen.device.to_string(), "21-11-2026").await;
    assert_eq!(refused, "", "no day");
}

#[tokio::test]
async fn published_figures_stay_and_open_weeks_count_without_it() {
    let central = TestCentral::open_at(MONDAY).await;
    let (mut officers, mut lead) = team(&central).await;
    a_day_out(&central, &officers, 3).await;
    pass_days(&central, 8, &mut officers, &mut lead).await;
    let published = summary(&central, &lead, "2026-W45").await;
    assert_eq!(published["stops"], 18);
    a_day_out(&central, &officers, 3).await;

    let device = officers.last().unwrap().device;
    let since = Hour(MONDAY.hour().0 - 24);
    let taken = central.server.take_back(device, since).await.unwrap();
    assert_eq!((taken.stops, taken.look_ups, taken.published), (6, 2, 4));

    pass_days(&central, 8, &mut officers, &mut lead).await;
    assert_eq!(summary(&central, &lead, "2026-W45").await, published);
    assert_eq!(summary(&central, &lead, "2026-W46").await["stops"], 15);
}

/// A week is closed by the first upload after it, and published with the hourly tidying.
#[tokio::test]
async fn what_was_amended_or_withdrawn_between_close_and_publication_counts_in_no_figure() {
    let central = TestCentral::open_at(MONDAY).await;
    let (mut officers, mut lead) = team(&central).await;
    a_day_out(&central, &officers, 3).await;
    advance_days(&central, 1, &mut officers, &mut lead).await;
    let stolen = officers.last().unwrap();
    let forged: Vec<_> = (200..204).map(|n| stop(n, central.hour())).collect();
    central.upload(stolen, &forged).await;
    central.clock.advance_millis(6 * 24 * 3_600_000);
    central.server.tidy().await.unwrap();
    advance_days(&central, 1, &mut officers, &mut lead).await;

    let stolen = officers.last().unwrap();
    let mut amended = revised(&forged[0], 2);
    amended["stop"]["findings"] = json!(["arrest"]);
    amended["stop"]["link"] = json!("linked");
    let batch = [amended, withdrawal(&forged[1], 2)];
    assert_eq!(central.upload(stolen, &batch).await, [stored(), stored()]);
    let since = Hour(MONDAY.hour().0 + 24);
    let taken = central
        .server
        .take_back(stolen.device, since)
        .await
        .unwrap();
    assert_eq!((taken.stops, taken.published), (3, 0));

    let shown = summary(&central, &lead, "2026-W45").await;
    assert_eq!(shown["stops"], 18);
    let database = Connection::open(central.folder.path().join("central.db")).unwrap();
    let stops = "SELECT sum(number) FROM rollup WHERE measure = 'stops'";
    let stops = database.query_row(stops, [], |row| row.get::<_, i64>(0));
    assert_eq!(stops, Ok(18));
}

/// Its upload was let in, and waits for the writer, when another process revokes the phone.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_under_way_when_the_phone_was_revoked_is_not_taken() {
    let central = TestCentral::open().await;
    let stolen = central.officer("roermond-1").await;
    let bakker = central.officer("venlo-2").await;
    let mut other = Connection::open(central.folder.path().join("central.db")).unwrap();
    let revoking = other
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .unwrap();
    let reports = [query(1, central.hour()), stop(1, central.hour())];
    let reports = json!({ "version": PROTOCOL_VERSION, "reports": reports });
    let upload = central.post("/v1/reports", Some(&stolen.token), &reports);
    let revoke = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let now = central.server.now().0;
        let out = "UPDATE devices SET revoked_at = ?1 WHERE device = ?2";
        let device = stolen.device.0.as_bytes().as_slice();
        revoking.execute(out, params![now, device]).unwrap();
        revoking.commit().unwrap();
    };
    let (refused, ()) = tokio::join!(upload, revoke);
    assert_eq!(refused.refusal(), (403, "device_revoked"));
    let since = Hour(central.hour().0 - 24);
    let taken = central.server.take_back(stolen.device, since);
    assert_eq!(taken.await.unwrap(), TakenBack::default());
    let counts = central.counts(&bakker, 1).await.body;
    assert_eq!(counts["windows"][3]["queries"], 0);
}
