//! How plates are read: by example, and by properties over the data file.

use super::*;
use crate::bsn;
use proptest::prelude::*;

fn dutch(text: &str) -> Plate {
    Plate::read(text, Country::NL).unwrap()
}

#[test]
fn all_fourteen_side_codes_in_any_spelling() {
    let examples = [
        "AB-12-34", "12-34-AB", "12-AB-34", "AB-12-CD", "AB-CD-12", "12-AB-CD", "12-ABC-3",
        "1-ABC-23", "AB-123-C", "A-123-BC", "ABC-12-D", "A-12-BCD", "1-AB-234", "123-AB-4",
    ];
    for (at, text) in examples.iter().enumerate() {
        let code = DutchSeries::SideCode(u8::try_from(at + 1).unwrap());
        for spelling in [
            (*text).to_owned(),
            text.replace('-', ""),
            text.replace('-', " ").to_lowercase(),
            format!("  {} ", text.replace('-', "–")),
        ] {
            let plate = dutch(&spelling);
            assert_eq!(plate.dutch_series(), Some(code), "{spelling}");
            assert_eq!(
                plate.spelled(),
                *text,
                "{spelling} is read back with its dashes"
            );
        }
    }
}

#[test]
fn special_series_are_known_and_nonsense_is_asked_about() {
    for text in ["CD-12-34", "CDJ-123", "CD-123", "AA-11", "AA 86"] {
        assert_eq!(dutch(text).fit(text), Fit::Known, "{text}");
    }
    for text in ["ABCDEF", "A1", "1234567"] {
        assert_eq!(dutch(text).fit(text), Fit::Unknown, "{text}");
    }
    let german = Plate::read("M-XY 1234", Country::try_from("de".to_owned()).unwrap()).unwrap();
    assert_eq!(
        (german.expose(), german.fit("M-XY 1234")),
        ("M-XY1234", Fit::Known)
    );
}

#[test]
fn letters_that_no_dutch_series_has_are_asked_about() {
    for text in [
        "AB-12-CD", "12-ABC-3", "KA-EA-12", "AE 1234", "AE1234", "12-34-AE", "EA-12-34",
        "BQ-001-B", "BC-12-DF", "1-KKK-23", "SD-123-B", "12-SS-BB", "BO-12-BB",
    ] {
        assert_eq!(dutch(text).fit(text), Fit::NotIssued, "{text}");
    }
    for text in [
        "BD-12-FG", "OB-12-GH", "G-001-BB", "CD-12-34", "XS-DB-12", "BB-00-DD",
    ] {
        assert_eq!(dutch(text).fit(text), Fit::Known, "{text}");
    }
}

#[test]
fn letters_that_old_cars_from_abroad_get_still_are_dutch_with_the_dashes_of_a_dutch_plate() {
    for text in ["AE-12-34", "de-12-34", "BE 12 34", "AM.12.34", "HA-12-34"] {
        assert_eq!(dutch(text).fit(text), Fit::Known, "{text}");
    }
    for text in [
        "AE 1234", "DE-1234", "AE1234", "EA-12-34", "AE-12-BB", "12-34-AE",
    ] {
        assert_eq!(dutch(text).fit(text), Fit::NotIssued, "{text}");
    }
}

#[test]
fn a_plate_that_may_not_be_dutch_is_of_a_likely_country() {
    for (text, code) in [
        ("AA-12-AE", "PT"),
        ("12-34-AE", "PT"),
        ("KA-EA 12", "DE"),
        ("AEC 12D", "SE"),
        ("AE 1234", "LU"),
        ("1-ABC-234", "BE"),
        ("AA-123-AA", "FR"),
        ("WAB 12345", "PL"),
        ("AB12 CDE", "GB"),
    ] {
        let likely = Plate::likely_countries(text);
        assert!(likely.contains(&country(code)), "{text}: {likely:?}");
        assert!(
            !likely.contains(&Country::NL) && likely.len() <= 4,
            "{text}: {likely:?}"
        );
    }
    assert_eq!(Plate::likely_countries("A1B2C3D4"), []);
}

#[test]
fn what_can_be_no_plate() {
    let refused = |text: &str| Plate::read(text, Country::NL).unwrap_err();
    assert_eq!(refused(" - "), PlateRefused::Empty);
    assert_eq!(refused("123456782"), PlateRefused::Bsn);
    assert_eq!(refused("1234.56.782"), PlateRefused::Bsn);
    assert_eq!(refused("AB_12"), PlateRefused::Character);
    assert_eq!(refused("AB12CD34EF56G"), PlateRefused::TooLong);
    assert_eq!(
        Country::try_from("N1".to_owned()),
        Err(PlateRefused::Country)
    );
}

#[test]
fn a_bsn_is_no_plate_in_any_spelling_and_of_any_country() {
    let german = Country::try_from("DE".to_owned()).unwrap();
    for text in [
        "111222333",
        "111\u{2013}222\u{2013}333",
        "111\u{a0}222\u{a0}333",
        "111\t222\t333",
        "111\u{b7}222\u{b7}333",
        "BSN111222333",
        "BSN 111 222 333",
        "22 111222333",
        "\u{ff11}\u{ff11}\u{ff11}222333",
        "123456789",
    ] {
        for country in [Country::NL, german] {
            assert_eq!(Plate::read(text, country), Err(PlateRefused::Bsn), "{text}");
        }
    }
    assert_eq!(
        Plate::read("22111222333", Country::NL),
        Err(PlateRefused::Bsn),
        "no Dutch plate has nine digits in a row, or more"
    );
    let algerian = Plate::read("12345 116 16", Country::try_from("DZ".to_owned()).unwrap());
    assert!(algerian.is_ok(), "ten digits are an ordinary plate there");
}

fn country(code: &str) -> Country {
    Country::try_from(code.to_owned()).unwrap()
}

/// What can be meant, as it is spelled.
fn read_as(code: &str, text: &str) -> Vec<String> {
    let readings = Plate::readings(text, country(code)).unwrap();
    readings.iter().map(Plate::spelled).collect()
}

#[test]
fn a_gap_that_tells_cars_apart_is_part_of_the_mark_and_shown() {
    for (code, typed, plate, mark) in [
        ("DE", "b-ne 1234", "B-NE 1234", "B-NE1234"),
        ("DE", "BN E 1234", "BN-E 1234", "BN-E1234"),
        ("DE", "B NE1234", "B-NE 1234", "B-NE1234"),
        ("DE", "m\u{2013}xy\u{2013}1234", "M-XY 1234", "M-XY1234"),
        ("DE", "KA-EA 12", "KA-EA 12", "KA-EA12"),
        ("DE", "0 17-123", "0 17-123", "017-123"),
        ("DE", "B-NE 123E", "B-NE 123E", "B-NE123E"),
        ("PL", "wa b1234", "WA B1234", "WA-B1234"),
        ("PL", "WAB 1234", "WAB 1234", "WAB-1234"),
        ("AT", "W-UAB 1", "W-UAB 1", "W-UAB1"),
        ("AT", "WU AB1", "WU-AB 1", "WU-AB1"),
    ] {
        assert_eq!(read_as(code, typed), [plate], "{code} {typed}");
        let read = Plate::read(typed, country(code)).unwrap();
        assert_eq!(read.expose(), mark, "{code} {typed}");
    }
}

#[test]
fn without_the_gap_all_that_can_be_meant_is_read() {
    for (code, typed, plates) in [
        ("DE", "BNE1234", &["B-NE 1234", "BN-E 1234"][..]),
        ("DE", "BNE 1234", &["B-NE 1234", "BN-E 1234"]),
        ("DE", "MIL 1234", &["M-IL 1234", "MI-L 1234", "MIL-1234"]),
        ("DE", "mxy1234", &["M-XY 1234"]),
        ("DE", "HHAB123", &["HH-AB 123"]),
        ("PL", "WAB1234", &["WA B1234", "WAB 1234"]),
        ("PL", "WA12345", &["WA 12345"]),
        ("AT", "WUAB1", &["W-UAB 1", "WU-AB 1"]),
        ("AT", "W12345A", &["W-12345 A"]),
        ("MA", "12-A-6", &["12-A-6", "6-A-12"]),
    ] {
        assert_eq!(read_as(code, typed), plates, "{code} {typed}");
    }
    let several = Plate::read("BNE1234", country("DE"));
    assert_eq!(several, Err(PlateRefused::Several));
}

#[test]
fn one_plate_is_one_mark_however_it_is_typed() {
    for (code, spellings) in [
        (
            "UA",
            &[
                "АА 1234 ВС",
                "AA 1234 BC",
                "aa1234bc",
                "аа1234вс",
                "AA I234 BC",
            ][..],
        ),
        ("BG", &["СА 1234 ХВ", "CA1234XB"]),
        ("RU", &["А 123 ВС 77", "A123BC77"]),
        ("BY", &["1234 АВ-7", "1234AB7"]),
        ("GR", &["ΙΧΥ-1234", "IXY 1234"]),
        (
            "RS",
            &["ČA 123-AB", "CA123AB", "ča-123-ab", "C\u{30c}A 123 AB"],
        ),
        ("HR", &["ŠI 123-AB", "SI 123 AB"]),
        ("DE", &["MÜ-A 1", "mu-a 1", "MUE-A 1", "MU\u{308}-A 1"]),
        (
            "DE",
            &[
                "B-NE 1234",
                "B-NE 1234 04/10",
                "B NE 1234 04-10",
                "B-NE 1234 0410",
                "B●NE 1234",
                "B • NE·1234",
            ],
        ),
        ("DE", &["HH-123 A", "HH 123 A 15/03/27"]),
        ("DE", &["B-NE 1023", "B-NE 1O23", "B-NE IO23"]),
        ("CH", &["ZH 123456", "ZH·123.456", "zh123'456"]),
        ("GB", &["AO05 ABC", "A005ABC", "AOO5ABC", "AO 05 ABC"]),
        ("GB", &["A111 ABC", "AI11 ABC", "A1I1ABC"]),
        ("FR", &["AB-001-CD", "AB OO1 CD", "ab-0o1-cd"]),
        ("ES", &["1230 BCD", "123O-BCD"]),
        (
            "MA",
            &[
                "12345 | أ | 6",
                "6 | أ | 12345",
                "12345-A-6",
                "6A12345",
                "١٢٣٤٥ أ ٦",
            ],
        ),
        ("TN", &["123 تونس 4567", "123 TUN 4567", "123tun4567"]),
        (
            "NL",
            &[
                "AB-12-CD",
                "\u{200e}AB-12-CD",
                "AB-12-CD\u{200b}",
                "A\u{ad}B12CD\u{feff}",
                "AB\u{2212}12\u{2022}CD",
                "AB-1\u{2060}2-CD",
                "AB-I2-CD",
            ],
        ),
        ("NL", &["AB-10-CD", "AB-1O-CD", "ab1ocd"]),
        ("KZ", &["123 ABC 01", "123АВС01"]),
    ] {
        let marks = spellings.iter().map(|text| {
            let plate = Plate::read(text, country(code));
            let plate = plate.unwrap_or_else(|why| panic!("{code} {text}: {why}"));
            plate.expose().to_owned()
        });
        let marks: std::collections::BTreeSet<_> = marks.collect();
        assert_eq!(marks.len(), 1, "{code} {spellings:?}: {marks:?}");
    }
}

#[test]
fn what_only_looks_or_sounds_alike_is_not_one() {
    for (code, one, other) in [
        ("DE", "B-NE 1234", "BN-E 1234"),
        ("DE", "B-NE 1234", "B-NE 1234 H"),
        ("PL", "WA B1234", "WAB 1234"),
        ("UA", "AA 1234 BC", "AA 1234 VS"),
        ("RS", "ŠA 123-AB", "SA 123-AB"),
        ("DE", "BÖ-A 1", "BO-A 1"),
        ("SE", "ÅBC 123", "ABC 123"),
        ("MA", "12345-A-6", "12345-B-6"),
        ("GB", "AO05 ABC", "A5 ABC"),
    ] {
        let (one, other) = (read_as(code, one), read_as(code, other));
        assert_ne!(one, other, "{code}");
        assert_eq!(one.len(), 1, "{code} {one:?}");
    }
    assert_eq!(read_as("RS", "SA 123-AB"), ["SA 123-AB", "ŠA 123-AB"]);
    assert_eq!(read_as("DE", "BO-A 1"), ["BO-A 1", "BÖ-A 1"]);
}

#[test]
fn one_plate_in_any_form_of_its_letters_is_one_plate() {
    let german = |text| Plate::read(text, Country::try_from("DE".to_owned()).unwrap());
    assert_eq!(german("m\u{fc}-a 1"), german("MU\u{308}A\u{ff11}"));
}

#[test]
fn every_letter_is_refused_or_can_be_read_back() {
    // The two great blocks of one kind, Chinese and Korean, are left out: they take a minute.
    let letters = ('\0'..='\u{ffff}')
        .filter(|c| c.is_alphanumeric() && !matches!(c, '\u{3400}'..='\u{d7ff}'));
    let german = Country::try_from("DE".to_owned()).unwrap();
    for c in letters {
        if let Ok(plate) = Plate::read(&format!("A{c}1"), german) {
            can_be_read_back(&plate);
        }
    }
}

fn can_be_read_back(plate: &Plate) {
    let kept = Plate::kept(plate.expose().to_owned(), plate.country());
    assert_eq!(kept.as_ref().ok(), Some(plate), "from the store");
    let typed = Plate::read(plate.expose(), plate.country());
    assert_eq!(typed.as_ref(), Ok(plate), "typed as it is kept");
}

#[test]
fn a_plate_never_prints() {
    assert_eq!(format!("{:?}", dutch("AB-12-CD")), "Plate(NL, …)");
}

proptest! {
    #[test]
    fn what_was_accepted_can_be_read_back(
        text in prop_oneof!["\\PC{0,16}", any::<String>(), "[0-9\u{2010}-\u{2015}\u{b7}\u{a0}./ -]{9,20}"],
        foreign in any::<bool>(),
    ) {
        let country = if foreign { "FR" } else { "NL" };
        let country = Country::try_from(country.to_owned()).unwrap();
        if let Ok(plate) = Plate::read(&text, country) {
            can_be_read_back(&plate);
            prop_assert!(!bsn::contains_bsn(plate.expose()));
        }
    }

    #[test]
    fn reading_what_was_read_changes_nothing(text in "[A-Za-z0-9 .-]{1,14}") {
        if let Ok(plate) = Plate::read(&text, Country::NL) {
            prop_assert_eq!(&Plate::read(&plate.spelled(), Country::NL).unwrap(), &plate);
        }
    }
}
