//! A vehicle without a plate is looked up and checked as any other, and counted for nobody.

use proco_access::Role;
use proco_device::view::{CentralAnswer, LookUpView, StopCard, SubjectInput, SubjectView};
use proco_domain::draft::Change;
use proco_domain::stop::SpareDays;
use proco_testbed::officer::{Officer, smallest, town, year};
use rusqlite::Connection;

fn stops(officer: &Officer) -> (LookUpView, StopCard) {
    let look_up = officer.looks_up_subject(SubjectInput::NoPlate);
    let draft = officer.phone().start_check(look_up.query).unwrap();
    officer.answers(draft.id, smallest());
    let spare = Change::Spare(Some(SpareDays::try_from(30).unwrap()));
    officer.answers(draft.id, [spare]);
    (look_up, officer.phone().finish(draft.id, None).unwrap())
}

#[tokio::test]
async fn a_vehicle_without_a_plate_is_recorded_and_counted_for_nobody() {
    let (data, town) = town().await;
    let mut noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    for _ in 0..2 {
        let (look_up, stop) = stops(&noor);
        assert!(matches!(look_up.subject, SubjectView::NoPlate));
        assert_eq!(year(&look_up.local), (0, 0, 0), "it is no other one");
        let answer = noor.phone().central_counts(look_up.query).await.unwrap();
        assert_eq!(answer, CentralAnswer::Nobody);
        assert_eq!(stop.spared_until, None, "nobody would find the advice");
    }
    noor.killed();
    noor.wake();
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.refused), (0, 0));

    // Each has a subject of its own, and its stop the subject of its look-up.
    let central = Connection::open(data.path().join("central/central.db")).unwrap();
    let count = |sql: &str| -> u32 { central.query_row(sql, [], |row| row.get(0)).unwrap() };
    assert_eq!(count("SELECT count(*) FROM records WHERE kind = 'stop'"), 2);
    assert_eq!(count("SELECT count(DISTINCT subject) FROM records"), 2);
    let pairs =
        "SELECT count(*) FROM (SELECT subject FROM records GROUP BY subject HAVING count(*) = 2)";
    assert_eq!(count(pairs), 2);
}
