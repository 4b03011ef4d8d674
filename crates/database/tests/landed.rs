//! Every schema that ever landed, of all three programs, as a killed or refused start left it.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use proco_database::{SchemaFault, bring_up_to_date, refuse_unknown};
use refinery::{Runner, Target};
use rusqlite::{Connection, Error, TransactionBehavior};

mod device {
    refinery::embed_migrations!("../../migrations/device");
}
mod central {
    refinery::embed_migrations!("../../migrations/central-sqlite");
}
mod keyservice {
    refinery::embed_migrations!("../../migrations/keyservice");
}

type Program = (&'static str, fn() -> Runner);

const PROGRAMS: [Program; 3] = [
    ("device", device::migrations::runner),
    ("central", central::migrations::runner),
    ("keyservice", keyservice::migrations::runner),
];

fn newest(runner: &Runner) -> i32 {
    let versions = runner.get_migrations().iter().map(|m| m.version());
    versions.max().unwrap()
}

/// A file as the program left it that knew the first `version` migrations.
fn of_version(runner: Runner, version: i32) -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    if version > 0 {
        let runner = runner.set_target(Target::Version(version));
        runner.run(&mut connection).unwrap();
    }
    connection
}

/// As a start left it that died between the last migration and its row.
fn half_done(runner: Runner, version: i32) -> Connection {
    let half = of_version(runner, version);
    half.execute(
        "DELETE FROM refinery_schema_history WHERE version = ?1",
        [version],
    )
    .unwrap();
    half
}

/// All tables and indexes, and the history without its moments.
fn picture(connection: &Connection) -> Vec<String> {
    let mut lines = Vec::new();
    for sql in [
        "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY name",
        "SELECT version || ' ' || name || ' ' || checksum FROM refinery_schema_history
         ORDER BY version",
    ] {
        let mut statement = connection.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get::<_, String>(0));
        // The history is made with other spaces.
        lines.extend(rows.unwrap().map(|row| {
            let words: Vec<String> = row.unwrap().split_whitespace().map(Into::into).collect();
            words.join(" ").replace("history(", "history (")
        }));
    }
    lines
}

#[test]
fn a_new_file_is_as_refinery_makes_it_and_refinery_goes_on_with_it() {
    for (name, runner) in PROGRAMS {
        let theirs = of_version(runner(), newest(&runner()));
        let mut ours = Connection::open_in_memory().unwrap();
        bring_up_to_date(&mut ours, &runner()).unwrap();
        assert_eq!(picture(&ours), picture(&theirs), "{name}");
        assert!(
            runner()
                .run(&mut ours)
                .unwrap()
                .applied_migrations()
                .is_empty()
        );
    }
}

#[test]
fn a_start_that_died_between_a_migration_and_its_row_is_healed() {
    let mut locked = 0;
    for (name, runner) in PROGRAMS {
        let whole = picture(&of_version(runner(), newest(&runner())));
        for version in 1..=newest(&runner()) {
            locked += usize::from(runner().run(&mut half_done(runner(), version)).is_err());
            let mut half = half_done(runner(), version);
            bring_up_to_date(&mut half, &runner())
                .unwrap_or_else(|fault| panic!("{name} {version}: {fault}"));
            assert_eq!(picture(&half), whole, "{name} {version}");
            bring_up_to_date(&mut half, &runner()).unwrap();
            assert_eq!(picture(&half), whole, "{name} {version}: once is enough");
        }
    }
    assert!(
        locked >= 13,
        "without help these never start again: {locked}"
    );
}

#[test]
fn every_landed_schema_is_brought_up_to_date_also_without_any_history() {
    for (name, runner) in PROGRAMS {
        let whole = picture(&of_version(runner(), newest(&runner())));
        for version in 0..=newest(&runner()) {
            let mut old = of_version(runner(), version);
            bring_up_to_date(&mut old, &runner()).unwrap();
            assert_eq!(picture(&old), whole, "{name} {version}");

            let mut bare = of_version(runner(), version);
            bare.execute_batch("DROP TABLE IF EXISTS refinery_schema_history")
                .unwrap();
            bring_up_to_date(&mut bare, &runner()).unwrap();
            assert_eq!(picture(&bare), whole, "{name} {version} without history");
        }
    }
}

#[test]
fn tables_of_no_version_are_left_alone_and_said_in_words() {
    let (_, runner) = PROGRAMS[1];
    let known = i64::from(newest(&runner()));
    let mut other = of_version(runner(), 2);
    other
        .execute_batch("ALTER TABLE rollup ADD COLUMN later INTEGER")
        .unwrap();
    let before = picture(&other);
    let fault = bring_up_to_date(&mut other, &runner()).unwrap_err();
    assert_eq!(fault, SchemaFault::Unknown { recorded: 2, known });
    assert_eq!(picture(&other), before);
    let said = fault.to_string();
    assert!(
        said.contains("versions 2 to") && said.contains("backup"),
        "{said}"
    );
    assert!(
        !said.contains("ALTER") && !said.contains("rollup"),
        "{said}"
    );
}

#[test]
fn a_newer_file_and_an_edited_migration_are_told_apart() {
    let (_, runner) = PROGRAMS[0];
    let known = i64::from(newest(&runner()));
    let newer = "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
         VALUES (999, 'later', '2030-01-01T00:00:00Z', '1')";
    let edited = "UPDATE refinery_schema_history SET checksum = '1' WHERE version = 2";
    for (sql, wanted) in [
        (newer, SchemaFault::Newer { found: 999, known }),
        (edited, SchemaFault::Changed { version: 2 }),
    ] {
        let mut file = of_version(runner(), newest(&runner()));
        file.execute_batch(sql).unwrap();
        assert_eq!(refuse_unknown(&file, &runner()), Err(wanted));
        assert_eq!(bring_up_to_date(&mut file, &runner()), Err(wanted));
    }
}

#[test]
fn a_gap_in_the_history_is_not_guessed_over() {
    let (_, runner) = PROGRAMS[0];
    let mut file = of_version(runner(), 3);
    file.execute_batch("DELETE FROM refinery_schema_history WHERE version = 2")
        .unwrap();
    let fault = bring_up_to_date(&mut file, &runner()).unwrap_err();
    assert!(matches!(fault, SchemaFault::Unknown { recorded: 3, .. }));
}

#[test]
fn a_file_that_no_key_opens_and_one_that_another_holds_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.db");
    let (_, runner) = PROGRAMS[2];
    std::fs::write(&file, [7; 8192]).unwrap();
    let mut noise = Connection::open(&file).unwrap();
    assert_eq!(
        bring_up_to_date(&mut noise, &runner()),
        Err(SchemaFault::Damaged)
    );

    let file = folder.path().join("b.db");
    let mut first = Connection::open(&file).unwrap();
    let held = first
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .unwrap();
    let mut second = Connection::open(&file).unwrap();
    second.busy_timeout(std::time::Duration::ZERO).unwrap();
    assert_eq!(
        bring_up_to_date(&mut second, &runner()),
        Err(SchemaFault::InUse)
    );
    drop(held);
    bring_up_to_date(&mut second, &runner()).unwrap();
}

#[test]
fn a_migration_that_finds_no_room_changes_nothing() {
    let (_, runner) = PROGRAMS[0];
    let mut file = of_version(runner(), 1);
    let before = picture(&file);
    let pages: i64 = file
        .query_row("PRAGMA page_count", [], |row| row.get(0))
        .unwrap();
    file.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))
        .unwrap();
    assert_eq!(
        bring_up_to_date(&mut file, &runner()),
        Err(SchemaFault::DiskFull)
    );
    assert_eq!(picture(&file), before);
    file.query_row("PRAGMA max_page_count = 100000", [], |_| Ok::<_, Error>(()))
        .unwrap();
    bring_up_to_date(&mut file, &runner()).unwrap();
}
