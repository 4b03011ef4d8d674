//! Stories of the outbox: what comes in while a batch is under way, what is refused, what
//! retention lets go, and a disk that is full.

use std::collections::BTreeSet;
use std::sync::Arc;

use proco_domain::clock::ManualClock;
use proco_domain::draft::{Change, ResultChoice};
use proco_domain::explanation::ReasonTold;
use proco_domain::ground::GroundCode;
use proco_domain::ids::{QueryId, StopId};
use proco_domain::legal_basis::LegalBasis;
use proco_domain::query::{Initiative, LedTo};
use proco_domain::reflection::{DoAgain, Reflection};
use proco_domain::stop::WithdrawReason;
use proco_domain::text::FreeText;
use proco_domain::time::UtcMillis;
use proco_exchange::receipt::RefusalCode;
use proco_exchange::report::{MAX_BATCH_ITEMS, ReportId};
use rusqlite::StatementStatus;
use uuid::Uuid;

use super::claim::{self, Claim, Content, Outgoing};
use super::outbox::{self, Cursor, Kind, Reference};
use super::stretch_records::{self, Hold};
use super::{StoreError, counts, housekeeping, queries, requeue, sync_state, unsettled};
use crate::retention::Reach;
use crate::view::{
    LookUpAnswer, LookUpRequest, LookUpView, Notice, ReflectionDraft, StopCard, SubjectInput,
    SyncState,
};
use crate::{BaseUrl, Device, DeviceConfig, DeviceError, FileKeyStore};

const DAY: i64 = 24 * 60 * 60 * 1000;

/// A report of a batch.
struct Claimed {
    reference: Reference,
    report: ReportId,
    content: Content,
}

struct Phone {
    device: Device,
    clock: Arc<ManualClock>,
    _folder: tempfile::TempDir,
}

impl Phone {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let nowhere = BaseUrl::parse("http://127.0.0.1:9").unwrap();
        let config = DeviceConfig::new(folder.path().join("proco.db"), nowhere.clone(), nowhere);
        let keys = FileKeyStore::at(folder.path().join("keys.json"));
        let clock = Arc::new(ManualClock::at(UtcMillis(1_795_000_000_000)));
        Self {
            device: Device::open(config, &keys, clock.clone()).unwrap(),
            clock,
            _folder: folder,
        }
    }

    fn look_up(&self, plate: &str) -> LookUpView {
        let request = LookUpRequest {
            subject: SubjectInput::Plate {
                text: plate.to_owned(),
                country: "NL".to_owned(),
            },
            initiative: Initiative::Proactive,
            confirmed: false,
        };
        match self.device.look_up(request).unwrap() {
            LookUpAnswer::Known { look_up } => look_up,
            LookUpAnswer::Question { .. } => panic!("the plates of these stories are known"),
        }
    }

    fn check(&self, plate: &str) -> StopCard {
        let draft = self.device.start_check(self.look_up(plate).query).unwrap();
        for change in [
            Change::Grounds(BTreeSet::from([GroundCode::VehicleDefect])),
            Change::LegalBasis(Some(LegalBasis::Wvw160)),
            Change::ReasonTold(Some(ReasonTold::Unasked)),
            Change::Result(Some(ResultChoice::Nothing)),
        ] {
            self.device.save_field(draft.id, change).unwrap();
        }
        self.device.finish(draft.id, None).unwrap()
    }

    fn changes(&self, sql: &str) {
        let change = |t: &rusqlite::Connection| {
            t.execute_batch(sql).map_err(StoreError::from)?;
            Ok(())
        };
        self.device.write(change).unwrap();
    }

    fn reflect(&self, stop: StopId) {
        let reflection = Reflection {
            do_again: DoAgain::Yes,
            themes: BTreeSet::new(),
            note: None,
        };
        self.device.reflect(stop, reflection).unwrap();
    }

    fn waiting(&self) -> Vec<Reference> {
        let all = |c: &rusqlite::Connection| {
            let hold = Hold::of(c, UtcMillis(i64::MAX))?;
            Ok(outbox::waiting(c, Cursor::default(), &hold, 1000)?)
        };
        let page = self.device.read(all).unwrap();
        assert!(page.is_last);
        page.rows
    }

    /// Everything that waits enters a batch.
    fn sends(&self) -> Vec<Claimed> {
        let now = self.device.now();
        let new_name = |_, _| ReportId(self.device.records().new_id());
        let claim = |t: &rusqlite::Connection, reference: Reference| {
            let Some(outgoing) = claim::read(t, &reference)? else {
                outbox::refuse(t, &reference, RefusalCode::Unreadable, now)?;
                return Ok(None);
            };
            match claim::claim(t, &outgoing, &new_name)? {
                Claim::Claimed(claimed) => Ok(Some(Claimed {
                    reference,
                    report: claimed.report,
                    content: outgoing.content,
                })),
                Claim::Changed | Claim::Gone => panic!("nothing changes it meanwhile"),
            }
        };
        let rows = self.waiting();
        let claimed = self.device.write(|t| {
            let claimed = rows.into_iter().map(|row| claim(t, row));
            Ok(claimed.collect::<Result<Vec<_>, StoreError>>()?)
        });
        claimed.unwrap().into_iter().flatten().collect()
    }

    fn gets_receipts(&self, sent: &[Claimed]) {
        let now = self.device.now();
        self.device
            .write(|t| {
                for claimed in sent {
                    outbox::received(t, &claimed.reference, claimed.report, now)?;
                }
                Ok(())
            })
            .unwrap();
    }

    fn is_refused(&self, sent: &Claimed) {
        self.is_refused_as(sent, RefusalCode::Inconsistent);
    }

    fn is_refused_as(&self, sent: &Claimed, code: RefusalCode) {
        self.device
            .write(|t| {
                Ok(outbox::refused(
                    t,
                    &sent.reference,
                    code,
                    self.device.now(),
                )?)
            })
            .unwrap();
    }

    fn is_refused_here(&self, row: &Reference, code: RefusalCode) {
        let now = self.device.now();
        let refused = self
            .device
            .write(|t| Ok(outbox::refuse(t, row, code, now)?));
        assert_eq!(refused, Ok(true));
    }

    /// Its folder was put back from a copy.
    fn is_found_older(&self) {
        self.device.records().count_as_older().unwrap();
    }

    /// Queries and stops of the subject of a look-up that are added to what central counts.
    fn adds(&self, query: QueryId) -> (u32, u32) {
        let now = self.device.now();
        let none = QueryId(Uuid::nil());
        self.device
            .read(|c| {
                let subject = queries::get(c, query)?.unwrap().subject.unwrap();
                let keys = self.device.records().own_keys(&subject);
                let year = counts::not_uploaded(c, &keys, now, none)?.counts.windows[3];
                let unsettled = unsettled::of_subject(c, &keys, none)?;
                let added = usize::try_from(year.queries + year.stops).unwrap();
                assert_eq!(unsettled.here_count(), added, "both say the same");
                Ok((year.queries, year.stops))
            })
            .unwrap()
    }

    fn sends_and_all_is_refused(&self) {
        for claimed in self.sends() {
            self.is_refused(&claimed);
        }
    }

    fn heals(&self, version: &str) {
        let now = self.device.now();
        self.device
            .write(|t| Ok(requeue::put_back(t, now, version)?))
            .unwrap();
    }

    fn clock_is_off(&self, off: bool) {
        self.device
            .write(|t| Ok(sync_state::set_clock_off(t, off)?))
            .unwrap();
    }

    fn central_agrees_with_the_clock(&self) {
        let now = self.device.now();
        self.device
            .write(|t| Ok(sync_state::agreed(t, now)?))
            .unwrap();
    }

    fn state(&self, stop: StopId) -> SyncState {
        self.device.stop(stop).unwrap().card.sync
    }

    fn retains(&self) {
        self.retains_reaching(Reach::Records);
    }

    /// As if the clock were believed.
    fn retains_reaching(&self, reach: Reach) {
        let retention = self.device.records().keep.retention;
        let now = self.device.now();
        while self
            .device
            .write(|t| Ok(housekeeping::retain(t, &retention, reach, now)?))
            .unwrap()
        {}
    }
}

fn of(sent: &[Claimed], record: Uuid) -> &Claimed {
    let found = sent.iter().find(|c| c.reference.record == record);
    found.expect("it is in the batch")
}

#[test]
fn what_comes_in_while_a_batch_is_under_way_stays() {
    let phone = Phone::new();
    phone.check("BB-00-DD");
    let sent = phone.sends();
    let second = phone.check("FF-00-GH");
    phone.gets_receipts(&sent);
    let left = phone.waiting();
    assert_eq!(left.len(), 2, "the second stop and its look-up");
    assert!(left.iter().any(|row| row.record == second.id.0));
}

#[test]
fn one_record_that_cannot_be_read_holds_back_no_other() {
    let phone = Phone::new();
    let broken = phone.check("BB-00-DD");
    let good = phone.check("FF-00-GH");
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
fn a_full_outbox_makes_no_save_slower() {
    let phone = Phone::new();
    let steps = || {
        let counted = |c: &rusqlite::Connection| {
            let tally = outbox::tally(c)?;
            let sql = include_str!("sql/outbox_tally.sql");
            let statement = c.prepare_cached(sql).map_err(StoreError::from)?;
            let steps = statement.reset_status(StatementStatus::VmStep);
            Ok((tally.waiting, tally.refused, steps))
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
    steps();
    let (waiting, refused, few) = steps();
    assert_eq!((waiting, refused), (1, 3));
    rows(2000, "NULL");
    assert_eq!(
        steps(),
        (2001, 3, few),
        "only what was refused is looked at"
    );
}

#[test]
fn a_pass_reads_each_waiting_row_and_record_once_however_many_there_are() {
    const READS: [&str; 4] = [
        outbox::WAITING_WITHDRAWALS,
        outbox::WAITING_OTHERS,
        stretch_records::HELD_ROW,
        claim::QUERY_STAMP,
    ];
    let phone = Phone::new();
    let look_up = phone.look_up("BB-00-DD");
    phone.device.close_look_up(look_up.query).unwrap();
    // The officer is asked about a stretch, so each row is looked at for whether it may go.
    phone.changes(
        "INSERT INTO stretches (number, began_at, correction, state, first_query, first_stop)
         VALUES (999, 0, 0, 'asks', 0, 0)",
    );
    let more = |count: u32| {
        phone.changes(&format!(
            "CREATE TEMP TABLE more AS
             WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
             SELECT randomblob(16) AS name FROM n;
             INSERT INTO queries (query_id, own_key, at, subject, initiative, led_to, stretch)
             SELECT name, own_key, at, subject, initiative, led_to, stretch
             FROM more, (SELECT * FROM queries WHERE id = 1);
             INSERT INTO outbox (record, kind, revision) SELECT name, 'query', 1 FROM more;
             DROP TABLE more"
        ));
    };
    // What SQLite did for it, how often a record was read, and how many rows there were.
    let pass = || {
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
            let statement = c.prepare_cached(claim::QUERY_STAMP);
            let reads = statement
                .map_err(StoreError::from)?
                .reset_status(StatementStatus::Run);
            let mut steps = 0;
            for sql in READS {
                let statement = c.prepare_cached(sql).map_err(StoreError::from)?;
                steps += statement.reset_status(StatementStatus::VmStep);
            }
            Ok((steps, reads, rows))
        };
        phone.device.read(counted).unwrap()
    };
    more(4_999);
    let (steps_of_few, reads, rows) = pass();
    assert_eq!((reads, rows), (5_000, 5_000));
    more(45_000);
    let (steps, reads, rows) = pass();
    assert_eq!((reads, rows), (50_000, 50_000));
    println!("{steps_of_few} steps for 5,000 rows, {steps} for 50,000");
    assert!(steps * 10 <= steps_of_few * 101, "ten times as much for it");
}

#[test]
fn what_is_decided_anew_between_reading_and_sending_is_read_again() {
    let phone = Phone::new();
    let look_up = phone.look_up("BB-00-DD");
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
        Content::Stop(_) | Content::Withdrawal { .. } => panic!("it is a look-up"),
    };
    assert_eq!(led_to, LedTo::LeftIt);
    assert!(matches!(claims(&after), Claim::Claimed(_)));
    phone.is_refused_here(&row, RefusalCode::EpochClosed);
    assert!(matches!(claims(&after), Claim::Gone), "it does not wait");
}

#[test]
fn a_withdrawal_that_comes_in_during_a_pass_goes_before_the_next_page() {
    let phone = Phone::new();
    let checks = ["BB-00-DD", "FF-00-GH", "DD-00-BB"].map(|plate| phone.check(plate));
    let page = |after| {
        let read = |c: &rusqlite::Connection| {
            let hold = Hold::of(c, UtcMillis(i64::MAX))?;
            Ok(outbox::waiting(c, after, &hold, 2)?)
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
fn an_earlier_revision_that_cannot_be_read_does_not_hold_back_the_newest() {
    let phone = Phone::new();
    let card = phone.check("BB-00-DD");
    phone.reflect(card.id);
    phone.changes("UPDATE stop_revisions SET body = '{}' WHERE revision = 1");
    let sent = phone.sends();
    let stop = of(&sent, card.id.0);
    assert_eq!(stop.reference.revision, 2);
}

#[test]
fn what_was_set_aside_goes_after_the_week_of_an_untouched_draft_sync_or_not() {
    let phone = Phone::new();
    let query = phone.look_up("BF-00-DG").query;
    phone.device.start_check(query).unwrap();
    phone.changes("UPDATE drafts SET body = '?'");
    assert!(phone.device.open_draft().unwrap().is_none());
    let kept = || {
        let count = "SELECT count(*) FROM drafts_set_aside";
        phone
            .device
            .read(|c| Ok(c.query_row(count, [], |row| row.get::<_, u32>(0)).unwrap()))
    };
    let notices = || phone.device.status().unwrap().notices;
    phone.clock.advance_millis(7 * DAY - 1);
    phone.retains_reaching(Reach::Marks);
    assert_eq!((kept(), notices()), (Ok(1), vec![Notice::DraftSetAside]));
    phone.clock.advance_millis(1);
    phone.retains_reaching(Reach::Marks);
    assert_eq!((kept(), notices()), (Ok(0), vec![]));
}

#[test]
fn a_draft_of_a_clock_that_ran_ahead_is_of_now_once_central_agrees_with_the_clock() {
    let phone = Phone::new();
    phone.clock.advance_millis(365 * DAY);
    let query = phone.look_up("BF-00-DG").query;
    phone.device.start_check(query).unwrap();
    phone.changes(
        "INSERT INTO drafts_set_aside (aside_at, draft_id, query_id, body)
         SELECT touched_at, draft_id, query_id, body FROM drafts",
    );
    phone.clock.advance_millis(-365 * DAY);
    phone.central_agrees_with_the_clock();
    let notices = || phone.device.status().unwrap().notices;
    phone.clock.advance_millis(7 * DAY - 1);
    phone.retains();
    assert!(phone.device.open_draft().unwrap().is_some());
    assert_eq!(notices(), [Notice::DraftSetAside]);
    phone.clock.advance_millis(1);
    phone.retains();
    assert!(
        phone.device.open_draft().unwrap().is_none(),
        "not in a year"
    );
    assert_eq!(notices(), [Notice::DraftClosed]);
}

#[test]
fn a_new_look_up_settles_the_one_before_though_the_clock_went_back() {
    let phone = Phone::new();
    let before = phone.look_up("BB-00-DD");
    phone.clock.advance_millis(-DAY);
    phone.look_up("FF-00-GH");
    let waiting = phone.waiting();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].record, before.query.0, "it led to nothing");
}

#[test]
fn a_later_revision_survives_the_receipt_of_the_earlier_one() {
    let phone = Phone::new();
    let stop = phone.check("BB-00-DD");
    let first = phone.sends();
    phone.reflect(stop.id);
    phone.gets_receipts(&first);
    assert_eq!(phone.state(stop.id), SyncState::Waiting);
    let second = phone.sends();
    assert_eq!(second.len(), 1);
    assert_eq!(second[0].reference.revision, 2);
    assert_eq!(
        second[0].report,
        of(&first, stop.id.0).report,
        "all revisions have one name"
    );
    phone.gets_receipts(&first);
    assert_eq!(
        phone.waiting().len(),
        1,
        "the same receipt twice settles nothing more"
    );
    phone.gets_receipts(&second);
    assert_eq!(phone.state(stop.id), SyncState::Sent);
}

#[test]
fn a_withdrawal_survives_the_receipt_of_the_report_and_goes_first() {
    let phone = Phone::new();
    let stop = phone.check("BB-00-DD");
    let sent = phone.sends();
    phone.look_up("FF-00-GH");
    phone
        .device
        .withdraw(stop.id, WithdrawReason::NoStop)
        .unwrap();
    phone.gets_receipts(&sent);
    let next = phone.sends();
    assert_eq!(next[0].reference.kind, Kind::Withdrawal);
    assert_eq!(
        next[0].reference.revision, 2,
        "one more than the stop's last"
    );
    assert_eq!(next[0].report, of(&sent, stop.id.0).report);
    phone.gets_receipts(&next);
    assert_eq!(phone.state(stop.id), SyncState::Sent);
}

#[test]
fn a_batch_whose_answer_is_lost_is_sent_again_under_the_same_names() {
    let phone = Phone::new();
    phone.check("BB-00-DD");
    let names = |sent: &[Claimed]| sent.iter().map(|c| c.report).collect::<Vec<_>>();
    let first = phone.sends();
    phone.clock.advance_millis(DAY);
    assert_eq!(names(&phone.sends()), names(&first));
}

#[test]
fn a_look_up_decided_anew_under_way_is_sent_anew_under_the_same_name() {
    let phone = Phone::new();
    let look_up = phone.look_up("BB-00-DD");
    phone.device.close_look_up(look_up.query).unwrap();
    let sent = phone.sends();
    phone.device.leave_it(look_up.query, None).unwrap();
    phone.device.leave_it(look_up.query, None).unwrap();
    phone.gets_receipts(&sent);
    let again = phone.sends();
    let what = |claimed: &Claimed| match &claimed.content {
        Content::Query { led_to, .. } => (claimed.reference.revision, *led_to),
        Content::Stop(_) | Content::Withdrawal { .. } => panic!("a look-up was sent"),
    };
    assert_eq!(what(&sent[0]), (1, LedTo::Nothing));
    assert_eq!(what(&again[0]), (2, LedTo::LeftIt));
    assert_eq!(again[0].report, sent[0].report);
    phone.gets_receipts(&again);
    assert_eq!(phone.waiting(), []);
}

#[test]
fn a_look_up_without_its_mark_stays_as_it_was_sent() {
    let phone = Phone::new();
    let look_up = phone.look_up("BB-00-DD");
    phone.device.close_look_up(look_up.query).unwrap();
    phone.gets_receipts(&phone.sends());
    phone.clock.advance_millis(7 * DAY);
    phone.retains();
    let left = phone.device.leave_it(look_up.query, None);
    assert_eq!(left, Err(DeviceError::Gone), "and she is told so");
    assert_eq!(phone.waiting(), [], "it could not be sent");
}

#[test]
fn a_refused_report_is_kept_in_sight_blocks_nothing_and_is_put_right_by_an_amendment() {
    let phone = Phone::new();
    let stop = phone.check("BB-00-DD");
    let sent = phone.sends();
    phone.is_refused(of(&sent, stop.id.0));
    let code = RefusalCode::Inconsistent;
    assert_eq!(phone.state(stop.id), SyncState::Refused { code });
    assert_eq!(phone.waiting().len(), 1, "its look-up waits on");

    let draft = phone.device.amend(stop.id).unwrap();
    let reason = Change::AmendReason(FreeText::new("verkeerde grond").unwrap());
    phone.device.save_field(draft.id, reason).unwrap();
    phone.device.finish(draft.id, None).unwrap();
    assert_eq!(phone.state(stop.id), SyncState::Waiting);
}

#[test]
fn a_refusal_of_an_earlier_revision_does_not_touch_the_later_one() {
    let phone = Phone::new();
    let stop = phone.check("BB-00-DD");
    let sent = phone.sends();
    phone.reflect(stop.id);
    phone.is_refused(of(&sent, stop.id.0));
    assert_eq!(phone.state(stop.id), SyncState::Waiting);
}

#[test]
fn what_may_be_at_central_is_not_added_though_its_later_revision_is_refused() {
    let phone = Phone::new();
    let look_up = phone.look_up("BB-00-DD");
    phone.device.close_look_up(look_up.query).unwrap();
    let stop = phone.check("FF-00-GH");
    let of_stop = phone.look_up("FF-00-GH");
    let _their_answer_is_lost = phone.sends();
    phone.device.leave_it(look_up.query, None).unwrap();
    phone.reflect(stop.id);
    phone.sends_and_all_is_refused();
    assert_eq!(phone.adds(look_up.query), (0, 0));
    let (_, stops) = phone.adds(of_stop.query);
    assert_eq!(stops, 0);

    let draft = phone.device.amend(stop.id).unwrap();
    let reason = Change::AmendReason(FreeText::new("verkeerde grond").unwrap());
    phone.device.save_field(draft.id, reason).unwrap();
    phone.device.finish(draft.id, None).unwrap();
    phone.sends_and_all_is_refused();
    let (_, stops) = phone.adds(of_stop.query);
    assert_eq!(stops, 0, "a third revision brings nothing to light");
}

#[test]
fn what_came_too_late_is_at_central_and_not_added() {
    let phone = Phone::new();
    let look_up = phone.look_up("BB-00-DD");
    phone.device.close_look_up(look_up.query).unwrap();
    // A copy that knows nothing of an earlier sending: its first one, to what it knows.
    for claimed in phone.sends() {
        phone.is_refused_as(&claimed, RefusalCode::TooLate);
    }
    assert_eq!(phone.adds(look_up.query), (0, 0));
    phone.device.leave_it(look_up.query, None).unwrap();
    for claimed in phone.sends() {
        phone.is_refused_as(&claimed, RefusalCode::TooLate);
    }
    assert_eq!(phone.adds(look_up.query), (0, 0));
}

#[test]
fn what_was_refused_and_never_left_without_an_answer_is_added() {
    let phone = Phone::new();
    let look_up = phone.look_up("BB-00-DD");
    phone.device.close_look_up(look_up.query).unwrap();
    phone.device.leave_it(look_up.query, None).unwrap();
    phone.sends_and_all_is_refused();
    assert_eq!(phone.adds(look_up.query), (1, 0), "its first batch");

    let look_up = phone.look_up("FF-00-GH");
    phone.device.close_look_up(look_up.query).unwrap();
    let _lost = phone.sends();
    phone.sends_and_all_is_refused();
    assert_eq!(
        phone.adds(look_up.query),
        (1, 0),
        "central would have known it"
    );
    phone.device.leave_it(look_up.query, None).unwrap();
    phone.sends_and_all_is_refused();
    assert_eq!(
        phone.adds(look_up.query),
        (1, 0),
        "refused in each revision"
    );
}

#[test]
fn what_this_phone_refuses_after_a_lost_answer_is_not_added() {
    let phone = Phone::new();
    let look_up = phone.look_up("BB-00-DD");
    phone.device.close_look_up(look_up.query).unwrap();
    let _their_answer_is_lost = phone.sends();
    // Its quarter is over meanwhile: nothing more is sent of it.
    for row in phone.waiting() {
        phone.is_refused_here(&row, RefusalCode::EpochClosed);
    }
    assert_eq!(phone.adds(look_up.query), (0, 0), "central may have it");
}

#[test]
fn what_was_refused_before_a_copy_was_made_may_have_been_taken_since() {
    let phone = Phone::new();
    let look_up = phone.look_up("BB-00-DD");
    phone.device.close_look_up(look_up.query).unwrap();
    phone.sends_and_all_is_refused();
    assert_eq!(phone.adds(look_up.query), (1, 0));
    phone.is_found_older();
    assert_eq!(phone.adds(look_up.query), (0, 0));
}

#[test]
fn what_a_central_that_was_put_back_refuses_is_no_longer_there() {
    let phone = Phone::new();
    let look_up = phone.look_up("BB-00-DD");
    phone.device.close_look_up(look_up.query).unwrap();
    phone.gets_receipts(&phone.sends());
    let queue_again = |t: &rusqlite::Connection| Ok(outbox::queue_again(t)?);
    phone.device.write(queue_again).unwrap();
    assert_eq!(phone.adds(look_up.query), (0, 0), "it may have it still");
    phone.sends_and_all_is_refused();
    assert_eq!(phone.adds(look_up.query), (1, 0));
}

#[test]
fn a_look_up_that_is_decided_twice_on_a_copy_may_be_at_central() {
    let phone = Phone::new();
    let look_up = phone.look_up("BB-00-DD");
    phone.is_found_older();
    phone.device.close_look_up(look_up.query).unwrap();
    phone.device.leave_it(look_up.query, None).unwrap();
    phone.sends_and_all_is_refused();
    assert_eq!(phone.adds(look_up.query), (0, 0));
}

#[test]
fn retention_takes_the_mark_and_leaves_the_counts() {
    let phone = Phone::new();
    let stop = phone.check("BB-00-DD");
    let begun = ReflectionDraft {
        do_again: Some(DoAgain::No),
        ..ReflectionDraft::default()
    };
    phone.device.save_reflection(stop.id, begun).unwrap();
    let sent = phone.sends();
    phone.gets_receipts(&sent);
    phone.clock.advance_millis(7 * DAY - 1);
    phone.retains();
    assert!(phone.device.stop(stop.id).unwrap().card.subject.is_some());

    phone.clock.advance_millis(1);
    phone.retains();
    let view = phone.device.stop(stop.id).unwrap();
    assert!(view.card.subject.is_none() && !view.card.awaits_reflection);
    assert!(view.reflection_draft.is_none(), "it can no longer be given");
    assert_eq!(
        view.revisions[0].answers.legal_basis,
        Some(LegalBasis::Wvw160)
    );
    assert_eq!(phone.device.amend(stop.id).err(), Some(DeviceError::TooOld));
    let seen = phone.look_up("BB-00-DD").local.windows[3];
    assert_eq!((seen.queries, seen.stops), (1, 1), "own counts go on");

    phone
        .device
        .withdraw(stop.id, WithdrawReason::Double)
        .unwrap();
    let withdrawal = phone.sends();
    assert_eq!(
        withdrawal[0].reference.kind,
        Kind::Withdrawal,
        "a mistake can be withdrawn without its mark"
    );
}

#[test]
fn retention_drops_what_is_a_year_old_and_never_what_waits() {
    let phone = Phone::new();
    let old = phone.check("BB-00-DD");
    phone.gets_receipts(&phone.sends());
    let never_sent = phone.check("FF-00-GH");
    phone.clock.advance_millis(400 * DAY);
    phone.retains();
    assert_eq!(phone.device.stop(old.id).err(), Some(DeviceError::Gone));
    let kept = phone.device.stop(never_sent.id).unwrap();
    assert!(kept.card.subject.is_some());
    assert_eq!(phone.waiting().len(), 2);
}

#[test]
fn retention_keeps_a_look_up_whose_later_decision_waits() {
    let phone = Phone::new();
    let look_up = phone.look_up("BB-00-DD");
    phone.device.close_look_up(look_up.query).unwrap();
    phone.gets_receipts(&phone.sends());
    phone.device.leave_it(look_up.query, None).unwrap();
    phone.clock.advance_millis(400 * DAY);
    phone.retains();
    assert_eq!(phone.waiting().len(), 1);
}

#[test]
fn a_full_disk_loses_nothing() {
    let phone = Phone::new();
    let draft = phone
        .device
        .start_check(phone.look_up("BB-00-DD").query)
        .unwrap();
    let long = "w".repeat(400);
    phone
        .device
        .read(|c| {
            let pages: i64 = c
                .query_row("PRAGMA page_count", [], |row| row.get(0))
                .map_err(StoreError::from)?;
            c.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))
                .map_err(StoreError::from)?;
            Ok(())
        })
        .unwrap();
    let mut saved = None;
    // Each text makes the draft longer, until no page is left.
    let full = (0..3_375).find_map(|number: usize| {
        let letter = |at| char::from(b"BDFGHJLMNPRTWXZ"[at % 15]);
        let letters = String::from_iter([number / 225, number / 15, number].map(letter));
        let text = FreeText::new(&format!("{number} {long}")).unwrap();
        let note = match number % 3 {
            0 => Change::GroundNote(text),
            1 => Change::ReflectionNote(text),
            _ => Change::AmendReason(text),
        };
        match phone.device.save_field(draft.id, note) {
            Ok(view) => {
                saved = Some(view.answers);
                let answer = phone
                    .device
                    .look_up(LookUpRequest {
                        subject: SubjectInput::Plate {
                            text: format!("00-{letters}-0"),
                            country: "NL".to_owned(),
                        },
                        initiative: Initiative::Call,
                        confirmed: true,
                    })
                    .unwrap();
                match answer {
                    LookUpAnswer::Known { look_up } if look_up.recorded => None,
                    // Answered all the same; the next save finds no room either, or just some.
                    LookUpAnswer::Known { .. } => Some(DeviceError::Store(StoreError::DiskFull)),
                    LookUpAnswer::Question { .. } => panic!("it was confirmed"),
                }
            }
            Err(error) => Some(error),
        }
    });
    assert_eq!(full, Some(DeviceError::Store(StoreError::DiskFull)));
    let now = phone.device.open_draft().unwrap().unwrap().answers;
    assert_eq!(Some(now), saved, "the draft is as it was last saved");
}

#[test]
fn what_lay_in_the_future_is_sent_when_its_moment_has_come() {
    let phone = Phone::new();
    phone.clock.advance_millis(2 * DAY);
    let stop = phone.check("BB-00-DD");
    let sent = phone.sends();
    phone.clock.advance_millis(-2 * DAY);
    phone.is_refused_as(of(&sent, stop.id.0), RefusalCode::InFuture);
    phone.heals("1.0.0");
    let code = RefusalCode::InFuture;
    assert_eq!(phone.state(stop.id), SyncState::Refused { code });

    phone.clock.advance_millis(2 * DAY);
    phone.clock_is_off(true);
    phone.heals("1.0.0");
    assert_eq!(
        phone.state(stop.id),
        SyncState::Refused { code },
        "a clock that is off says nothing about that"
    );
    phone.clock_is_off(false);
    phone.heals("1.0.0");
    assert_eq!(phone.state(stop.id), SyncState::Waiting);
}

#[test]
fn what_was_unreadable_is_sent_once_more_by_another_version() {
    let phone = Phone::new();
    phone.heals("1.0.0");
    let stop = phone.check("BB-00-DD");
    let code = RefusalCode::Unreadable;
    let refused = || {
        let sent = phone.sends();
        phone.is_refused_as(of(&sent, stop.id.0), code);
    };
    refused();
    phone.heals("1.0.0");
    assert_eq!(phone.state(stop.id), SyncState::Refused { code });
    phone.heals("1.1.0");
    assert_eq!(phone.state(stop.id), SyncState::Waiting);
    refused();
    phone.heals("1.1.0");
    assert_eq!(phone.state(stop.id), SyncState::Refused { code });
}

#[test]
fn a_refused_look_up_loses_its_mark_after_the_week_unless_it_may_be_taken_yet() {
    let phone = Phone::new();
    let refused = |plate, code| {
        let look_up = phone.look_up(plate);
        phone.device.close_look_up(look_up.query).unwrap();
        phone.is_refused_as(&phone.sends()[0], code);
        look_up.query
    };
    let for_good = refused("BF-00-DG", RefusalCode::Inconsistent);
    let for_now = refused("FB-00-GH", RefusalCode::Unreadable);
    let readable = |query| {
        let kept = |c: &rusqlite::Connection| queries::get(c, query).map(Option::unwrap);
        let kept = phone.device.read(|c| Ok(kept(c)?));
        kept.unwrap().subject.is_some()
    };
    phone.clock.advance_millis(7 * DAY - 1);
    phone.retains();
    assert!(readable(for_good));
    phone.clock.advance_millis(1);
    phone.retains();
    assert_eq!((readable(for_good), readable(for_now)), (false, true));
    phone.device.courier().refresh_status().unwrap();
    let status = phone.device.sync_status();
    assert_eq!((status.refused, status.refused_look_ups), (2, 2));
}

#[test]
fn an_amendment_that_came_too_late_is_shown_and_loses_its_mark_after_a_week() {
    let phone = Phone::new();
    let stop = phone.check("BF-00-DG");
    phone.gets_receipts(&phone.sends());
    let draft = phone.device.amend(stop.id).unwrap();
    let reason = Change::AmendReason(FreeText::new("verkeerde grond").unwrap());
    phone.device.save_field(draft.id, reason).unwrap();
    phone.device.finish(draft.id, None).unwrap();
    // A month off the network.
    phone.clock.advance_millis(30 * DAY);
    let code = RefusalCode::TooLate;
    phone.is_refused_as(&phone.sends()[0], code);
    phone.retains();
    assert_eq!(phone.state(stop.id), SyncState::Refused { code });
    let subject = || phone.device.stop(stop.id).unwrap().card.subject;
    assert!(subject().is_some(), "its officer sees which one it was");
    phone.clock.advance_millis(7 * DAY);
    phone.retains();
    assert!(subject().is_none());
    assert_eq!(
        phone.state(stop.id),
        SyncState::Refused { code },
        "it stays"
    );
}

#[test]
fn an_amendment_holds_the_mark_of_its_stop_until_nobody_touched_it_for_a_week() {
    let phone = Phone::new();
    let stop = phone.check("BF-00-DG");
    phone.gets_receipts(&phone.sends());
    phone.clock.advance_millis(6 * DAY);
    let draft = phone.device.amend(stop.id).unwrap();
    phone.clock.advance_millis(6 * DAY);
    let reason = Change::AmendReason(FreeText::new("verkeerde grond").unwrap());
    phone.device.save_field(draft.id, reason).unwrap();
    phone.clock.advance_millis(7 * DAY - 1);
    phone.retains();
    assert!(phone.device.open_draft().unwrap().is_some());
    assert!(phone.device.stop(stop.id).unwrap().card.subject.is_some());

    phone.clock.advance_millis(1);
    phone.retains();
    assert!(phone.device.open_draft().unwrap().is_none());
    assert!(phone.device.stop(stop.id).unwrap().card.subject.is_none());
    assert_eq!(phone.state(stop.id), SyncState::Sent, "it stays as it was");
    let notices = phone.device.status().unwrap().notices;
    assert_eq!(notices, [Notice::DraftClosed], "and the officer is told");
}
