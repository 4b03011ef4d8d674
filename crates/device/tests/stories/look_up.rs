//! Agent Noor looks up, sees how often, and leaves it.

use proco_device::DeviceError;
use proco_device::view::{
    Doubt, LookUpAnswer, LookUpRequest, PlateChoice, Seen, SubjectInput, SubjectView,
};
use proco_domain::person::{BirthInput, PersonRefused};
use proco_domain::plate::PlateRefused;
use proco_domain::query::{Initiative, LeaveReason};

use proco_testbed::phone::{DAY, HOUR, MINUTE, MORNING, Phone, known, plate_request, smallest};

#[test]
fn noor_sees_what_was_before_and_never_her_own_look_up() {
    let noor = Phone::new();
    let first = noor.looks_up("BB-00-DD");
    assert_eq!(
        first.local.windows[3].queries, 0,
        "it does not count itself"
    );
    assert_eq!(first.local.last_query, None);

    noor.waits(2 * HOUR);
    let second = noor.looks_up("bb00dd");
    let queries = second.local.windows.iter().map(|w| w.queries);
    assert_eq!(queries.collect::<Vec<_>>(), [1, 1, 1, 1]);
    assert_eq!(second.local.last_query, Some(Seen::Moment(first.at)));
    assert_eq!(noor.looks_up("BB-00-DF").local.windows[3].queries, 0);
}

#[test]
fn each_window_holds_what_lies_in_it() {
    let noor = Phone::new();
    for days in [300, 20, 3, 0] {
        // Told from the oldest to the newest.
        noor.clock.set(MORNING.minus_hours(days * 24));
        noor.stops("BB-00-DD", []);
    }
    noor.waits(HOUR);
    let local = noor.looks_up("BB-00-DD").local;
    let counts: Vec<_> = local
        .windows
        .iter()
        .map(|w| (w.queries, w.stops, w.found_nothing))
        .collect();
    assert_eq!(counts, [(1, 1, 1), (2, 2, 2), (3, 3, 3), (4, 4, 4)]);
    assert_eq!(local.last_stop, Some(Seen::Moment(MORNING)));
}

#[test]
fn a_plate_of_no_series_is_asked_about_and_not_recorded_until_she_says_yes() {
    let noor = Phone::new();
    let mut request = plate_request("A-1");
    match noor.device.look_up(plate_request("A-1")).unwrap() {
        LookUpAnswer::Question { about, spelled, .. } => {
            assert_eq!((about, spelled.as_str()), (Doubt::UnknownSeries, "A1"));
        }
        LookUpAnswer::Known { .. } => panic!("it fits no series"),
    }
    assert_eq!(noor.year("A1").0, 0, "a question is no look-up");
    request.confirmed = true;
    assert!(noor.device.look_up(request).is_ok());
    assert_eq!(noor.year("A1").0, 1);
}

#[test]
fn letters_that_no_dutch_series_has_are_asked_about_with_the_countries_that_have_them() {
    let noor = Phone::new();
    match noor.device.look_up(plate_request("KA-EA 12")).unwrap() {
        LookUpAnswer::Question { about, choices, .. } => {
            assert_eq!(about, Doubt::NotIssued);
            let german = |it: &&PlateChoice| it.country == "DE";
            let choice = choices.iter().find(german).expect("it fits a German plate");
            assert_eq!(choice.spelled, "KA-EA 12");
        }
        LookUpAnswer::Known { .. } => panic!("it is taken for a Dutch one in silence"),
    }
    assert!(noor.device.open_look_up().unwrap().is_none());
    known(noor.device.look_up(german("KA-EA 12", true)).unwrap());
    let mut dutch = plate_request("KA-EA 12");
    dutch.confirmed = true;
    let dutch = known(noor.device.look_up(dutch).unwrap());
    assert_eq!(
        dutch.local.windows[3].queries, 0,
        "the Dutch one is another car"
    );
}

fn german(text: &str, confirmed: bool) -> LookUpRequest {
    let mut request = plate_request(text);
    request.subject = SubjectInput::Plate {
        text: text.to_owned(),
        country: "DE".to_owned(),
    };
    request.confirmed = confirmed;
    request
}

#[test]
fn two_cars_that_differ_by_their_gap_alone_are_two() {
    let noor = Phone::new();
    let first = known(noor.device.look_up(german("B-NE 1234", false)).unwrap());
    let other = known(noor.device.look_up(german("BN-E 1234", false)).unwrap());
    assert_eq!(other.local.windows[3].queries, 0, "it is another car");
    for (look_up, plate) in [(first, "B-NE 1234"), (other, "BN-E 1234")] {
        match look_up.subject {
            SubjectView::Plate { spelled, .. } => assert_eq!(spelled, plate),
            SubjectView::Person { .. } | SubjectView::NoPlate => panic!("a plate was looked up"),
        }
    }
}

#[test]
fn a_plate_without_its_gap_is_asked_about_and_the_choice_is_looked_up() {
    let noor = Phone::new();
    for confirmed in [false, true] {
        match noor.device.look_up(german("bne1234", confirmed)).unwrap() {
            LookUpAnswer::Question { about, choices, .. } => {
                assert_eq!(about, Doubt::SeveralPlates);
                let plates: Vec<_> = choices.iter().map(|it| it.spelled.as_str()).collect();
                assert_eq!(plates, ["B-NE 1234", "BN-E 1234"]);
            }
            LookUpAnswer::Known { .. } => panic!("either car can be meant, and yes is no answer"),
        }
    }
    assert!(noor.device.open_look_up().unwrap().is_none());
    known(noor.device.look_up(german("BN-E 1234", true)).unwrap());
    let again = noor.device.look_up(german("BN E1234", false)).unwrap();
    assert_eq!(known(again).local.windows[3].queries, 1);
}

#[test]
fn what_cannot_be_read_is_refused_and_not_recorded() {
    let noor = Phone::new();
    for (text, why) in [
        ("", PlateRefused::Empty),
        ("111222333", PlateRefused::Bsn),
        ("AB_12", PlateRefused::Character),
    ] {
        let refused = noor.device.look_up(plate_request(text)).err().unwrap();
        assert_eq!(refused, DeviceError::Plate(why));
    }
    assert!(noor.device.open_look_up().unwrap().is_none());
}

#[test]
fn a_bsn_in_any_spelling_is_not_kept_and_locks_nothing() {
    let mut noor = Phone::new();
    for text in [
        "111\u{2013}222\u{2013}333",
        "111\u{a0}222\u{a0}333",
        "111\t222\t333",
        "111\u{b7}222\u{b7}333",
        "BSN111222333",
        "22 111222333",
    ] {
        let mut request = plate_request(text);
        request.confirmed = true;
        let refused = noor.device.look_up(request).err();
        assert_eq!(
            refused,
            Some(DeviceError::Plate(PlateRefused::Bsn)),
            "{text}"
        );
    }
    noor.kill_and_start();
    assert!(noor.device.open_look_up().unwrap().is_none());
}

#[test]
fn a_person_is_one_person_in_any_spelling() {
    let noor = Phone::new();
    noor.looks_up_person("van der Bérg", "Jan-Willem");
    let again = noor.looks_up_person("Berg, v.d.", "JAN-WILLEM");
    assert_eq!(again.local.windows[0].queries, 1);
    match again.subject {
        SubjectView::Person { birth, .. } => assert_eq!(birth, "1980-05-09"),
        SubjectView::Plate { .. } | SubjectView::NoPlate => panic!("a person was looked up"),
    }
}

fn person(family_name: &str, first_name: &str, year: u16) -> LookUpRequest {
    LookUpRequest {
        subject: SubjectInput::Person {
            family_name: family_name.to_owned(),
            first_name: first_name.to_owned(),
            birth: BirthInput {
                year,
                month: None,
                day: None,
            },
        },
        initiative: Initiative::Call,
        confirmed: false,
    }
}

#[test]
fn a_person_without_a_first_name_is_asked_about_and_not_recorded_until_she_says_yes() {
    let noor = Phone::new();
    for blank in ["", "  ", "-"] {
        match noor.device.look_up(person("Jansen", blank, 1980)).unwrap() {
            LookUpAnswer::Question { about, spelled, .. } => {
                let asked = (Doubt::NoFirstNamePartialBirth, "Jansen");
                assert_eq!((about, spelled.as_str()), asked);
            }
            LookUpAnswer::Known { .. } => panic!("it would be somebody else than Ali Jansen"),
        }
    }
    assert!(
        noor.device.open_look_up().unwrap().is_none(),
        "a question is no look-up"
    );
    let mut request = person("Jansen", "", 1980);
    request.confirmed = true;
    let look_up = known(noor.device.look_up(request).unwrap());
    assert!(look_up.subject == noor.device.open_look_up().unwrap().unwrap().subject);
}

#[test]
fn a_birth_date_that_is_not_whole_is_asked_about_and_then_one_subject_in_every_form() {
    let noor = Phone::new();
    let born = |year, month, day| LookUpRequest {
        subject: SubjectInput::Person {
            family_name: "Bakker".to_owned(),
            first_name: "Ali".to_owned(),
            birth: BirthInput { year, month, day },
        },
        initiative: Initiative::Call,
        confirmed: false,
    };
    for (year, month, day) in [(1980, Some(5), None), (1980, None, None), (0, None, None)] {
        match noor.device.look_up(born(year, month, day)).unwrap() {
            LookUpAnswer::Question { about, .. } => assert_eq!(about, Doubt::PartialBirth),
            LookUpAnswer::Known { .. } => panic!("fuller dates are not found by it"),
        }
    }
    assert!(noor.device.open_look_up().unwrap().is_none());
    let seen = |year, month, day| {
        let mut request = born(year, month, day);
        request.confirmed = true;
        let look_up = known(noor.device.look_up(request).unwrap());
        let SubjectView::Person { birth, .. } = look_up.subject else {
            panic!("a person was looked up");
        };
        (birth, look_up.local.windows[0].queries)
    };
    assert_eq!(seen(0, None, None), ("0000".to_owned(), 0));
    assert_eq!(seen(0, Some(0), Some(0)), ("0000".to_owned(), 1));
    assert_eq!(seen(1980, None, None), ("1980".to_owned(), 0));
    assert_eq!(seen(1980, Some(0), Some(0)), ("1980".to_owned(), 1));
    assert_eq!(seen(1980, Some(5), Some(9)), ("1980-05-09".to_owned(), 0));
}

#[test]
fn what_an_earlier_program_kept_under_another_key_is_found_while_its_subject_is_readable() {
    let noor = Phone::new();
    noor.stops("BB-00-DD", []);
    let gone = noor.looks_up_person("de Vries", "Jan");
    noor.looks_up_person("van der Berg", "Anne-Marie");
    // As a program of earlier marks left it: the names in capitals, of given names the first part.
    let noor = noor.closed(|files| {
        let bare = files.bare();
        let earlier = "
            UPDATE queries SET own_key = randomblob(16);
            UPDATE stops SET own_key = randomblob(16);
            UPDATE queries SET subject = replace(subject, 'van der Berg', 'VAN DER BERG');
            UPDATE sync_state SET mark_version = 1;";
        bare.execute_batch(earlier).unwrap();
        let retained = "UPDATE queries SET subject = NULL WHERE query_id = ?1";
        let id = gone.query.0.as_bytes().as_slice();
        assert_eq!(bare.execute(retained, [id]).unwrap(), 1);
    });
    let noor = noor.unwrap();
    let year = |look_up: proco_device::view::LookUpView| {
        let window = look_up.local.windows[3];
        (window.queries, window.stops, window.found_nothing)
    };
    assert_eq!(year(noor.looks_up("bb00dd")), (1, 1, 1));
    assert_eq!(
        year(noor.looks_up_person("v.d. Berg", "Anne-Marie")),
        (1, 0, 0)
    );
    assert_eq!(
        year(noor.looks_up_person("de Vries", "Jan")),
        (0, 0, 0),
        "of whom that was nobody can tell any more"
    );
    let again = noor.closed(|_| {}).unwrap();
    assert_eq!(year(again.looks_up("bb00dd")), (2, 1, 1), "and it stays so");
}

#[test]
fn a_birth_year_after_the_phones_clock_is_refused() {
    let noor = Phone::new();
    let refused = |year| noor.device.look_up(person("Jansen", "Ali", year)).err();
    for year in [2027, 2089] {
        assert_eq!(
            refused(year),
            Some(DeviceError::Person(PersonRefused::NotYetBorn))
        );
    }
    assert_eq!(refused(1989), None);
}

#[test]
fn leaving_it_is_recorded_and_sent_and_the_reason_may_come_later() {
    let noor = Phone::new();
    let look_up = noor.looks_up("BB-00-DD");
    assert_eq!(noor.device.sync_status().waiting, 0, "nothing is decided");
    noor.device.leave_it(look_up.query, None).unwrap();
    assert_eq!(noor.device.sync_status().waiting, 1);
    noor.device
        .leave_it(look_up.query, Some(LeaveReason::RecentlyChecked))
        .unwrap();
    assert_eq!(noor.device.sync_status().waiting, 1, "it is one record");
    assert!(noor.device.open_look_up().unwrap().is_none());
}

#[test]
fn a_look_up_that_is_left_lying_led_to_nothing() {
    let mut noor = Phone::new();
    let first = noor.looks_up("BB-00-DD");
    noor.kill_and_start();
    let back = noor.device.open_look_up().unwrap().unwrap();
    assert_eq!(back.query, first.query, "she comes back to it");
    assert_eq!(
        back.local.windows[3].queries, 0,
        "it still does not count itself"
    );

    let second = noor.looks_up("FF-00-GH");
    assert_eq!(
        noor.device.sync_status().waiting,
        1,
        "the first led to nothing"
    );
    noor.waits(61 * MINUTE);
    assert!(
        noor.device.open_look_up().unwrap().is_none(),
        "an hour has passed"
    );
    noor.kill_and_start();
    assert_eq!(noor.device.sync_status().waiting, 2);
    noor.device.close_look_up(second.query).unwrap();
    assert_eq!(
        noor.device.sync_status().waiting,
        2,
        "closing it again adds nothing"
    );
}

#[test]
fn an_advisory_of_her_own_is_shown_until_its_end_and_counted_when_she_goes_on() {
    use proco_domain::draft::Change;
    use proco_domain::stop::SpareDays;

    let noor = Phone::new();
    let look_up = noor.looks_up("BB-00-DD");
    let draft = noor.device.start_check(look_up.query).unwrap();
    noor.answers(draft.id, smallest());
    noor.answers(draft.id, [Change::Spare(Some(SpareDays::OFFERED))]);
    let stop = noor.device.finish(draft.id, None).unwrap();
    assert_eq!(stop.spared_until, Some(stop.at.plus_days(90)));

    noor.waits(89 * DAY);
    let warned = noor.looks_up("BB-00-DD");
    assert_eq!(warned.advisory.map(|a| a.until), stop.spared_until);
    let again = noor.device.start_check(warned.query).unwrap();
    assert!(again.despite_advisory, "she was shown it and went on");
    noor.device.discard_draft(again.id).unwrap();

    noor.waits(2 * DAY);
    assert!(noor.looks_up("BB-00-DD").advisory.is_none(), "it has ended");
}
