//! One row in the store of agent Sanne cannot be read any more: she goes on, and nothing is lost.

use proco_device::view::{Notice, SyncState};
use proco_domain::draft::Change;
use proco_domain::ids::StopId;
use proco_domain::legal_basis::LegalBasis;
use proco_domain::query::LeaveReason;
use proco_domain::stop::WithdrawReason;
use proco_exchange::receipt::RefusalCode;

use proco_testbed::phone::{DAY, Files, Phone, smallest};

/// Half of what was written: no JSON any more, and no text of any other kind.
const HALF: &str = "substr(body, 1, length(body) / 2)";
/// A value that is no text at all: its first bytes are no UTF-8.
const NO_TEXT: &str = "CAST(x'fffe' || CAST(body AS BLOB) AS TEXT)";

fn change(sql: &str) -> impl FnOnce(&Files) + '_ {
    move |files| files.bare().execute_batch(sql).unwrap()
}

fn set_aside(files: &Files) -> Vec<Vec<u8>> {
    let store = files.bare();
    let mut statement = store
        .prepare("SELECT CAST(body AS BLOB) FROM drafts_set_aside ORDER BY id")
        .unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

fn draft_bytes(files: &Files) -> Vec<u8> {
    let sql = "SELECT CAST(body AS BLOB) FROM drafts";
    files.bare().query_row(sql, [], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn an_unreadable_draft_is_set_aside_whole_and_she_begins_the_check_again() {
    for damage in [HALF, NO_TEXT] {
        let sanne = Phone::new();
        let look_up = sanne.looks_up("BB-00-DD");
        let draft = sanne.device.start_check(look_up.query).unwrap();
        sanne.answers(draft.id, smallest());
        let mut damaged = Vec::new();
        let sanne = sanne.closed(|files| {
            change(&format!("UPDATE drafts SET body = {damage}"))(files);
            damaged = draft_bytes(files);
        });
        let sanne = sanne.unwrap();
        let notices = || sanne.device.status().unwrap().notices;
        assert_eq!(notices(), [Notice::DraftSetAside], "she is told");
        assert!(sanne.device.open_draft().unwrap().is_none());
        let back = sanne.device.open_look_up().unwrap().unwrap();
        assert_eq!(back.query, look_up.query, "where she was before the check");
        let again = sanne.device.start_check(look_up.query).unwrap();
        sanne.answers(again.id, smallest());
        sanne.device.finish(again.id, None).unwrap();
        assert_eq!(sanne.year("BB-00-DD"), (1, 1, 1));

        for _ in 0..6 {
            sanne.waits(DAY);
            sanne.device.sync_pass().await;
        }
        let sanne = sanne
            .closed(|files| assert_eq!(set_aside(files), [damaged], "kept as it was found"))
            .unwrap();
        sanne.waits(DAY);
        let sanne = sanne.closed(|_| ()).unwrap();
        let notices = sanne.device.status().unwrap().notices;
        assert_eq!(notices, [], "in the end she knows");
        sanne
            .closed(|files| assert!(set_aside(files).is_empty(), "no mark stays longer"))
            .unwrap();
    }
}

#[test]
fn a_draft_that_becomes_unreadable_under_way_holds_nothing_up_either() {
    let on_the_way = |what: &dyn Fn(&Phone)| {
        let sanne = Phone::new();
        sanne.stops("FF-00-GH", []);
        sanne.looks_up("JJ-00-KL");
        let look_up = sanne.looks_up("BB-00-DD");
        sanne.device.start_check(look_up.query).unwrap();
        sanne.damages(&format!("UPDATE drafts SET body = {HALF}"));
        what(&sanne);
        assert!(sanne.device.open_draft().unwrap().is_none());
        let notices = sanne.device.status().unwrap().notices;
        assert_eq!(notices, [Notice::DraftSetAside]);
    };
    on_the_way(&|sanne| {
        let other = sanne.looks_up("MN-00-PX");
        sanne.device.start_check(other.query).unwrap();
        sanne.device.leave_it(other.query, None).unwrap();
        let waiting = sanne.device.sync_status().waiting;
        assert_eq!(
            waiting, 5,
            "four look-ups and a stop: the one it came from led to nothing"
        );
    });
    on_the_way(&|sanne| {
        let stop = sanne.device.my_stops().unwrap().remove(0).id;
        let amendment = sanne.device.amend(stop).unwrap();
        sanne.device.discard_draft(amendment.id).unwrap();
    });
    on_the_way(&|sanne| {
        let stop = sanne.device.my_stops().unwrap().remove(0).id;
        let reason = WithdrawReason::WrongSubject;
        sanne.device.withdraw(stop, reason).unwrap();
    });
    on_the_way(&|sanne| {
        let query = sanne.device.open_look_up().unwrap();
        assert!(query.is_none(), "the draft was not looked at yet");
    });
}

#[test]
fn an_unreadable_enrolment_is_none_and_the_app_starts() {
    for row in [
        "randomblob(16), 'token', 0, 'of_later', 'duinwijk'",
        "randomblob(16), 'token', 0, 'officer', CAST(x'fffe' AS TEXT)",
    ] {
        let sanne = Phone::new();
        sanne.stops("BF-00-DG", []);
        let enrolment = format!(
            "INSERT INTO enrolment (slot, device, token, token_until, role, team) VALUES (1, {row})"
        );
        let sanne = sanne.closed(change(&enrolment)).unwrap();
        let status = sanne.device.status().unwrap();
        assert!(!status.enrolled, "{row}");
        assert_eq!((status.role, status.team), (None, None));
        assert_eq!(status.sync.waiting, 2, "nothing of hers is lost");
        sanne.stops("FB-00-GH", []);
    }
}

#[test]
fn an_unreadable_look_up_blocks_neither_the_start_nor_the_way_on() {
    for column in ["subject", "initiative"] {
        let sanne = Phone::new();
        let look_up = sanne.looks_up("BB-00-DD");
        let broken = format!("UPDATE queries SET {column} = '?'");
        let sanne = sanne.closed(change(&broken)).unwrap();
        assert!(sanne.device.open_look_up().unwrap().is_none());
        sanne.stops("FF-00-GH", []);
        assert_eq!(sanne.device.sync_status().waiting, 3);

        let reason = Some(LeaveReason::NoGround);
        sanne.device.leave_it(look_up.query, reason).unwrap();
        sanne.device.close_look_up(look_up.query).unwrap();
    }
}

#[test]
fn a_draft_of_an_unreadable_look_up_can_be_thrown_away() {
    let sanne = Phone::new();
    let draft = sanne.device.start_check(sanne.looks_up("BB-00-DD").query);
    let sanne = sanne
        .closed(change("UPDATE queries SET subject = '{}'"))
        .unwrap();
    sanne.device.discard_draft(draft.unwrap().id).unwrap();
    assert_eq!(
        sanne.device.sync_status().waiting,
        1,
        "its look-up is settled"
    );
    sanne.stops("FF-00-GH", []);
}

#[test]
fn an_unreadable_stop_hides_no_other() {
    for damage in [
        "outcome = '?'",
        "outcome = CAST(x'fffe' AS TEXT)",
        "subject = '{}'",
        "revision = 1 << 40",
    ] {
        let sanne = Phone::new();
        let broken = sanne.stops("BB-00-DD", []);
        let good = sanne.stops("FF-00-GH", []);
        sanne.damages(&format!("UPDATE stops SET {damage} WHERE id = 1"));
        let shown: Vec<StopId> = sanne
            .device
            .my_stops()
            .unwrap()
            .iter()
            .map(|c| c.id)
            .collect();
        assert!(shown.contains(&good.id), "{damage}");
        assert!(!shown.contains(&broken.id), "{damage}");
        assert!(sanne.device.stop(good.id).is_ok());
    }
}

#[test]
fn what_was_only_fetched_to_be_shown_is_left_out_when_it_cannot_be_read() {
    let sanne = Phone::new();
    sanne.stops("BB-00-DD", []);
    let look_up = sanne.looks_up("FF-00-GH");
    let broken = "UPDATE stops SET centre = '?'; UPDATE queries SET centre = '?';
        UPDATE sync_state SET problem = 'of_later'";
    let sanne = sanne.closed(change(broken)).unwrap();
    assert!(sanne.device.my_stops().unwrap()[0].central.is_none());
    let back = sanne.device.open_look_up().unwrap().unwrap();
    assert_eq!(back.query, look_up.query);
    assert_eq!(sanne.device.sync_status().problem, None);
}

#[test]
fn an_unreadable_row_of_the_outbox_is_refused_in_sight() {
    let sanne = Phone::new();
    let broken = sanne.stops("BB-00-DD", []);
    sanne
        .damages("UPDATE outbox SET revision = 1 << 40 WHERE record = (SELECT stop_id FROM stops)");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let status = runtime.unwrap().block_on(sanne.device.sync_pass());
    assert_eq!((status.waiting, status.refused), (1, 1));
    let card = sanne.device.my_stops().unwrap().remove(0);
    assert_eq!(card.id, broken.id);
    let code = RefusalCode::Unreadable;
    assert_eq!(card.sync, SyncState::Refused { code });
}

#[test]
fn an_unreadable_stop_has_no_part_in_the_order_of_the_legal_bases() {
    for damage in [
        HALF,
        NO_TEXT,
        "'{}'",
        "'{\"details\":{\"legal_basis\":\"of_later\"}}'",
    ] {
        let sanne = Phone::new();
        let first = sanne.stops("BB-00-DD", []).id;
        let basis = sanne.device.stop(first).unwrap().revisions[0]
            .answers
            .legal_basis;
        sanne.waits(DAY);
        let newest = sanne.stops("FF-00-GH", [Change::LegalBasis(Some(LegalBasis::Apv))]);
        assert_eq!(
            sanne.device.recent_bases().unwrap(),
            [LegalBasis::Apv, basis.unwrap()]
        );
        let sanne = sanne.closed(|files| {
            let sql = format!("UPDATE stop_revisions SET body = {damage} WHERE stop_id = ?1");
            files
                .bare()
                .execute(&sql, [newest.id.0.as_bytes()])
                .unwrap();
        });
        let bases = sanne.unwrap().device.recent_bases().unwrap();
        assert_eq!(bases, [basis.unwrap()], "{damage}");
    }
}
