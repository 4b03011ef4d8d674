//! The recogniser on labelled notes: tuned, and kept apart.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test ends at its first surprise, and prints what it measured"
)]

use proco_weighing::weak::{WeakGround, weak_words};

/// What was found in a file of labelled notes.
struct Figures {
    labels: usize,
    found: usize,
    findings: usize,
    right: usize,
    harmless: usize,
    asked_without_cause: usize,
}

impl Figures {
    fn of(part: &str, file: &str) -> Self {
        let mut figures = Self {
            labels: 0,
            found: 0,
            findings: 0,
            right: 0,
            harmless: 0,
            asked_without_cause: 0,
        };
        for line in file.lines().filter(|line| !line.starts_with('#')) {
            let (label, text) = line.split_once(' ').unwrap();
            let wanted: Vec<WeakGround> = label.split('+').filter_map(ground).collect();
            let found = weak_words(text);
            for weak in &found {
                let words = text.get(weak.start..weak.end).unwrap();
                let is_right = wanted.contains(&weak.ground);
                figures.findings += 1;
                figures.right += usize::from(is_right);
                if !is_right {
                    println!("{part}, not {label}: {text} [{words}: {:?}]", weak.ground);
                }
            }
            for ground in &wanted {
                let is_found = found.iter().any(|weak| weak.ground == *ground);
                figures.labels += 1;
                figures.found += usize::from(is_found);
                if !is_found {
                    println!("{part}, missed {label}: {text}");
                }
            }
            figures.harmless += usize::from(wanted.is_empty());
            figures.asked_without_cause += usize::from(wanted.is_empty() && !found.is_empty());
        }
        println!(
            "{part}: recall {}/{} = {:.2}, precision {}/{} = {:.2}; {} of {} harmless notes are asked about",
            figures.found,
            figures.labels,
            figures.recall(),
            figures.right,
            figures.findings,
            figures.precision(),
            figures.asked_without_cause,
            figures.harmless,
        );
        figures
    }

    fn recall(&self) -> f64 {
        share(self.found, self.labels)
    }

    fn precision(&self) -> f64 {
        share(self.right, self.findings)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    f64::from(u32::try_from(part).unwrap()) / f64::from(u32::try_from(whole).unwrap())
}

fn ground(label: &str) -> Option<WeakGround> {
    let known = WeakGround::of_name(label);
    assert!(known.is_some() || label == "none", "{label} is no label");
    known
}

#[test]
fn tuned_notes_are_told_apart() {
    let figures = Figures::of("tuned", include_str!("words/tuned.txt"));
    assert!(figures.labels >= 100 && figures.harmless >= 100);
    assert!(figures.recall() >= 0.95 && figures.precision() >= 0.95);
}

#[test]
fn of_notes_written_after_the_last_pattern_two_in_three_are_found() {
    let figures = Figures::of("held out", include_str!("words/held_out.txt"));
    assert!(figures.labels >= 50 && figures.harmless >= 50);
    assert!(figures.recall() >= 0.65 && figures.precision() >= 0.8);
}

#[test]
fn the_words_of_a_ground_are_told_by_their_place() {
    let text = "Eén man. Hij hoort hier niet, en mijn gevoel zei stop";
    let found = weak_words(text);
    let words: Vec<_> = found
        .iter()
        .map(|weak| (weak.ground, &text[weak.start..weak.end]))
        .collect();
    assert_eq!(
        words,
        [
            (WeakGround::NotFromHere, "hoort hier niet"),
            (WeakGround::GutFeeling, "mijn gevoel"),
        ]
    );
}

#[test]
fn no_text_of_any_kind_stops_it() {
    for text in [
        "",
        "…",
        "\u{200b}",
        "Иванов",
        "٣ ٤",
        "é\u{301}\u{1f600}",
        "a\nb",
        "22.05",
    ] {
        assert_eq!(weak_words(text), []);
    }
}
