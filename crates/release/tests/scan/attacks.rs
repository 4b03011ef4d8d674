//! Personal data that is hidden on purpose: what the scan finds, what it refuses to read, and what is known to pass.

use crate::labelled::{Lesson, lessons};
use proco_domain::text::FreeText;
use proco_release::{Certainty, Finding, scan};

/// The text with the characters that the file gives by their number.
fn unescaped(text: &str) -> String {
    let mut parts = text.split("\\u{");
    let mut plain = parts.next().unwrap().to_owned();
    for part in parts {
        let (number, rest) = part.split_once('}').unwrap();
        plain.push(char::from_u32(u32::from_str_radix(number, 16).unwrap()).unwrap());
        plain.push_str(rest);
    }
    plain.replace("\\n", "\n").replace("\\t", "\t")
}

fn outcome(lesson: &Lesson, text: &str) -> &'static str {
    let scanned = scan(FreeText::kept(text.to_owned()).unwrap(), &lesson.subjects);
    let worst = |findings: &[Finding]| findings.iter().map(|it| it.certainty).max();
    match scanned.as_ref().map(|it| worst(it.findings())) {
        Err(_) => "refused",
        Ok(Some(Certainty::Sure)) => "blocked",
        Ok(Some(Certainty::InDoubt)) => "asked",
        Ok(None) => "open",
    }
}

#[test]
fn what_is_hidden_is_blocked_asked_about_or_refused_and_what_passes_is_known() {
    let (mut count, mut passing, mut wrong) = (0, 0, Vec::new());
    for lesson in lessons(include_str!("attacks.txt")) {
        let (wanted, text) = lesson.text.split_once(' ').unwrap();
        let text = unescaped(text);
        let got = outcome(&lesson, &text);
        count += 1;
        passing += usize::from(got == "open");
        if got != wanted {
            wrong.push(format!("{} is {got}", lesson.text));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {count}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(
        count >= 100 && passing <= count / 10,
        "{passing} of {count} pass"
    );
}
