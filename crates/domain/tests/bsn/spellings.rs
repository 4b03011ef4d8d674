//! No BSN passes in any spelling.

use proco_domain::bsn::{Found, find};
use proco_domain::text::FreeText;

use crate::{Numbers, grouped, in_digits_from};

/// One number in twenty spellings, and the words around it.
fn spellings(bsn: &str, numbers: &mut Numbers) -> Vec<String> {
    const GROUPS: [&[usize]; 8] = [
        &[3, 3, 3],
        &[4, 2, 3],
        &[2, 2, 2, 3],
        &[1; 9],
        &[2, 3, 4],
        &[4, 5],
        &[2, 2, 2, 2, 1],
        &[5, 1, 3],
    ];
    const SIGNS: [&str; 30] = [
        " ", ".", "-", "/", ",", ":", ";", "|", "+", "*", "(", ")", "•", "=", "\"", "'", "   ",
        "\n", "\t", "_", "–", "\u{a0}", "\u{200b}", " - ", " / ", "~", "#", "·", "\u{2212}", ") (",
    ];
    const AROUND: [(&str, &str); 8] = [
        ("", ""),
        ("zijn nummer is ", "."),
        ("BSN", ""),
        ("bsn: ", " gegeven"),
        ("man (", ") gecontroleerd"),
        ("\"", "\""),
        ("om 21:30 ", ""),
        ("reed 80, ", ", was boos"),
    ];
    let mut all = vec![bsn.to_owned()];
    for zero in ['０', '٠', '۰', '०', '𝟎'] {
        all.push(in_digits_from(bsn, zero));
    }
    while all.len() < 20 {
        let at = usize::try_from(numbers.below(8)).unwrap_or(0);
        let written = grouped(bsn, GROUPS[at], numbers.one_of(&SIGNS));
        let (before, behind) = AROUND[usize::try_from(numbers.below(8)).unwrap_or(0)];
        all.push(format!("{before}{written}{behind}"));
    }
    all
}

#[test]
fn no_bsn_of_ten_thousand_passes_in_twenty_spellings() {
    let mut numbers = Numbers(1);
    let mut passed = Vec::new();
    for _ in 0..10_000 {
        let bsn = numbers.bsn();
        let spellings = spellings(&bsn, &mut numbers);
        assert_eq!(spellings.len(), 20);
        passed.extend(
            spellings
                .into_iter()
                .filter(|text| FreeText::new(text).is_ok()),
        );
    }
    assert!(
        passed.is_empty(),
        "{} passed: {:?}",
        passed.len(),
        &passed[..passed.len().min(20)]
    );
}

/// What stood between the digits of one number when it was typed, dictated or copied.
const ODD_SIGNS: [&str; 30] = [
    "\u{2bc}",
    "\u{2b9}",
    "\u{2d0}",
    "\u{2d1}",
    "\u{2c8}",
    "\u{640}",
    "\u{30fc}",
    "º",
    "ª",
    "™",
    "№",
    "\u{a78c}",
    "\u{1c0}",
    "\u{1c3}",
    "\u{a4f8}",
    "\u{1427}",
    "\u{115f}",
    "\u{3164}",
    "\u{ffa0}",
    "ʰ",
    "ж",
    "\u{2800}",
    ".....",
    "- - - - -",
    "=======",
    "<br>",
    "<br />",
    "&nbsp;",
    "&#8203;",
    "%20",
];

#[test]
fn what_looks_like_a_letter_and_what_a_page_leaves_behind_hides_no_bsn() {
    let mut numbers = Numbers(3);
    for sign in ODD_SIGNS {
        for _ in 0..200 {
            let bsn = numbers.bsn();
            for lengths in [
                &[3, 3, 3][..],
                &[4, 2, 3],
                &[2, 2, 2, 2, 1],
                &[1; 9],
                &[5, 4],
            ] {
                let written = grouped(&bsn, lengths, sign);
                for text in [
                    written.clone(),
                    format!("bsn {written}"),
                    format!("(man, {written})"),
                ] {
                    assert_ne!(find(&text), Found::Nothing, "{text}");
                }
            }
        }
    }
}

#[test]
fn digits_of_any_script_and_in_circles_are_digits() {
    let mut numbers = Numbers(4);
    // Kawi, Nag Mundari, Garay, Sunuwar, Kirat Rai, Gurung Khema, Ol Onal, Myanmar of the Eastern Pwo.
    for zero in [
        '\u{11f50}',
        '\u{1e4f0}',
        '\u{10d40}',
        '\u{11bf0}',
        '\u{16d70}',
        '\u{16130}',
        '\u{1e5f1}',
        '\u{116da}',
    ] {
        let bsn = numbers.bsn();
        assert_eq!(
            find(&in_digits_from(&bsn, zero)),
            Found::Bsn,
            "{zero:?} {bsn}"
        );
    }
    for text in ["❶❶❶❷❷❷❸❸❸", "⓵⓵⓵⓶⓶⓶⓷⓷⓷", "➊➊➊➋➋➋➌➌➌", "➀➀➀➁➁➁➂➂➂"]
    {
        assert_eq!(find(text), Found::Bsn, "{text}");
    }
    // 500022400 does not pass; 100000009 does.
    assert_eq!(find("❶⓿⓿⓿⓿⓿⓿⓿❾"), Found::Bsn);
}

#[test]
fn a_bsn_that_begins_with_a_zero_is_no_telephone_number() {
    let mut numbers = Numbers(5);
    let mut tried = 0;
    while tried < 1_000 {
        let bsn = numbers.bsn();
        if !bsn.starts_with('0') {
            continue;
        }
        tried += 1;
        for written in [
            grouped(&bsn, &[3, 3, 3], " "),
            grouped(&bsn, &[4, 2, 3], "."),
        ] {
            for text in [
                format!("bsn {written}, 5 personen"),
                format!("bsn {written} 2x"),
                format!("BSN: {written} 7"),
            ] {
                assert_eq!(find(&text), Found::Bsn, "{text}");
            }
            for text in [
                format!("{written}, 5 personen"),
                format!("{written} 2x gezien"),
                format!("{written} / 3"),
                format!("{written} 17-03-1985"),
            ] {
                assert_ne!(find(&text), Found::Nothing, "{text}");
            }
        }
    }
}
