//! The phone of agent Noor, on which an earlier program died while it brought the store up to date.

use proco_device::view::ErrorCode;
use proco_device::{DeviceError, FileKeyStore, KeyStore, SchemaFault, StoreError};
use refinery::Target;

use proco_testbed::phone::{Files, Phone};

mod landed {
    refinery::embed_migrations!("../../migrations/device");
}

pub fn newest() -> i32 {
    let runner = landed::migrations::runner();
    let versions = runner.get_migrations().iter().map(|m| m.version());
    versions.max().unwrap()
}

/// The store as the program of this version left it, with five look-ups that nobody sent yet.
fn store_of(files: &Files, version: i32) {
    let secrets = FileKeyStore::at(files.keys()).create().unwrap();
    let check = files.file().with_extension("db.key-check");
    std::fs::write(check, secrets.database().check_value()).unwrap();
    let mut bare = files.bare();
    landed::migrations::runner()
        .set_target(Target::Version(version))
        .run(&mut bare)
        .unwrap();
    for number in 1..=5_u8 {
        let name = vec![number; 16];
        bare.execute(
            "INSERT INTO queries (query_id, own_key, at, subject, initiative)
             VALUES (?1, ?1, 1794999000000, NULL, 'proactive')",
            [&name],
        )
        .unwrap();
        bare.execute(
            "INSERT INTO outbox (kind, record, revision)
             VALUES ('query', ?1, 1)",
            [&name],
        )
        .unwrap();
    }
}

fn forget(files: &Files, version: i32) {
    let sql = "DELETE FROM refinery_schema_history WHERE version = ?1";
    files.bare().execute(sql, [version]).unwrap();
}

#[test]
fn an_upgrade_that_died_half_way_is_gone_on_with_from_every_schema_that_landed() {
    for version in 1..=newest() {
        for half_done in [false, true] {
            let phone = Phone::begun_by(|files| {
                store_of(files, version);
                if half_done {
                    forget(files, version);
                }
            });
            let noor = phone.unwrap_or_else(|e| panic!("{version}, half done {half_done}: {e}"));
            assert_eq!(noor.device.sync_status().waiting, 5, "{version}");
            assert_eq!(noor.device.status().unwrap().notices, []);
            noor.stops("BB-00-DD", []);
        }
    }
}

#[test]
fn the_upgrade_tells_of_each_record_whether_central_has_it() {
    let named = "report_id = query_id";
    // A look-up of an earlier program, its row in the outbox, and what follows.
    let cases = [
        ("report_id = NULL", "attempts = 0", "absent"),
        (
            "report_id = NULL",
            "refusal = 'epoch_closed', attempts = 0",
            "absent",
        ),
        (named, "attempts = 1", "unknown"),
        (
            named,
            "refusal = 'inconsistent', revision = 1, attempts = 3",
            "absent",
        ),
        (
            named,
            "refusal = 'inconsistent', revision = 2, attempts = 1",
            "absent",
        ),
        (
            named,
            "refusal = 'inconsistent', revision = 2, attempts = 2",
            "unknown",
        ),
        (named, "refusal = 'too_late', attempts = 1", "there"),
        ("report_id = query_id, sent_at = 1", "attempts = 0", "there"),
    ];
    for (look_up, row, standing) in cases {
        let phone = Phone::begun_by(|files| {
            store_of(files, 11);
            let changes = format!(
                "UPDATE queries SET {look_up} WHERE id = 1; UPDATE outbox SET {row} WHERE id = 1"
            );
            files.bare().execute_batch(&changes).unwrap();
        });
        let closed = phone.unwrap().closed(|files| {
            let found: String = files
                .bare()
                .query_row("SELECT standing FROM queries WHERE id = 1", [], |row| {
                    row.get(0)
                })
                .unwrap();
            assert_eq!(found, standing, "{look_up}; {row}");
        });
        closed.unwrap();
    }
}

#[test]
fn a_store_that_cannot_be_brought_up_to_date_says_so_and_is_left_alone() {
    let refused = Phone::begun_by(|files| {
        store_of(files, 2);
        let foreign = "ALTER TABLE outbox ADD COLUMN foreign_to_us INTEGER";
        files.bare().execute_batch(foreign).unwrap();
    });
    let fault = refused.err().unwrap();
    let known = i64::from(newest());
    let unknown = SchemaFault::Unknown { recorded: 2, known };
    assert_eq!(fault, DeviceError::Store(StoreError::Schema(unknown)));
    assert_eq!(fault.code(), ErrorCode::StoreSchema);
}

#[test]
fn damage_that_only_the_upgrade_meets_is_damage() {
    let youssef = Phone::begun_by(|files| {
        store_of(files, 1);
        // Over 32 MiB not every page is looked at when the store is opened.
        let fill = "CREATE TABLE filler (body BLOB);
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000)
            INSERT INTO filler SELECT randomblob(4000) FROM n;
            DROP TABLE filler;";
        let page: i64 = {
            let bare = files.bare();
            bare.execute_batch(fill).unwrap();
            let sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'drafts'";
            bare.query_row(sql, [], |row| row.get(0)).unwrap()
        };
        let mut bytes = std::fs::read(files.file()).unwrap();
        let at = usize::try_from(page - 1).unwrap() * 4096 + 100;
        bytes[at] ^= 1;
        std::fs::write(files.file(), bytes).unwrap();
    })
    .unwrap();
    let notices = youssef.device.status().unwrap().notices;
    assert_eq!(notices, [proco_device::view::Notice::StoreMovedAside]);
}
