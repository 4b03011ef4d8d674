//! What happens to the store of agent Youssef: damage, another key, a newer program.

use std::fs;

use proco_device::keys::KeyError;
use proco_device::view::Notice;
use proco_device::{DeviceError, FileKeyStore, KeyStore, StoreError};

use proco_testbed::phone::{Files, Phone};

fn with_a_stop() -> Phone {
    let youssef = Phone::new();
    youssef.stops("BB-00-DD", []);
    youssef
}

fn damage(at: usize, length: usize) -> impl FnOnce(&Files) {
    move |files| {
        let mut bytes = fs::read(files.file()).unwrap();
        let end = bytes.len().min(at + length);
        for byte in &mut bytes[at..end] {
            *byte = !*byte;
        }
        fs::write(files.file(), bytes).unwrap();
    }
}

#[test]
fn a_damaged_store_is_moved_aside_whole_and_a_new_one_begun() {
    // The first page; and one in the middle, which only a look at every page finds.
    for (at, length) in [(0, 100), (9000, 10)] {
        let mut damaged = Vec::new();
        let phone = with_a_stop().closed(|files| {
            damage(at, length)(files);
            damaged = fs::read(files.file()).unwrap();
        });
        let youssef = phone.unwrap();
        assert_eq!(
            youssef.device.status().unwrap().notices,
            [Notice::StoreMovedAside]
        );
        assert_eq!(youssef.year("BB-00-DD"), (0, 0, 0));
        youssef.looks_up("BB-00-DD");
        let youssef = youssef
            .closed(|files| {
                let names = files.names();
                let aside = names
                    .iter()
                    .find(|n| n.starts_with("proco.db.damaged-"))
                    .unwrap();
                let kept = fs::read(files.file().with_file_name(aside)).unwrap();
                assert!(kept == damaged, "it is kept as it was found");
            })
            .unwrap();
        assert_eq!(youssef.year("BB-00-DD").0, 1, "the new one goes on");
    }
}

#[test]
fn another_key_is_not_damage_the_store_stays_closed_and_as_it_was() {
    let mut before = Vec::new();
    let refused = with_a_stop().closed(|files| {
        before = fs::read(files.file()).unwrap();
        fs::remove_file(files.keys()).unwrap();
        FileKeyStore::at(files.keys()).create().unwrap();
    });
    let locked = DeviceError::Store(StoreError::Locked(KeyError::Other));
    assert_eq!(refused.err(), Some(locked));
    assert!(!before.is_empty());
}

#[test]
fn another_key_without_a_check_value_is_not_damage_either() {
    let refused = with_a_stop().closed(|files| {
        fs::remove_file(files.keys()).unwrap();
        FileKeyStore::at(files.keys()).create().unwrap();
        fs::remove_file(files.file().with_extension("db.key-check")).unwrap();
    });
    let locked = DeviceError::Store(StoreError::Locked(KeyError::Other));
    assert_eq!(refused.err(), Some(locked));
}

#[test]
fn a_lost_key_is_never_replaced() {
    let refused = with_a_stop().closed(|files| fs::remove_file(files.keys()).unwrap());
    let locked = DeviceError::Store(StoreError::Locked(KeyError::Missing));
    assert_eq!(refused.err(), Some(locked));
}

#[test]
fn a_store_of_a_newer_program_is_refused_and_left_alone() {
    let refused = with_a_stop().closed(|files| {
        files
            .bare()
            .execute_batch(
                "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
                 VALUES (999, 'later', '2030-01-01T00:00:00Z', '1')",
            )
            .unwrap();
    });
    match refused.err() {
        Some(DeviceError::Store(StoreError::Newer { found: 999, .. })) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_update_of_the_app_keeps_draft_and_outbox() {
    let youssef = with_a_stop();
    let look_up = youssef.looks_up("FF-00-GH");
    let draft = youssef.device.start_check(look_up.query).unwrap();
    // As the program of the first schema left it.
    let first = "DROP TABLE commits;
        DROP TABLE shift_questions;
        DROP TABLE reminders;
        DROP TABLE scenarios_done;
        DROP TABLE talks;
        DROP TABLE period_reviews;
        DROP TABLE force_figures;
        ALTER TABLE stops DROP COLUMN pair;
        DROP TABLE lesson_drafts;
        DROP TABLE lessons;
        DROP TABLE view_drafts;
        DROP TABLE views;
        DROP TABLE view_answers;
        DROP TABLE answer_drafts;
        DROP TABLE drafts_set_aside;
        DROP INDEX outbox_refused;
        DROP INDEX outbox_withdrawals;
        DROP INDEX queries_counts;
        ALTER TABLE queries DROP COLUMN mistyped;
        CREATE INDEX queries_counts ON queries (own_key, at, advisory_until);
        DROP TABLE stretches;
        DROP TABLE former_names;
        ALTER TABLE queries DROP COLUMN revisions_above;
        ALTER TABLE stops DROP COLUMN revisions_above;
        ALTER TABLE queries DROP COLUMN hour_known;
        ALTER TABLE stops DROP COLUMN hour_known;
        ALTER TABLE queries DROP COLUMN named_at;
        ALTER TABLE stops DROP COLUMN named_at;
        ALTER TABLE queries DROP COLUMN stretch;
        ALTER TABLE stops DROP COLUMN stretch;
        ALTER TABLE stop_revisions DROP COLUMN stretch;
        ALTER TABLE stop_revisions DROP COLUMN moved;
        ALTER TABLE outbox RENAME TO outbox_now;
        CREATE TABLE outbox (
            id           INTEGER PRIMARY KEY,
            record       BLOB    NOT NULL UNIQUE CHECK (length(record) = 16),
            kind         TEXT    NOT NULL CHECK (kind IN ('query', 'stop', 'withdrawal')),
            revision     INTEGER NOT NULL CHECK (revision >= 1),
            refusal      TEXT,
            attempts     INTEGER NOT NULL DEFAULT 0,
            last_attempt INTEGER
        ) STRICT;
        INSERT INTO outbox (id, record, kind, revision, refusal)
        SELECT id, record, kind, revision, refusal FROM outbox_now;
        DROP TABLE outbox_now;
        ALTER TABLE queries DROP COLUMN standing;
        ALTER TABLE stops DROP COLUMN standing;
        DROP INDEX stops_of_check;
        ALTER TABLE stops DROP COLUMN check_of;
        ALTER TABLE stops DROP COLUMN entered_at;
        ALTER TABLE stops DROP COLUMN given_at;
        ALTER TABLE stops DROP COLUMN given_on;
        ALTER TABLE epoch_keys DROP COLUMN changed;
        ALTER TABLE sync_state DROP COLUMN mark_version;
        ALTER TABLE sync_state DROP COLUMN doubt;
        ALTER TABLE sync_state DROP COLUMN central_restored;
        ALTER TABLE sync_state DROP COLUMN revisions_from;
        CREATE TABLE one_draft (
            slot     INTEGER PRIMARY KEY CHECK (slot = 1),
            draft_id BLOB    NOT NULL CHECK (length(draft_id) = 16),
            query_id BLOB    NOT NULL CHECK (length(query_id) = 16),
            body     TEXT    NOT NULL
        ) STRICT;
        INSERT INTO one_draft SELECT 1, draft_id, query_id, body FROM drafts;
        DROP TABLE drafts;
        ALTER TABLE one_draft RENAME TO drafts;
        ALTER TABLE sync_state DROP COLUMN draft_closed;
        ALTER TABLE sync_state DROP COLUMN believed_at;
        ALTER TABLE sync_state DROP COLUMN ahead_since;
        DELETE FROM refinery_schema_history WHERE version > 1";
    let youssef = youssef.closed(|files| files.bare().execute_batch(first).unwrap());
    let youssef = youssef.unwrap();
    assert_eq!(youssef.device.open_draft().unwrap().unwrap().id, draft.id);
    assert_eq!(youssef.device.sync_status().waiting, 2);
}
