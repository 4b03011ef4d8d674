//! What a pass over the outbox reads, and what comes in while a batch is under way.

use proco_domain::query::LedTo;
use proco_domain::stop::WithdrawReason;
use proco_domain::time::UtcMillis;
use proco_exchange::receipt::RefusalCode;
use proco_exchange::report::{MAX_BATCH_ITEMS, ReportId};
use rusqlite::StatementStatus;

use super::by_hand::of;
use crate::phone::{DAY, Phone};
use crate::store::claim::{self, Claim, Content, Outgoing};
use crate::store::outbox::{self, Cursor, Kind};
use crate::store::stretch_records::{self, HeldRows};
use crate::store::{queries, stops};
use crate::view::SyncState;

#[test]
fn what_comes_in_while_a_batch_is_under_way_stays() {
    let phone = Phone::new();
    phone.stops("BB-00-DD", []);
    let sent = phone.sends();
    let second = phone.stops("FF-00-GH", []);
    phone.gets_receipts(&sent);
    let left = phone.waiting();
    assert_eq!(left.len(), 2, "the second stop and its look-up");
    assert!(left.iter().any(|row| row.record == second.id.0));
}

#[test]
fn one_record_that_cannot_be_read_holds_back_no_other() {
    let phone = Phone::new();
    let broken = phone.stops("BB-00-DD", []);
    let good = phone.stops("FF-00-GH", []);
    phone.changes(
        "UPDATE stop_revisions SET body = '{}' WHERE stop_id = (SELECT stop_id FROM stops WHERE id = 1)",
    );
    let sent = phone.sends();
    assert!(sent.iter().any(|c| c.reference.record == good.id.0));
    assert!(sent.iter().all(|c| c.reference.record != broken.id.0));
    assert_eq!(phone.waiting().len(), 3, "the other stop and both look-ups");
    let cards = phone.device.my_stops().unwrap();
    let card = cards.iter().find(|card| card.id == broken.id).unwrap();
    let code = RefusalCode::Unreadable;
    assert_eq!(
        card.sync,
        SyncState::Refused { code },
        "it is kept and shown"
    );
}

#[test]
fn an_earlier_revision_that_cannot_be_read_does_not_hold_back_the_newest() {
    let phone = Phone::new();
    let card = phone.stops("BB-00-DD", []);
    phone.reflect(card.id);
    phone.changes("UPDATE stop_revisions SET body = '{}' WHERE revision = 1");
    let sent = phone.sends();
    let stop = of(&sent, card.id.0);
    assert_eq!(stop.reference.revision, 2);
}

/// The work of SQLite for a statement since this was last asked, in instructions of its virtual machine: a plan shows
/// no difference between counting the pages of an index and its rows. Only compared, never with a figure.
fn steps(connection: &rusqlite::Connection, sql: &str) -> i32 {
    let statement = connection.prepare_cached(sql).unwrap();
    statement.reset_status(StatementStatus::VmStep)
}

#[test]
fn a_full_outbox_makes_no_save_slower() {
    let phone = Phone::new();
    let tallied = || {
        let counted = |c: &rusqlite::Connection| {
            let tally = outbox::tally(c)?;
            Ok((tally.waiting, tally.refused, steps(c, outbox::TALLY)))
        };
        phone.device.read(counted).unwrap()
    };
    let rows = |count: u32, refusal: &str| {
        let sql = format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
             INSERT INTO outbox (record, kind, revision, refusal)
             SELECT randomblob(16), 'query', 1, {refusal} FROM n"
        );
        phone.changes(&sql);
    };
    rows(1, "NULL");
    rows(3, "'inconsistent'");
    tallied();
    let (waiting, refused, few) = tallied();
    assert_eq!((waiting, refused), (1, 3));
    rows(2000, "NULL");
    assert_eq!(
        tallied(),
        (2001, 3, few),
        "only what was refused is looked at"
    );
}

#[test]
fn a_pass_reads_each_waiting_row_and_record_once_however_many_there_are() {
    const READS: [&str; 8] = [
        outbox::WAITING,
        outbox::WAITING_WITHDRAWALS,
        outbox::WAITING_OTHERS,
        stretch_records::HELD_ROW,
        claim::QUERY_STAMP,
        claim::STOP_STAMP,
        queries::ONE,
        stops::REVISIONS,
    ];
    const RECORDS: [&str; 2] = [queries::ONE, stops::REVISIONS];
    let phone = Phone::new();
    // Of ten rows, nine are look-ups and one is a stop.
    phone.stops("BB-00-DD", []);
    phone.waits(60_000); // Nothing can be taken back any more.
    // The officer is asked about a stretch, so each row is looked at for whether it may go.
    phone.changes(
        "INSERT INTO stretches (number, began_at, correction, state, first_query, first_stop)
         VALUES (999, 0, 0, 'asks', 0, 0)",
    );
    let more = |count: u32| {
        phone.changes(&format!(
            "CREATE TEMP TABLE more AS
             WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
             SELECT randomblob(16) AS name, iif(i % 10, 'query', 'stop') AS kind FROM n;
             INSERT INTO queries (query_id, own_key, at, subject, initiative, led_to, stretch)
             SELECT name, own_key, at, subject, initiative, led_to, stretch
             FROM more, (SELECT * FROM queries WHERE id = 1) WHERE kind = 'query';
             INSERT INTO stops (stop_id, query_id, own_key, at, subject, revision, outcome, found_nothing,
                 reflected, stretch)
             SELECT name, query_id, own_key, at, subject, revision, outcome, found_nothing, reflected, stretch
             FROM more, (SELECT * FROM stops WHERE id = 1) WHERE kind = 'stop';
             INSERT INTO stop_revisions (stop_id, revision, body, stretch)
             SELECT name, revision, body, stretch
             FROM more, (SELECT * FROM stop_revisions LIMIT 1) WHERE kind = 'stop';
             INSERT INTO outbox (record, kind, revision) SELECT name, kind, 1 FROM more;
             DROP TABLE more"
        ));
    };
    // What SQLite did for it, how often a record was read, and how many rows there were.
    let pass = || {
        phone.device.courier().put_back("1.0.0").unwrap();
        let (mut after, mut rows) = (Cursor::default(), 0);
        loop {
            let (needs, page) = phone.device.courier().next(&[], after).unwrap();
            assert!(needs.len() <= MAX_BATCH_ITEMS, "no more in memory");
            rows += needs.len();
            if needs.is_empty() && page.is_last {
                break;
            }
            after = page.next;
        }
        let counted = |c: &rusqlite::Connection| {
            let runs = |sql: &str| {
                let statement = c.prepare_cached(sql).unwrap();
                statement.reset_status(StatementStatus::Run)
            };
            let reads: i32 = RECORDS.map(runs).iter().sum();
            let pages = usize::try_from(runs(outbox::WAITING)).unwrap();
            assert_eq!(
                pages,
                rows / MAX_BATCH_ITEMS + 1,
                "no more in one transaction"
            );
            let steps: i32 = READS.map(|sql| self::steps(c, sql)).iter().sum();
            Ok((steps, reads, rows))
        };
        phone.device.read(counted).unwrap()
    };
    pass();
    more(4_998);
    let (steps_of_few, reads, rows) = pass();
    assert_eq!((reads, rows), (5_000, 5_000));
    more(45_000);
    phone.changes(
        "INSERT INTO outbox (record, kind, revision) VALUES (randomblob(16), 'query', 1 << 40)",
    );
    let (steps, reads, rows) = pass();
    assert_eq!((reads, rows), (50_000, 50_000));
    let tally = phone.device.read(|c| Ok(outbox::tally(c)?)).unwrap();
    assert_eq!(tally.refused, 1, "on the last page as on the first");
    println!("{steps_of_few} steps for 5,000 rows, {steps} for 50,000");
    assert!(steps * 10 <= steps_of_few * 101, "ten times as much for it");
}

#[test]
fn what_is_decided_anew_between_reading_and_sending_is_read_again() {
    let phone = Phone::new();
    let look_up = phone.looks_up("BB-00-DD");
    phone.device.close_look_up(look_up.query).unwrap();
    let row = phone.waiting()[0];
    let read = || phone.device.read(|c| Ok(claim::read(c, &row)?)).unwrap();
    let claims = |outgoing: &Outgoing| {
        let new_name = |_, _| ReportId(phone.device.records().new_id());
        let claimed = phone
            .device
            .write(|t| Ok(claim::claim(t, outgoing, &new_name)?));
        claimed.unwrap()
    };
    let before = read().unwrap();
    // It entered no batch, so this is still its first revision, in the same row.
    phone.device.leave_it(look_up.query, None).unwrap();
    assert_eq!(phone.waiting(), [row]);
    assert!(matches!(claims(&before), Claim::Changed));
    let after = read().unwrap();
    let led_to = match &after.content {
        Content::Query { led_to, .. } => *led_to,
        Content::Stop(_) | Content::WithoutMark | Content::Withdrawal { .. } => {
            panic!("it is a look-up")
        }
    };
    assert_eq!(led_to, LedTo::LeftIt);
    assert!(matches!(claims(&after), Claim::Claimed(_)));
    phone.is_refused_here(&row, RefusalCode::EpochClosed);
    assert!(matches!(claims(&after), Claim::Gone), "it does not wait");
}

#[test]
fn a_withdrawal_that_comes_in_during_a_pass_goes_before_the_next_page() {
    let phone = Phone::new();
    let checks = ["BB-00-DD", "FF-00-GH", "DD-00-BB"].map(|plate| phone.stops(plate, []));
    let page = |after| {
        let read = |c: &rusqlite::Connection| {
            let held_rows = HeldRows::of(c, UtcMillis(i64::MAX))?;
            Ok(outbox::waiting(c, after, &held_rows, 2)?)
        };
        phone.device.read(read).unwrap()
    };
    let first = page(Cursor::default());
    assert_eq!(first.rows.len(), 2);
    phone.sends();
    let last = checks.last().unwrap().id;
    phone.device.withdraw(last, WithdrawReason::NoStop).unwrap();
    let second = page(first.next);
    assert_eq!(second.rows[0].kind, Kind::Withdrawal);
    let mut seen = [first.rows, second.rows].concat();
    let mut after = second.next;
    loop {
        let page = page(after);
        after = page.next;
        seen.extend(page.rows);
        if page.is_last {
            break;
        }
    }
    seen.sort_by_key(|row| row.row);
    let mut all = phone.waiting();
    all.sort_by_key(|row| row.row);
    assert_eq!(seen, all, "each once");
}

#[test]
fn a_new_look_up_settles_the_one_before_though_the_clock_went_back() {
    let phone = Phone::new();
    let before = phone.looks_up("BB-00-DD");
    phone.waits(-DAY);
    phone.looks_up("FF-00-GH");
    let waiting = phone.waiting();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].record, before.query.0, "it led to nothing");
}
