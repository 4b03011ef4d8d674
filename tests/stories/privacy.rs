//! Plant a plate, a name, a birth date and free texts; walk the whole road; search everywhere.

use std::path::Path;

use proco_access::Role;
use proco_device::view::SubjectInput;
use proco_domain::draft::Change;
use proco_domain::person::BirthInput;
use proco_domain::reflection::{DoAgain, LookingBack, Reflection};
use proco_domain::stop::WithdrawReason;
use proco_domain::text::FreeText;
use proco_testbed::log;
use proco_testbed::officer::{Officer, smallest, town};
use proco_testbed::road::Weather;

/// What is planted, in every form in which a program might write it down.
const PLANTED: [&str; 13] = [
    "XF-000-G",
    "XF000G",
    "xf000g",
    "Wolkenstein",
    "WOLKENSTEIN",
    "Theophanu",
    "THEOPHANU",
    "19631017",
    "1963-10-17",
    "kwikzilver",
    "saxofoonkoffer",
    "violette parasol",
    "okapi",
];

fn words(text: &str) -> Option<FreeText> {
    FreeText::new(text).unwrap()
}

fn theophanu() -> SubjectInput {
    SubjectInput::Person {
        family_name: "Wolkenstein".to_owned(),
        first_name: "Theophanu".to_owned(),
        birth: BirthInput {
            year: 1963,
            month: Some(10),
            day: Some(17),
        },
    }
}

fn search(place: &str, bytes: &[u8]) {
    assert!(
        !bytes.is_empty(),
        "{place}: there must be something to search"
    );
    for planted in PLANTED {
        let found = bytes
            .windows(planted.len())
            .any(|window| window == planted.as_bytes());
        assert!(!found, "{planted} stands in {place}");
    }
}

fn folder(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in std::fs::read_dir(path).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            bytes.extend(folder(&path));
        } else {
            bytes.extend(std::fs::read(path).unwrap());
        }
    }
    bytes
}

#[tokio::test]
async fn what_is_planted_is_found_nowhere_but_on_the_officers_screen() {
    let (data, town) = town().await;
    let mut noor = Officer::joins(&town, "duinwijk", Role::Officer).await;

    // A look-up, a stop with words, a reflection with words, an amendment, a withdrawal.
    let look_up = noor.looks_up("XF-000-G");
    noor.phone().central_counts(look_up.query).await.unwrap();
    let draft = noor.phone().start_check(look_up.query).unwrap();
    noor.answers(draft.id, smallest());
    noor.answers(
        draft.id,
        [Change::GroundNote(words("kwikzilver op de stoel"))],
    );
    noor.killed();
    noor.wake();
    let card = noor.phone().finish(draft.id, None).unwrap();
    noor.syncs().await;
    let note = words("met een violette parasol");
    let reflection = Reflection {
        do_again: DoAgain::No,
        themes: [].into(),
        note,
        looking_back: LookingBack {
            concrete: None,
            yielded: None,
            other_view: words("een okapi in de tuin"),
            together: false,
            late: false,
        },
    };
    noor.phone().reflect(card.id, reflection).unwrap();
    let draft = noor.phone().amend(card.id).unwrap();
    noor.answers(
        draft.id,
        [Change::AmendReason(words("het was een saxofoonkoffer"))],
    );
    noor.phone().finish(draft.id, None).unwrap();
    noor.syncs().await;

    let look_up = noor.looks_up_subject(theophanu());
    let draft = noor.phone().start_check(look_up.query).unwrap();
    noor.answers(draft.id, smallest());
    let second = noor.phone().finish(draft.id, None).unwrap();
    // Errors on the way, too: what is refused, lost or broken must not tell either.
    noor.weather(Weather::NoNetwork);
    noor.syncs().await;
    noor.weather(Weather::Fair);
    noor.to_central
        .forecast([Weather::Busy, Weather::LoseAnswer]);
    for _ in 0..4 {
        noor.waits(600_000);
        noor.syncs().await;
    }
    noor.phone()
        .withdraw(second.id, WithdrawReason::WrongSubject)
        .unwrap();
    noor.waits(600_000);
    assert_eq!(noor.syncs().await.waiting, 0, "everything was sent");

    // The officer still sees whom she checked: the search below would mean nothing otherwise.
    let shown = serde_json::to_string(&noor.phone().stop(card.id).unwrap()).unwrap();
    assert!(shown.contains("XF-000-G") && shown.contains("kwikzilver"));

    search("what was sent to central", &noor.to_central.seen());
    search(
        "what was sent to the key service",
        &noor.to_keyservice.seen(),
    );
    search("the log", log::heard().as_bytes());
    search(
        "the phone's folder, while the app runs",
        &noor.store_bytes(),
    );
    noor.killed();
    search("the phone's folder", &noor.store_bytes());
    town.close().await;
    search("central's folder", &folder(&data.path().join("central")));
    search(
        "the key service's folder",
        &folder(&data.path().join("keyservice")),
    );
}

#[tokio::test]
async fn neither_the_phones_own_names_nor_its_pseudonyms_stand_at_central() {
    let (data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    // Not the moment at which central answers something else.
    noor.waits(754_321);
    let card = noor.stops("XF-000-G", []);
    noor.syncs().await;
    let sent = String::from_utf8_lossy(&noor.to_central.seen()).into_owned();
    let at = sent.find("\"pseudonym\":\"").expect("a pseudonym was sent") + 13;
    let pseudonym = sent[at..at + 22].to_owned();
    let names = [card.id.to_string(), card.at.0.to_string()];
    assert!(
        names.iter().all(|name| !sent.contains(name)),
        "ids and times of the phone stay there"
    );
    town.close().await;
    let kept = folder(&data.path().join("central"));
    let raw = base64::Engine::decode(
        &base64::engine::general_purpose::URL_SAFE_NO_PAD,
        &pseudonym,
    )
    .unwrap();
    for form in [pseudonym.as_bytes(), &raw] {
        let found = kept.windows(form.len()).any(|window| window == form);
        assert!(!found, "central keeps a form of its own");
    }
}

#[tokio::test]
async fn the_phones_file_does_not_open_without_its_key() {
    let (_data, town) = town().await;
    let mut noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.stops("XF-000-G", []);
    noor.killed();
    let bytes = std::fs::read(noor.store_file()).unwrap();
    assert!(
        !bytes.starts_with(b"SQLite format 3"),
        "the header itself is encrypted"
    );
    let read = |key: Option<&str>| {
        let store = rusqlite::Connection::open(noor.store_file()).unwrap();
        if let Some(key) = key {
            store
                .execute_batch(&format!("PRAGMA key = \"{key}\""))
                .unwrap();
        }
        store.query_row("SELECT count(*) FROM sqlite_schema", [], |row| {
            row.get::<_, i64>(0)
        })
    };
    assert!(read(None).is_err(), "not without a key");
    assert!(
        read(Some(&format!("x'{}'", "0".repeat(64)))).is_err(),
        "not with another key"
    );
}
