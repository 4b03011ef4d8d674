//! What the screen is told of a name: that it may be a namesake's, under which spellings records are
//! counted, and that a document may have cut it.

use proco_device::view::SubjectView;

use proco_testbed::phone::Phone;

#[test]
fn several_given_names_are_told_as_they_may_be_a_namesakes() {
    let noor = Phone::new();
    let told = |first_name| match noor.looks_up_person("Bakker", first_name).subject {
        SubjectView::Person {
            other_first_names, ..
        } => other_first_names,
        SubjectView::Plate { .. } | SubjectView::NoPlate => panic!("a person was looked up"),
    };
    assert!(told("Mohamed Amin") && !told("Mohamed") && !told("Anne-Marie"));
}

#[test]
fn the_spellings_that_are_counted_are_told_also_when_the_look_up_is_come_back_to() {
    let noor = Phone::new();
    for (family_name, first_name, also_as) in [
        ("Mueller", "Jan", vec!["MULLER, JAN"]),
        ("Hoekstra", "Koen", vec![]),
        ("Bakker", "Anne Marie", vec!["BAKKER, ANNEMARIE"]),
    ] {
        let shown = noor.looks_up_person(family_name, first_name);
        assert_eq!(shown.name.also_as, also_as, "{family_name}");
        let again = noor.device.open_look_up().unwrap().unwrap();
        assert!(again.name == shown.name, "{family_name}");
        assert!(!shown.name.may_be_cut);
    }
    let cut = noor.looks_up_person("VAN<DEN<HEUVEL<TIMMERMANS", "CHA");
    assert!(cut.name.may_be_cut);
    assert!(noor.looks_up("BB-00-DD").name.also_as.is_empty());
}
