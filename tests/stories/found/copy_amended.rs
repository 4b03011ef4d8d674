//! What is decided on a copy is called sent, and central has something else.

use super::*;

#[tokio::test]
async fn an_amendment_on_the_copy_is_not_called_sent_unless_central_has_it() {
    let (_data, town, mut noor) = begins().await;
    let card = noor.stops(PLATE, []);
    noor.syncs().await;
    let copy = noor.copy();
    let draft = noor.phone().amend(card.id).unwrap();
    let words = FreeText::new("een verbetering").unwrap();
    noor.answers(draft.id, [Change::AmendReason(words)]);
    noor.phone().finish(draft.id, None).unwrap();
    assert_eq!(noor.syncs().await.waiting, 0);
    noor.put_back(&copy);
    let draft = noor.phone().amend(card.id).unwrap();
    noor.answers(
        draft.id,
        [
            Change::AmendReason(FreeText::new("toch iets gevonden").unwrap()),
            Change::Result(Some(ResultChoice::Found)),
            Change::Findings(BTreeSet::from([Finding::Fine])),
            Change::Link(Some(Link::Linked)),
        ],
    );
    let amended = noor.phone().finish(draft.id, None);
    let amended = match amended {
        Ok(a) => a,
        Err(e) => panic!("{e:?}"),
    };
    let status = noor.syncs().await;
    let state = noor.phone().stop(amended.id).unwrap().card.sync;
    let told = counted(&town, PLATE).await;
    assert!(
        told == (1, 1, 0) || state != SyncState::Sent,
        "central {told:?}, phone {state:?} {status:?}"
    );
}

#[tokio::test]
async fn what_a_look_up_led_to_on_the_copy_is_told_to_central() {
    let (data, _town, mut noor) = begins().await;
    let look_up = noor.looks_up(PLATE);
    let copy = noor.copy();
    noor.phone().close_look_up(look_up.query).unwrap();
    assert_eq!(noor.syncs().await.waiting, 0);
    noor.put_back(&copy);
    noor.phone().leave_it(look_up.query, None).unwrap();
    assert_eq!(noor.syncs().await.waiting, 0);
    let store = rusqlite::Connection::open(data.path().join("central/central.db")).unwrap();
    let facts: String = store
        .query_row("SELECT facts FROM records WHERE kind = 'query'", [], |r| {
            r.get(0)
        })
        .unwrap();
    assert!(facts.contains("left_it"), "{facts}");
}

#[tokio::test]
async fn an_amendment_after_a_lost_log_is_not_called_sent_unless_central_has_it() {
    let (_data, town, mut noor) = begins().await;
    let card = noor.stops(PLATE, []);
    noor.syncs().await;
    let before = noor.copy();
    let draft = noor.phone().amend(card.id).unwrap();
    let words = FreeText::new("een verbetering").unwrap();
    noor.answers(draft.id, [Change::AmendReason(words)]);
    noor.phone().finish(draft.id, None).unwrap();
    assert_eq!(noor.syncs().await.waiting, 0);
    noor.loses_its_log(&before);
    assert!(noor.phone().store_is_older_copy());
    let draft = noor.phone().amend(card.id).unwrap();
    noor.answers(
        draft.id,
        [
            Change::AmendReason(FreeText::new("toch iets gevonden").unwrap()),
            Change::Result(Some(ResultChoice::Found)),
            Change::Findings(BTreeSet::from([Finding::Fine])),
            Change::Link(Some(Link::Linked)),
        ],
    );
    let amended = noor.phone().finish(draft.id, None).unwrap();
    noor.syncs().await;
    let state = noor.phone().stop(amended.id).unwrap().card.sync;
    let told = counted(&town, PLATE).await;
    assert!(
        told == (1, 1, 0) || state != SyncState::Sent,
        "central {told:?}, phone {state:?}"
    );
}
