//! Plates of other countries, by the kinds of faults that are known of reading them: a plate of one
//! car shown as another's, one car under two plates, a plate refused as a citizen's number.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::BTreeSet;

use proco_domain::plate::{Country, Plate, PlateRefused};
use proptest::prelude::*;

fn country(code: &str) -> Country {
    Country::try_from(code.to_owned()).unwrap()
}

/// All that can be meant, as it is spelled.
fn read(code: &str, text: &str) -> Vec<String> {
    let readings = Plate::readings(text, country(code));
    let readings = readings.unwrap_or_else(|why| panic!("{code} {text}: {why}"));
    readings.iter().map(Plate::spelled).collect()
}

fn marks(code: &str, text: &str) -> BTreeSet<String> {
    let readings = Plate::readings(text, country(code)).unwrap();
    let marks = readings.iter().map(|plate| plate.expose().to_owned());
    marks.collect()
}

#[test]
fn a_plate_of_a_series_of_its_own_is_no_ordinary_plate_with_a_letter_typed_wrong() {
    for (code, typed, plate) in [
        ("PL", "K0 7731", "K0 7731"),
        ("PL", "G1 52KA", "G1 52KA"),
        ("PL", "W 104477", "W 104477"),
        ("PL", "D0 ROMAN", "D0 ROMAN"),
        ("HU", "CK 10-45", "CK-10-45"),
        ("HU", "V-10775", "V-10775"),
        ("GR", "P-10885", "P-10885"),
        ("GR", "HK-1066", "HK-1066"),
        ("FI", "CD-1007", "CD-1007"),
        ("FI", "K-1044", "K-1044"),
        ("LV", "J-1880", "J-1880"),
        ("PT", "L-10442", "L-10442"),
        ("LT", "T15502", "T15502"),
        ("MD", "FA 1033", "FA 1033"),
        ("ES", "B-14050", "B 14050"),
        ("CZ", "1C 0440", "1C 0440"),
        ("CZ", "01R 7010", "01R 7010"),
        ("FR", "2104 0118", "2104 0118"),
        ("RO", "B 105500", "B 105500"),
        ("BY", "E107 KO-3", "E107 KO-3"),
        ("GB", "14401", "14401"),
        ("AL", "KO 1170 A", "KO 1170 A"),
        ("BE", "O-BDF-440", "O-BDF-440"),
        ("BE", "Q-ABL-810", "Q-ABL-810"),
    ] {
        assert_eq!(read(code, typed), [plate], "{code} {typed}");
    }
}

#[test]
fn what_fits_only_with_a_changed_letter_is_asked_beside_what_was_typed_where_a_series_may_be_missing()
 {
    for (code, typed, choices) in [
        ("LV", "AB 1O44", &["AB-1044", "AB1O44"][..]),
        ("MD", "ABC 1O4", &["ABC 104", "ABC1O4"]),
        ("KZ", "1O4 ABC 02", &["104 ABC 02", "1O4ABC02"]),
        ("FI", "AL 1034", &["ÅL-1034", "AL1034"]),
        ("SI", "LJ O0-123", &["LJ 00-123", "LJO0123"]),
    ] {
        assert_eq!(read(code, typed), choices, "{code} {typed}");
    }
    assert_eq!(
        read("RO", "CT 10 OIO"),
        ["CT 10010", "CT10OIO"],
        "so many look-alikes are no slip, though the list of series is whole"
    );
}

#[test]
fn numbers_that_only_their_gap_tells_apart_are_two_plates() {
    for (code, one, other) in [
        ("RU", "КО 140 777", "КО 1407 77"),
        ("KW", "6-10447", "61-0447"),
        ("AE", "7 30551", "73 0551"),
        ("JO", "9-40112", "94-0112"),
        ("QA", "12-3456", "123-456"),
    ] {
        assert!(
            marks(code, one).is_disjoint(&marks(code, other)),
            "{code} {one}"
        );
    }
    for (code, typed, choices) in [
        ("RU", "КО140777", &["KO 140 777", "KO 1407 77"]),
        ("KW", "610447", &["6-10447", "61-0447"]),
        ("RS", "NI 140-BG", &["NI 140-BG", "NI-140 BG"]),
        ("RS", "NI140BG", &["NI 140-BG", "NI-140 BG"]),
    ] {
        assert_eq!(read(code, typed), choices, "{code} {typed}");
    }
    assert_eq!(read("RS", "NI-140 AB"), ["NI 140-AB"], "AB is no district");
    assert_eq!(read("RS", "AB-140 NI"), ["AB-140 NI"], "so it is a trailer");
}

#[test]
fn months_and_days_come_off_with_one_digit_or_two_and_years_with_two_or_four() {
    for (code, typed, plate) in [
        ("DE", "K-LM 7 3/11", "K-LM 7"),
        ("DE", "KA-EA 14 3-9", "KA-EA 14"),
        ("DE", "M-IN 1104 11/2", "M-IN 1104"),
        ("DE", "M-IN 1104 E 4.10", "M-IN 1104E"),
        ("DE", "M-IN 1104 0410", "M-IN 1104"),
        ("DE", "DD-417 B 1.9.27", "DD-417 B"),
        ("DE", "DD-417 B 01/09/2027", "DD-417 B"),
        ("AT", "W-10440 A 3.6.2027", "W-10440 A"),
        ("CH", "ZH 4410 5/27", "ZH 4410"),
        ("CZ", "1A4 7705 11/27", "1A4 7705"),
        ("HU", "E-10775 2027", "E-10775"),
    ] {
        assert_eq!(read(code, typed), [plate], "{code} {typed}");
    }
}

#[test]
fn digits_behind_a_whole_plate_that_are_no_suffix_are_asked_about() {
    for (typed, choices) in [
        ("K-LM 7 13", &["K-LM 713", "K-LM 7"][..]),
        ("K-LM 12 13/14", &["K-LM 12", "K-LM121314"]),
        ("K-LM 1104 04", &["K-LM 1104", "K-LM110404"]),
    ] {
        assert_eq!(read("DE", typed), choices, "{typed}");
    }
    assert_eq!(read("DE", "K-LM 713"), ["K-LM 713"]);
}

#[test]
fn a_marked_letter_that_was_typed_bare_is_asked_about_where_either_may_stand() {
    for (code, typed, choices) in [
        ("FI", "ALB 140", &["ALB-140", "ÅLB-140"][..]),
        ("NO", "OL 1", &["OL1", "ØL1"]),
        ("SE", "KAN", &["KAN", "KÅN", "KÄN"]),
        ("IS", "THU", &["THU", "ÞU", "THÚ"]),
    ] {
        assert_eq!(read(code, typed), choices, "{code} {typed}");
    }
    assert_eq!(read("FI", "ÅLB 140"), ["ÅLB-140"]);
    assert_eq!(read("NO", "ØL 1"), ["ØL1"]);
    assert_eq!(
        read("SE", "KAN 140"),
        ["KAN 140"],
        "an ordinary plate has no marks"
    );
}

#[test]
fn an_official_plate_without_its_gap_is_among_the_choices() {
    for (code, typed, choices) in [
        ("DE", "MI4410", &["M-I 4410", "MI-4410"]),
        ("DE", "KA 5510", &["K-A 5510", "KA-5510"]),
        ("AT", "GB2440", &["G-B 2440", "GB-2440"]),
    ] {
        assert_eq!(read(code, typed), choices, "{code} {typed}");
    }
    assert_eq!(
        read("DE", "MIL4410"),
        ["M-IL 4410", "MI-L 4410", "MIL-4410"]
    );
    assert_eq!(read("DE", "M-I 4410"), ["M-I 4410"]);
}

#[test]
fn one_plate_is_one_mark_in_kinds_that_are_not_the_ordinary_one() {
    for (code, one, other) in [
        ("PL", "G KL7", "GKL7"),
        ("PL", "K AP4", "kap4"),
        ("PL", "GDA 44K", "GDA44K"),
        ("PL", "RZE1AC4", "RZE 1AC4"),
        ("PL", "WOTB204", "WOT B204"),
        ("RS", "KŽ 140-AB", "KZ 140 AB"),
        ("RS", "PT 140-AB", "PT140AB"),
        ("RS", "П 140-456", "P140456"),
        ("GB", "Q104 KLM", "Q1O4 KLM"),
        ("GB", "104 D 220", "1O4D22O"),
        ("GB", "104 X 220", "1O4 X 220"),
        ("ES", "R 1044 KLM", "R1O44KLM"),
        ("RU", "1044 АК 77", "1O44 AK 77"),
        ("NO", "GA 10445", "GA 1O445"),
        ("BY", "7 TAX 1044", "7TAX1044"),
        ("BY", "К 1044 М-5", "K1044M5"),
        ("FR", "W-104-KL", "W-IO4-KL"),
        ("DE", "104 KLM", "1O4 KLM"),
        ("UA", "01044 КА", "01O44KA"),
        ("IT", "MI A10445", "MI AI0445"),
        ("TN", "140 تونس 5567", "5567 تونس 140"),
        ("TN", "140 TUN 5567", "5567 TUN 140"),
        ("MA", "10445 ہ 6", "6 ه 10445"),
        ("BE", "O-BDF-440", "0-BDF-440"),
        ("NL", "(BB-00-DD)", "\"bb=00=dd\""),
        ("NL", "BB\u{2800}00\u{2800}DD", "«BB ⊙ 00 ® DD»"),
        ("DE", "K ☉ LM 7 (04-10)", "K-LM 7"),
    ] {
        let (first, second) = (read(code, one), read(code, other));
        assert_eq!(first, second, "{code} {one}, {other}");
        assert_eq!(first.len(), 1, "{code} {first:?}");
    }
}

#[test]
fn what_the_input_does_not_decide_is_asked_and_never_split_in_silence() {
    for (code, one, other) in [
        ("UA", "01044 KA", "O1044 KA"),
        ("HU", "ABO-107", "AB0-107"),
        ("HU", "DTI-045", "DT1045"),
        ("HR", "ZG 104-OA", "ZG 104-0A"),
        ("ES", "M-1044 I", "M10441"),
    ] {
        let (one, other) = (marks(code, one), marks(code, other));
        assert!(!one.is_disjoint(&other), "{code} {one:?}, {other:?}");
    }
}

#[test]
fn the_letters_of_the_country_and_the_band_behind_a_plate_come_off_or_are_asked_about() {
    for (code, typed, plate) in [
        ("PL", "PL GDA 44KC", "GDA 44KC"),
        ("UA", "UA KA1044BC", "KA 1044 BC"),
        ("BE", "B 1-KLM-104", "1-KLM-104"),
        ("CH", "CH ZH 4410", "ZH 4410"),
        ("GB", "UK KL10 MNP", "KL10 MNP"),
        ("RU", "K104AM77 RUS", "K 104 AM 77"),
        ("FR", "KL-104-MN 75", "KL-104-MN"),
        ("FR", "F KL-104-MN", "KL-104-MN"),
        ("FR", "KL-104-MN 2A", "KL-104-MN"),
        ("IT", "KL 104 MN RM", "KL 104 MN"),
        ("IT", "KL 104 MN 08 RM", "KL 104 MN"),
        ("RU", "RUS K104AM77", "K 104 AM 77"),
        ("NO", "NO KL 10445", "KL 10445"),
        ("NL", "NL BB-00-DD", "BB-00-DD"),
    ] {
        assert_eq!(read(code, typed), [plate], "{code} {typed}");
    }
    for (code, typed, choices) in [
        ("DE", "D E-LM 7", &["E-LM 7", "DE-LM 7"]),
        ("RU", "K104AM77RUS", &["K 104 AM 77", "K104AM77RUS"]),
        ("FR", "KL104MN75", &["KL-104-MN", "KL104MN75"]),
        ("ES", "E 1044 KLM", &["E 1044 KLM", "1044 KLM"]),
    ] {
        assert_eq!(read(code, typed), choices, "{code} {typed}");
    }
    assert_eq!(read("DE", "D-K 44"), ["D-K 44"], "Düsseldorf is a district");
    assert_eq!(read("DE", "DE KL 44"), ["DE-KL 44"], "and so is Dessau");
    assert_eq!(
        read("IT", "RM KL 104 MN"),
        ["RMKL104MN"],
        "nothing of the plate comes off"
    );
}

#[test]
fn digits_of_a_suffix_and_of_groups_that_the_country_prints_are_no_citizens_number() {
    for (code, typed) in [
        ("CH", "BE 44107 05/26"),
        ("CH", "AG 441 31/12/26"),
        ("CH", "GE 44107 1.07"),
        ("CZ", "1A4 7705 05/26"),
        ("HU", "E-44107 2026"),
        ("DZ", "4410 118 31"),
    ] {
        assert_eq!(read(code, typed).len(), 1, "{code} {typed}");
    }
    for code in ["CH", "CZ", "HU", "DZ", "DE", "KW", "QA"] {
        for text in [
            "111222333",
            "111-222-333",
            "1112 22 333",
            "ZH 111222333",
            "111222333 05/26",
            "AB 1112 22333",
            "123456789",
        ] {
            let refused = Plate::read(text, country(code));
            assert_eq!(refused, Err(PlateRefused::Bsn), "{code} {text}");
        }
    }
}

#[test]
fn a_saudi_plate_has_one_mark_in_both_scripts_once_the_order_of_its_letters_is_chosen() {
    assert_eq!(read("SA", "KLX 1044"), ["KLX 1044"]);
    assert_eq!(read("SA", "1044 KLX"), ["KLX 1044"]);
    for typed in ["ك ل ص ١٠٤٤", "١٠٤٤ ك ل ص", "كلص1044"] {
        let choices: BTreeSet<_> = read("SA", typed).into_iter().collect();
        assert_eq!(
            choices,
            ["KLX 1044", "XLK 1044"].map(str::to_owned).into(),
            "{typed}"
        );
    }
    assert_eq!(read("SA", "ك ل ك ١٠"), ["KLK 10"]);
}

#[test]
fn a_gap_between_digits_stays_where_nothing_is_known_of_a_country() {
    assert_eq!(read("OM", "12 3456"), ["12-3456"]);
    assert_eq!(
        read("OM", "AB 3456"),
        ["AB3456"],
        "between a letter and a digit it tells nothing"
    );
}

/// The ordinary series of countries of which many cars are met, as regular expressions.
const ORDINARY: [(&str, &str); 11] = [
    ("DE", "(HH|KA|DD)-[A-HJ-NP-Z]{2} [1-9][0-9]{2}"),
    ("BE", "[12]-[A-HJ-NPR-Z]{3}-[0-9]{3}"),
    ("FR", "[A-HJ-NP-TV-Z]{2}-[0-9]{3}-[A-HJ-NP-TV-Z]{2}"),
    ("GB", "[A-HJ-NPR-Y]{2}[0-9]{2} [A-HJ-NPR-Z]{3}"),
    ("ES", "[0-9]{4} [B-DF-HJ-NPR-TV-Z]{3}"),
    ("IT", "[A-HJ-NPR-TV-Z]{2} [0-9]{3} [A-HJ-NPR-TV-Z]{2}"),
    ("PL", "(GD|KR|PZ) [0-9]{5}"),
    ("UA", "[ABCEHKMPTX]{2} [0-9]{4} [ABCEHKMPTX]{2}"),
    ("RO", "(CJ|TM|IS) [0-9]{2} [A-HJ-NPR-Z]{3}"),
    ("BG", "(CA|CB|PB) [0-9]{4} [ABEKMHPCTYX]{2}"),
    ("NL", "[BDFGHJKLNPRSTVXZ]{2}-00-[BDFGHJKLNPRSTVXZ]{2}"),
];

fn ordinary() -> impl Strategy<Value = (&'static str, String)> {
    let kinds = ORDINARY.map(|(code, pattern)| {
        let text = proptest::string::string_regex(pattern).unwrap();
        text.prop_map(move |text| (code, text)).boxed()
    });
    proptest::strategy::Union::new(kinds)
}

proptest! {
    #[test]
    fn one_digit_typed_as_a_letter_on_an_ordinary_plate_hides_nothing(
        (code, text) in ordinary(),
        at in any::<prop::sample::Index>(),
    ) {
        let digits: Vec<_> = text.char_indices().filter(|(_, c)| matches!(c, '0' | '1')).collect();
        if digits.is_empty() {
            return Ok(());
        }
        let (at, digit) = digits[at.index(digits.len())];
        let mut typed = text.clone();
        typed.replace_range(at..=at, if digit == '0' { "O" } else { "I" });
        let (meant, read) = (marks(code, &text), marks(code, &typed));
        prop_assert!(read.is_superset(&meant), "{code} {typed} is read as {read:?}");
    }

    #[test]
    fn an_ordinary_plate_is_never_asked_about((code, text) in ordinary()) {
        prop_assert_eq!(marks(code, &text).len(), 1, "{} {}", code, text);
    }
}

#[test]
fn common_slips_on_ordinary_plates_are_not_asked_about() {
    for (code, typed, plate) in [
        ("DE", "HH-KL 1O4", "HH-KL 104"),
        ("DE", "0S-KL 44", "OS-KL 44"),
        ("BE", "I-KLM-104", "1-KLM-104"),
        ("FR", "KL-OO4-MN", "KL-004-MN"),
        ("GB", "KLO5 MNP", "KL05 MNP"),
        ("ES", "1O44 KLM", "1044 KLM"),
        ("IT", "KL 1O4 MN", "KL 104 MN"),
        ("PL", "GD 1O445", "GD 10445"),
        ("PL", "WO 1O44A", "WO 1044A"),
        ("UA", "KA IO44 BC", "KA 1044 BC"),
        ("RO", "CJ 1O KLM", "CJ 10 KLM"),
        ("BG", "CA 1O44 KM", "CA 1044 KM"),
        ("CH", "ZH 44I07", "ZH 44107"),
        ("AT", "W-1O440 A", "W-10440 A"),
        ("LU", "KL 1O44", "KL 1044"),
        ("HU", "KLM-1O4", "KLM-104"),
        ("PT", "KL-1O-MN", "KL-10-MN"),
        ("TR", "34 KL 1O4", "34 KL 104"),
        ("RS", "NI 1O4-AB", "NI 104-AB"),
    ] {
        assert_eq!(read(code, typed), [plate], "{code} {typed}");
    }
}
