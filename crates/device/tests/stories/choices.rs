//! A plate that can be read as more than one: the officer chooses.

use proco_device::view::{Doubt, LookUpAnswer, SubjectInput};

use proco_testbed::phone::{Phone, known, plate_request};

#[test]
fn a_plate_that_fits_only_with_a_changed_letter_can_be_looked_up_as_it_was_typed() {
    let noor = Phone::new();
    let moldovan = |text: &str, confirmed| {
        let mut request = plate_request(text);
        request.subject = SubjectInput::Plate {
            text: text.to_owned(),
            country: "MD".to_owned(),
        };
        request.confirmed = confirmed;
        noor.device.look_up(request).unwrap()
    };
    let LookUpAnswer::Question { about, choices, .. } = moldovan("ABC 0O0", false) else {
        panic!("a series that is not known may have a letter there");
    };
    assert_eq!(about, Doubt::SeveralPlates);
    let plates: Vec<_> = choices.iter().map(|it| it.spelled.as_str()).collect();
    assert_eq!(plates, ["ABC 000", "ABC0O0"]);
    let seen = |text| known(moldovan(text, true)).local.windows[3].queries;
    assert_eq!([seen("ABC0O0"), seen("ABC 000"), seen("ABC0O0")], [0, 0, 1]);
}
