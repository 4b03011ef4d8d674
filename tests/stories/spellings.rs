//! One person whom documents of two countries spell otherwise is one person at a look-up, on the phone
//! and in the country, and each record counts once.

use proco_access::Role;
use proco_device::view::{AdvisoryView, CentralAnswer, LookUpView, StopCard};
use proco_domain::draft::Change;
use proco_domain::stop::{SpareDays, WithdrawReason};
use proco_testbed::officer::{Officer, smallest, town, year};
use proco_testbed::phone::person;
use proco_testbed::road::Weather;

fn looks_up(officer: &Officer, family_name: &str, first_name: &str) -> LookUpView {
    officer.looks_up_subject(person(family_name, first_name))
}

fn stops(officer: &Officer, family_name: &str, first_name: &str) -> StopCard {
    let look_up = looks_up(officer, family_name, first_name);
    let draft = officer.phone().start_check(look_up.query).unwrap();
    officer.answers(draft.id, smallest());
    let spare = Change::Spare(Some(SpareDays::try_from(30).unwrap()));
    officer.answers(draft.id, [spare]);
    officer.phone().finish(draft.id, None).unwrap()
}

async fn told(officer: &Officer, look_up: &LookUpView) -> ((u32, u32, u32), Option<AdvisoryView>) {
    match officer.phone().central_counts(look_up.query).await.unwrap() {
        CentralAnswer::Known {
            counts, advisory, ..
        } => (year(&counts), advisory),
        CentralAnswer::Offline | CentralAnswer::Unavailable { .. } | CentralAnswer::Nobody => {
            panic!("central answers")
        }
    }
}

#[tokio::test]
async fn a_person_is_found_as_either_country_spells_the_name() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let bram = Officer::joins(&town, "duinwijk", Role::Officer).await;
    stops(&noor, "Müller", "Jörg");
    assert_eq!(noor.syncs().await.waiting, 0);
    stops(&bram, "MUELLER", "JOERG");
    assert_eq!(bram.syncs().await.waiting, 0);

    let fatima = Officer::joins(&town, "duinwijk", Role::Officer).await;
    for (family_name, first_name) in [("Müller", "Jörg"), ("Mueller", "Joerg")] {
        let look_up = looks_up(&fatima, family_name, first_name);
        let (counts, advisory) = told(&fatima, &look_up).await;
        assert_eq!(counts.1, 2, "the stops of both");
        assert!(advisory.is_some());
        fatima.phone().leave_it(look_up.query, None).unwrap();
    }
    let other = looks_up(&fatima, "Muler", "Jorg");
    assert_eq!(
        told(&fatima, &other).await.0,
        (0, 0, 0),
        "that is somebody else"
    );
}

#[tokio::test]
async fn on_the_phone_too_and_before_and_after_it_is_sent_each_record_is_one() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let stop = stops(&noor, "Müller", "Jan");
    let look_up = looks_up(&noor, "Mueller", "Jan");
    assert_eq!(year(&look_up.local), (1, 1, 1), "as this phone knows");
    assert!(look_up.advisory.is_some());
    assert_eq!(told(&noor, &look_up).await.0, (1, 1, 1), "not sent yet");

    noor.to_central.set_for("/v1/reports", Weather::LoseAnswer);
    noor.syncs().await;
    noor.to_central.set_for("/v1/reports", Weather::Fair);
    let (counts, advisory) = told(&noor, &look_up).await;
    assert_eq!(counts, (1, 1, 1), "sent under its own mark, and once");
    assert!(advisory.is_some());

    let reason = WithdrawReason::WrongSubject;
    noor.phone().withdraw(stop.id, reason).unwrap();
    let again = looks_up(&noor, "Mueller", "Jan");
    assert_eq!(year(&again.local).1, 0);
    assert!(again.advisory.is_none(), "it went with the stop");
}

#[tokio::test]
async fn every_officer_spells_the_prefix_otherwise_and_it_is_one_person() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    stops(&noor, "van der Berg", "Anne-Marie");
    assert_eq!(noor.syncs().await.waiting, 0);
    let bram = Officer::joins(&town, "duinwijk", Role::Officer).await;
    for spelled in ["v.d. Berg", "Berg, v/d", "Berg", "VANDERBERG"] {
        let look_up = looks_up(&bram, spelled, "Anne-Marie");
        assert_eq!(told(&bram, &look_up).await.0.1, 1, "{spelled}");
    }
    let twin = looks_up(&bram, "van der Berg", "Anne-Sophie");
    assert_eq!(told(&bram, &twin).await, ((0, 0, 0), None));
}

#[tokio::test]
async fn a_dutch_vowel_is_no_umlaut_and_a_dash_is_lost_in_the_zone_of_a_document() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    stops(&noor, "Bok", "Kon");
    stops(&noor, "de Vries", "ANNE<MARIE");
    assert_eq!(noor.syncs().await.waiting, 0);

    let bram = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let other = looks_up(&bram, "Boek", "Koen");
    assert!(other.name.also_as.is_empty());
    assert_eq!(told(&bram, &other).await, ((0, 0, 0), None));
    let same = looks_up(&bram, "de Vries", "Anne-Marie");
    assert_eq!(same.name.also_as, ["VRIES, ANNE"]);
    assert_eq!(told(&bram, &same).await.0.1, 1);
}
