//! What holds for every text, and for every plate, telephone number and BSN in any grouping.

use proco_domain::plate::{Country, Fit, Plate};
use proco_domain::subject::Subject;
use proco_domain::text::FreeText;
use proco_release::{Certainty, Finding, Kind, scan};
use proptest::prelude::*;

fn findings(text: &str, subjects: &[Subject]) -> Vec<Finding> {
    let scanned = scan(FreeText::kept(text.to_owned()).unwrap(), subjects);
    scanned
        .unwrap_or_else(|why| panic!("{text}: {why}"))
        .findings()
        .to_vec()
}

fn is_blocked(text: &str, subjects: &[Subject], kind: Kind) -> bool {
    let found = findings(text, subjects);
    found
        .iter()
        .any(|it| it.certainty == Certainty::Sure && it.kind == kind)
}

/// The series that are given out since 1978, with X for a letter. Digits are zero, as no car's are.
const SERIES: [&str; 10] = [
    "00-XX-XX", "XX-XX-00", "XX-00-XX", "00-XXX-0", "0-XXX-00", "XX-000-X", "X-000-XX", "XXX-00-X",
    "X-00-XXX", "0-XX-000",
];

fn plates() -> impl Strategy<Value = String> {
    let letters =
        proptest::collection::vec(proptest::sample::select(b"BDFGHJKLNPRSTVXZ".to_vec()), 4);
    (proptest::sample::select(SERIES.to_vec()), letters).prop_map(|(series, letters)| {
        let mut letters = letters.into_iter().map(char::from);
        let filled = series
            .chars()
            .map(|c| if c == 'X' { letters.next().unwrap() } else { c });
        filled.collect()
    })
}

proptest! {
    #[test]
    fn every_text_is_refused_or_its_findings_are_words_of_it_in_order(text in any::<String>()) {
        let Some(kept) = FreeText::kept(text.clone()) else { return Ok(()) };
        if let Ok(scanned) = scan(kept, &[]) {
            let mut from = 0;
            for finding in scanned.findings() {
                prop_assert!(finding.start >= from && finding.end > finding.start);
                prop_assert!(text.get(finding.start..finding.end).is_some());
                from = finding.end;
            }
        }
    }

    #[test]
    fn a_plate_is_blocked_with_any_sign_between_its_groups_and_in_either_case(
        plate in plates(),
        sign in "[-./_ ]|",
        is_small in any::<bool>(),
        before in "(de auto met |zie |ik stopte )",
    ) {
        let written = plate.replace('-', &sign);
        let written = if is_small { written.to_lowercase() } else { written };
        let text = format!("{before}{written} gezien");
        let read = Plate::read(&plate, Country::NL).unwrap();
        prop_assume!(read.fit(&plate) == Fit::Known);
        let subject = Subject::Plate(read);
        prop_assert!(is_blocked(&text, &[subject], Kind::Plate), "as the subject: {text}");
        // With spaces it may be words beside a number (`op 00 km`), and in one word a number with its unit.
        let may_be_words = sign == " " || (sign.is_empty() && plate.starts_with("00-00"));
        prop_assert!(may_be_words || is_blocked(&text, &[], Kind::Plate), "{text}");
    }

    #[test]
    fn a_mobile_number_is_blocked_in_any_grouping(digits in "[0-9]{8}", gaps in proptest::collection::vec("[- .]?", 8)) {
        let grouped: String = digits.chars().zip(&gaps).map(|(digit, gap)| format!("{gap}{digit}")).collect();
        let text = format!("bel 06{grouped} niet meer");
        let found = findings(&text, &[]);
        let all = |at: usize| found.iter().any(|it| it.certainty == Certainty::Sure && (it.start..it.end).contains(&at));
        let mut places = text.char_indices().filter(|(_, c)| c.is_ascii_digit());
        prop_assert!(places.all(|(at, _)| all(at)), "{text}");
    }

    #[test]
    fn a_citizen_service_number_is_found_in_any_grouping(digits in "9999[0-9]{4}", gaps in proptest::collection::vec("[- .]?", 8)) {
        let weighed: u32 = digits.chars().zip((2..=9).rev()).map(|(c, weight)| c.to_digit(10).unwrap() * weight).sum();
        prop_assume!(weighed % 11 < 10);
        let digits = format!("{digits}{}", weighed % 11);
        let grouped: String = digits.chars().enumerate().map(|(at, c)| match at {
            0 => c.to_string(),
            _ => format!("{}{c}", gaps[at - 1]),
        }).collect();
        let text = format!("bsn {grouped} staat er");
        prop_assert!(!findings(&text, &[]).is_empty(), "{text}");
    }
}
