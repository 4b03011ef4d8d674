//! What has one mark and what has not, of names drawn by chance.

use proco_domain::person::{MOST_MARKS, Person};
use proco_domain::subject::Subject;
use proptest::prelude::*;

use crate::{BORN, names, prefixes};

/// Letters that no rule of names calls one with others: what is left must be told apart.
fn plain_name(most: usize) -> impl Strategy<Value = String> {
    let pattern = format!("[BCFGHKLMNPQRWXZ][bcfghklmnpqrwxz]{{2,{most}}}");
    proptest::string::string_regex(&pattern).expect("a pattern of letters")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_differs_in_a_letter_differs_in_its_mark(
        (family, given) in (plain_name(12), plain_name(12)),
        (other_family, other_given) in (plain_name(12), plain_name(12)),
    ) {
        let same = (family.clone(), given.clone()) == (other_family.clone(), other_given.clone());
        prop_assert_eq!(names(&family, &given) == names(&other_family, &other_given), same);
        let moved = names(&format!("{family}{given}"), &other_given);
        prop_assert_ne!(moved, names(&family, &format!("{given}{other_given}")));
    }

    #[test]
    fn what_differs_only_in_what_means_nothing_has_one_mark(
        (one, two, given) in (plain_name(8), plain_name(7), plain_name(6)),
        prefix in prop::sample::select(prefixes("anywhere")),
        between in prop::sample::select(vec!["-", " ", "", " - ", "–", "\u{2011}", "\u{200b}-"]),
        form in 0..6,
    ) {
        let name = format!("{one}{between}{two}");
        let spelled = match form {
            0 => format!("{prefix} {name}"),
            1 => format!("{name}, {prefix}"),
            2 => format!("{name} ({prefix})"),
            3 => format!("{prefix} {name}").to_uppercase(),
            4 => format!("  {prefix}\u{a0}{name}\u{feff}").to_lowercase(),
            _ => format!("{prefix} {name} e/v de Boer"),
        };
        let with = Person::read(&spelled, &given, BORN).unwrap();
        prop_assert_eq!(names(&spelled, &given), names(&format!("{one} {two}"), &given));
        let again = Person::read(with.expose_family_name(), with.expose_first_name(), BORN);
        prop_assert_eq!(again.unwrap(), with, "reading is idempotent");
    }

    #[test]
    fn the_letters_of_a_mark_read_again_are_the_same_mark(family in "\\PC{0,45}", given in "\\PC{0,45}") {
        if let Ok(person) = Person::read(&family, &given, BORN) {
            let mark = Subject::Person(person).mark();
            let text = String::from_utf8(mark.expose().to_vec()).unwrap();
            let letters: Vec<&str> = text.split('|').collect();
            prop_assert_eq!(letters.len(), 5);
            prop_assert_eq!(names(letters[2], letters[3]), format!("{}|{}", letters[2], letters[3]));
        }
    }

    #[test]
    fn names_of_latin_letters_read_again_are_the_same_mark(
        family in "[A-Za-zÀ-ž' .-]{1,45}",
        given in "[A-Za-zÀ-ž' .-]{0,45}",
    ) {
        if let Ok(person) = Person::read(&family, &given, BORN) {
            let marks = Subject::Person(person).marks();
            prop_assert!((1..=MOST_MARKS).contains(&marks.len()));
            let text = String::from_utf8(marks[0].expose().to_vec()).unwrap();
            let letters: Vec<&str> = text.split('|').collect();
            prop_assert_eq!(names(letters[2], letters[3]), format!("{}|{}", letters[2], letters[3]));
        }
    }
}
