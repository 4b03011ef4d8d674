//! Property tests of the reading of plates, for every country and kind in the data file.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::string::string_regex;
use serde_json::Value;

use super::{Country, Plate};

fn file() -> Value {
    serde_json::from_str(include_str!("../../data/plates.json")).unwrap()
}

/// A plate as its country prints it, with `|` before a gap that distinguishes cars.
#[derive(Clone, Debug)]
struct Printed {
    country: Country,
    text: String,
}

impl Printed {
    fn mark(&self) -> String {
        let mut mark = String::new();
        let mut tells = false;
        for c in self.text.chars() {
            match c {
                '|' => tells = true,
                ' ' | '-' if !std::mem::take(&mut tells) => {}
                ' ' | '-' => mark.push('-'),
                _ => mark.push(c),
            }
        }
        mark
    }

    fn typed(&self) -> String {
        self.text.replace('|', "")
    }

    fn readings(&self) -> BTreeSet<String> {
        marks(&self.typed(), self.country)
    }
}

fn marks(text: &str, country: Country) -> BTreeSet<String> {
    let readings = Plate::readings(text, country).unwrap();
    readings
        .iter()
        .map(|plate| plate.expose().to_owned())
        .collect()
}

/// The notation of the data file, converted to a regular expression.
fn pattern(notation: &str, facts: &Value) -> String {
    let mut out = String::new();
    let mut listed = false;
    for c in notation.trim_start_matches('?').chars() {
        match c {
            '[' => listed = true,
            ']' => listed = false,
            _ => {}
        }
        match c {
            _ if listed || c == '{' || c == '}' || c == ',' => out.push(c),
            'A' => out.push_str("[A-Z]"),
            '9' if !out.ends_with(['{', ',']) => out.push_str("[0-9]"),
            '1' if !out.ends_with(['{', ',']) => out.push_str("[1-9]"),
            '#' => out.push_str("[0-9A-HJ-NP-Z]"),
            '*' => out.push_str("[0-9A-Z]"),
            '|' => out.push_str("\\|"),
            'D' => out.push_str(&districts(facts)),
            _ => out.extend(c.to_uppercase()),
        }
    }
    // Letters that a list leaves out.
    let letters = |list: &str| {
        ('A'..='Z')
            .filter(|c| !list.contains(*c))
            .collect::<String>()
    };
    while let Some(at) = out.find("[^") {
        let end = at + out[at..].find(']').unwrap();
        out.replace_range(at + 1..end, &letters(&out[at + 2..end]));
    }
    out
}

fn districts(facts: &Value) -> String {
    let codes = facts["codes"].as_str().unwrap_or_default();
    if codes.is_empty() {
        return "[A-Z]{2,3}".to_owned();
    }
    format!("({})", codes.replace(' ', "|"))
}

fn printed() -> impl Strategy<Value = Printed> {
    let file = file();
    let mut kinds = Vec::new();
    for (code, facts) in file["countries"].as_object().unwrap() {
        let country = Country::try_from(code.clone()).unwrap();
        for notation in facts["shapes"].as_array().unwrap() {
            let pattern = pattern(notation.as_str().unwrap(), facts);
            let text = string_regex(&pattern).unwrap();
            kinds.push(text.prop_map(move |text| Printed { country, text }).boxed());
        }
    }
    proptest::strategy::Union::new(kinds).prop_filter("a number of somebody is no plate", |plate| {
        Plate::readings(&plate.typed(), plate.country).is_ok()
    })
}

/// A plate as an officer may type it: other dashes and seals in its gaps, invisible characters anywhere, lower
/// case, look-alike letters of another script.
fn respelled(plate: &Printed, noise: &[u8]) -> String {
    const GAPS: [&str; 10] = [
        " ",
        "-",
        "\u{2013}",
        "\u{2011}",
        " \u{2022} ",
        "\u{b7}",
        ".",
        " ● ",
        "\u{a0}",
        "\u{2212}",
    ];
    const INVISIBLE: [&str; 5] = ["\u{200b}", "\u{200e}", "\u{ad}", "\u{feff}", "\u{2060}"];
    const ALIKE: [(char, char); 12] = [
        ('A', 'А'),
        ('B', 'В'),
        ('C', 'С'),
        ('E', 'Е'),
        ('H', 'Н'),
        ('I', 'І'),
        ('K', 'К'),
        ('M', 'М'),
        ('O', 'О'),
        ('P', 'Р'),
        ('T', 'Т'),
        ('X', 'Х'),
    ];
    let mut out = String::new();
    for (at, c) in plate.typed().chars().enumerate() {
        let noise = usize::from(noise[at % noise.len()]);
        let alike = ALIKE.iter().find(|pair| pair.0 == c);
        match (c, noise % 5, alike) {
            (' ' | '-', _, _) => out.push_str(GAPS[noise % GAPS.len()]),
            (_, 0, _) => out.extend(c.to_lowercase()),
            (_, 1, Some((_, other))) => out.push(*other),
            (_, 2, _) => {
                out.push_str(INVISIBLE[noise % INVISIBLE.len()]);
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}

/// A country with series that may be missing in the file, and a text that may be a plate of it.
fn of_any_series() -> impl Strategy<Value = (Country, String)> {
    let file = file();
    let countries = file["countries"].as_object().unwrap().iter();
    let open =
        countries.filter(|(_, facts)| facts["complete"].is_null() && facts["mirrored"].is_null());
    let codes = open.map(|(code, _)| Country::try_from(code.clone()).unwrap());
    let codes: Vec<_> = codes.collect();
    let text = "[A-Z01]{1,3}[0-9]{1,4}[A-Z01]{0,3}";
    (
        prop::sample::select(codes),
        text.prop_map(|text: String| text),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_plate_as_it_is_printed_is_its_mark(plate in printed()) {
        let readings = plate.readings();
        prop_assert!(readings.contains(&plate.mark()), "{plate:?} is read as {readings:?}");
    }

    #[test]
    fn reading_is_idempotent(plate in printed()) {
        let readings = Plate::readings(&plate.typed(), plate.country).unwrap();
        for read in &readings {
            let spelled = Plate::readings(&read.spelled(), plate.country).unwrap();
            prop_assert!(spelled.contains(read), "{plate:?} is read as {spelled:?}");
            if readings.len() == 1 {
                prop_assert_eq!(spelled.len(), 1, "{:?}", plate);
            }
            let kept = Plate::readings(read.expose(), plate.country).unwrap();
            prop_assert!(kept.contains(read), "{plate:?} is read as {kept:?}");
        }
    }

    #[test]
    fn what_the_file_calls_meaningless_changes_no_mark(
        plate in printed(),
        noise in proptest::collection::vec(any::<u8>(), 16),
    ) {
        let text = respelled(&plate, &noise);
        prop_assert_eq!(marks(&text, plate.country), plate.readings(), "{} of {:?}", text, plate);
    }

    #[test]
    fn a_gap_that_tells_nothing_may_be_left_out(plate in printed()) {
        if !plate.text.contains('|') {
            let text = plate.text.replace([' ', '-'], "");
            let readings = marks(&text, plate.country);
            prop_assert!(readings.contains(&plate.mark()), "{text} is read as {readings:?}");
        }
    }

    #[test]
    fn a_plate_with_one_look_alike_is_itself_or_what_was_typed_and_no_third(
        plate in printed(),
        at in any::<prop::sample::Index>(),
    ) {
        let alike = |c| [('0', 'O'), ('O', '0'), ('1', 'I'), ('I', '1')].into_iter().find(|it| it.0 == c);
        let mut typed: Vec<char> = plate.typed().chars().collect();
        let places: Vec<usize> = (0..typed.len()).filter(|at| alike(typed[*at]).is_some()).collect();
        let Some(at) = (!places.is_empty()).then(|| places[at.index(places.len())]) else {
            return Ok(());
        };
        typed[at] = alike(typed[at]).unwrap().1;
        let typed: String = typed.into_iter().collect();
        let Ok(readings) = Plate::readings(&typed, plate.country) else {
            return Ok(());
        };
        let bare = |text: &str| text.replace([' ', '-'], "");
        let is_itself = |read: &Plate| read.expose() == plate.mark() || bare(read.expose()) == bare(&typed);
        prop_assert!(readings.iter().any(is_itself), "{plate:?}, typed as {typed}, is read as {readings:?}");
    }

    #[test]
    fn a_plate_of_a_series_that_is_not_known_is_never_another_ones_in_silence(
        (country, text) in of_any_series(),
    ) {
        let Ok(readings) = Plate::readings(&text, country) else {
            return Ok(());
        };
        let bare = |read: &Plate| super::facts::bare(&read.expose().replace('-', ""));
        prop_assert!(readings.iter().any(|read| bare(read) == text), "{country:?} {text}");
    }

    #[test]
    fn two_plates_that_differ_in_anything_else_have_two_marks(
        plate in printed(),
        at in any::<prop::sample::Index>(),
        other in "[A-Z0-9]",
    ) {
        let mut changed: Vec<char> = plate.typed().chars().collect();
        let at = at.index(changed.len());
        let before = changed[at];
        changed[at] = other.chars().next().unwrap();
        let look_alike = |a, b| matches!((a, b), ('O', '0') | ('0', 'O') | ('I', '1') | ('1', 'I'));
        if !before.is_alphanumeric() || before == changed[at] || look_alike(before, changed[at]) {
            return Ok(());
        }
        // A letter typed without its diacritic may be meant, and is asked about.
        if super::facts::bare(&before.to_string()) == changed[at].to_string() {
            return Ok(());
        }
        let changed: String = changed.into_iter().collect();
        let Ok(readings) = Plate::readings(&changed, plate.country) else {
            return Ok(());
        };
        prop_assert!(
            readings.iter().all(|read| read.expose() != plate.mark()),
            "{changed} is read as {plate:?}",
        );
    }
}

/// The source that the file gives for what still has to be looked up.
const UNCONFIRMED: &str = "knowledge of the field, to be confirmed";

#[test]
fn each_entry_of_the_file_says_where_it_comes_from_and_of_when_it_is() {
    let file = file();
    let countries = file["countries"].as_object().unwrap().values();
    for entry in countries.chain([&file["everywhere"]]) {
        let date = entry["date"].as_str().unwrap();
        assert!(date.starts_with("20") && date.len() == 10, "{date}");
        let source = &entry["source"];
        let one = source.as_array().map_or(source, |several| &several[0]);
        let one = one.as_str().unwrap();
        assert!(one.starts_with("https://") || one == UNCONFIRMED, "{entry}");
    }
}

#[test]
fn each_kind_of_the_file_can_be_read() {
    let file = file();
    let mut kinds = 0;
    for facts in file["countries"].as_object().unwrap().values() {
        for notation in facts["shapes"].as_array().unwrap() {
            super::shape::Shape::new(notation.as_str().unwrap());
            kinds += 1;
        }
    }
    assert!(kinds > 80, "{kinds} kinds of plates are known");
}
