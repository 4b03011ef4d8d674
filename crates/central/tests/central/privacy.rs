//! What stands in the files of central, byte by byte.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use proco_testbed::central::TestCentral;
use proco_testbed::reports::{query, stop, withdrawal};

fn holds(haystack: &[u8], needle: &[u8]) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window == needle)
}

/// All bytes of the database, its journal included.
fn bytes_of(central: &TestCentral) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in fs::read_dir(central.folder.path()).unwrap() {
        let path = entry.unwrap().path();
        if path
            .file_name()
            .unwrap()
            .to_string_lossy()
            .starts_with("central.db")
        {
            all.extend(fs::read(path).unwrap());
        }
    }
    all
}

#[tokio::test]
async fn no_pseudonym_stands_in_the_database() {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    let planted = [0xA7; 16];
    let reports = [query(0xA7, central.hour()), stop(0xA7, central.hour())];
    central.upload(&phone, &reports).await;
    let bytes = bytes_of(&central);
    assert!(holds(&bytes, b"vehicle_defect"), "the stop is there");
    let text = URL_SAFE_NO_PAD.encode(planted);
    assert!(!holds(&bytes, &planted) && !holds(&bytes, text.as_bytes()));
}

#[tokio::test]
async fn a_device_stands_in_the_list_of_devices_and_in_no_record() {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    central.upload(&phone, &[stop(1, central.hour())]).await;
    // Seen with another eye than the program's: every cell of every other table.
    let path = central.folder.path().join("central.db");
    let database = rusqlite::Connection::open(path).unwrap();
    let device: &Uuid = &phone.device.0;
    for table in ["records", "rollup", "published", "closing"] {
        let mut statement = database.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                let value: rusqlite::types::Value = row.get(column).unwrap();
                let cell = format!("{value:?}");
                assert!(
                    !cell.contains(&format!("{:?}", device.as_bytes())),
                    "{table}"
                );
                assert!(!cell.contains(&device.to_string()), "{table}");
            }
        }
    }
}

#[tokio::test]
async fn what_is_withdrawn_is_gone_from_the_file() {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    let mut report = stop(1, central.hour());
    report["stop"]["basis"] = "gemeentewet_174b".into();
    central.upload(&phone, std::slice::from_ref(&report)).await;
    central.upload(&phone, &[withdrawal(&report, 2)]).await;
    let path = central.folder.path().join("central.db");
    let database = rusqlite::Connection::open(&path).unwrap();
    database
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .unwrap();
    let bytes = fs::read(path).unwrap();
    assert!(holds(&bytes, b"withdrawn"));
    assert!(
        !holds(&bytes, b"gemeentewet_174b"),
        "overwritten, not only unlinked"
    );
}
