//! A person with two spellings, of which this phone knows the pseudonym of one in a quarter that is not evaluated in.

use proco_access::Role;
use proco_device::view::{CentralAnswer, LookUpView};
use proco_exchange::Clock as _;
use proco_testbed::officer::{Officer, smallest, town, year};
use proco_testbed::phone::person;
use proco_testbed::road::Weather;

fn looks_up(officer: &Officer, family_name: &str, first_name: &str) -> LookUpView {
    officer.looks_up_subject(person(family_name, first_name))
}

#[tokio::test]
async fn a_quarter_that_is_asked_under_one_spelling_of_two_is_not_complete() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let bram = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let look_up = looks_up(&bram, "MUELLER", "JOERG");
    let draft = bram.phone().start_check(look_up.query).unwrap();
    bram.answers(draft.id, smallest());
    bram.phone().finish(draft.id, None).unwrap();
    assert_eq!(bram.syncs().await.waiting, 0);

    // Noor's look-up is sent under her own spelling alone, whose pseudonym is known from then on.
    let own = looks_up(&noor, "Müller", "Jörg");
    noor.phone().leave_it(own.query, None).unwrap();
    assert_eq!(noor.syncs().await.waiting, 0);

    let now = town.clock().now().epoch();
    noor.to_keyservice
        .set_for("/v1/evaluations", Weather::NotLive(now));
    let again = looks_up(&noor, "Müller", "Jörg");
    let answer = noor.phone().central_counts(again.query).await.unwrap();
    let CentralAnswer::Known { counts, .. } = answer else {
        panic!("{answer:?}")
    };
    assert!(counts.incomplete, "a quarter is missing, and it says so");
    noor.phone().close_look_up(again.query).unwrap();
    noor.to_keyservice.clear();
    let later = looks_up(&noor, "Müller", "Jörg");
    let answer = noor.phone().central_counts(later.query).await.unwrap();
    let CentralAnswer::Known { counts, .. } = answer else {
        panic!("{answer:?}")
    };
    assert_eq!((counts.incomplete, year(&counts).1), (false, 1));
}
