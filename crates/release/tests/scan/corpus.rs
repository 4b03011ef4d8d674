//! The scan on two corpora: one on which its rules were tuned, and one that was kept apart.

use crate::labelled::{Lesson, lessons};
use proco_release::Certainty;

/// What the scan did on a corpus.
#[derive(Default)]
struct Figures {
    sure: usize,
    blocked: usize,
    of_its_kind: usize,
    in_doubt: usize,
    asked: usize,
    clean: usize,
    falsely_blocked: usize,
    falsely_asked: usize,
}

impl Figures {
    fn of(part: &str, with: &str, without: &str) -> Self {
        let mut figures = Self::default();
        for lesson in lessons(with) {
            figures.add_labelled(part, &lesson);
        }
        for lesson in lessons(without) {
            assert!(lesson.labels.is_empty(), "{}", lesson.text);
            figures.add_clean(part, &lesson);
        }
        println!(
            "{part}: of {} sure labels {} blocked ({} of the right kind); of {} in doubt {} asked or blocked; \
             of {} clean sentences {} blocked, {} asked",
            figures.sure,
            figures.blocked,
            figures.of_its_kind,
            figures.in_doubt,
            figures.asked,
            figures.clean,
            figures.falsely_blocked,
            figures.falsely_asked,
        );
        figures
    }

    fn add_labelled(&mut self, part: &str, lesson: &Lesson) {
        let findings = lesson.findings();
        for label in &lesson.labels {
            let found = |least: Certainty| label.is_covered(&lesson.text, &findings, least);
            let is_found = match label.is_sure {
                true => {
                    let kinds = findings.iter().filter(|it| label.overlaps(it));
                    self.sure += 1;
                    self.blocked += usize::from(found(Certainty::Sure));
                    self.of_its_kind +=
                        usize::from(kinds.map(|it| it.kind).any(|it| it == label.kind));
                    found(Certainty::Sure)
                }
                false => {
                    self.in_doubt += 1;
                    self.asked += usize::from(found(Certainty::InDoubt));
                    found(Certainty::InDoubt)
                }
            };
            if !is_found {
                println!(
                    "{part}, missed: {} [{}]",
                    lesson.text,
                    label.words(&lesson.text)
                );
            }
        }
    }

    fn add_clean(&mut self, part: &str, lesson: &Lesson) {
        let findings = lesson.findings();
        self.clean += 1;
        let is_blocked = findings.iter().any(|it| it.certainty == Certainty::Sure);
        self.falsely_blocked += usize::from(is_blocked);
        self.falsely_asked += usize::from(!is_blocked && !findings.is_empty());
        for finding in &findings {
            let words = &lesson.text[finding.start..finding.end];
            println!(
                "{part}, false: {} [{words}: {:?}, {:?}]",
                lesson.text, finding.kind, finding.certainty
            );
        }
    }

    fn recall(&self) -> f64 {
        share(self.blocked, self.sure)
    }

    fn recall_in_doubt(&self) -> f64 {
        share(self.asked, self.in_doubt)
    }

    fn false_alarms(&self) -> f64 {
        share(self.falsely_blocked + self.falsely_asked, self.clean)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    f64::from(u32::try_from(part).unwrap()) / f64::from(u32::try_from(whole).unwrap())
}

#[test]
fn on_the_tuned_corpus_what_is_sure_is_blocked_and_hardly_a_clean_sentence_is_asked_about() {
    let figures = Figures::of(
        "tuned",
        include_str!("tuned_with.txt"),
        include_str!("tuned_without.txt"),
    );
    assert!(figures.sure >= 300 && figures.in_doubt >= 50 && figures.clean >= 400);
    assert!(figures.recall() >= 0.99, "{}", figures.recall());
    assert!(
        figures.recall_in_doubt() >= 0.95,
        "{}",
        figures.recall_in_doubt()
    );
    assert!(figures.false_alarms() <= 0.03, "{}", figures.false_alarms());
}

#[test]
fn on_the_corpus_kept_apart_too() {
    let figures = Figures::of(
        "held out",
        include_str!("held_out_with.txt"),
        include_str!("held_out_without.txt"),
    );
    assert!(figures.sure >= 70 && figures.clean == 100);
    assert!(figures.recall() >= 0.99, "{}", figures.recall());
    assert!(figures.false_alarms() <= 0.03, "{}", figures.false_alarms());
}

#[test]
fn on_the_corpus_written_after_the_rules() {
    let figures = Figures::of(
        "fresh",
        include_str!("fresh_with.txt"),
        include_str!("fresh_without.txt"),
    );
    assert!(figures.sure >= 70 && figures.clean == 100);
    assert!(figures.recall() >= 0.96, "{}", figures.recall());
    assert!(figures.false_alarms() <= 0.03, "{}", figures.false_alarms());
}
