//! The answers of the core from which the in-memory host of the screens answers, and those that it is
//! compared with. They are recorded from the core and committed; here they are compared, and with `PROCO_BLESS=1`
//! recorded anew.
//!
//! | file under `ui/` | written by hand | recorded |
//! |---|---|---|
//! | `src/backend/memory/recorded/rules.json` | nothing | what each rule of a draft looks at, and when it holds |
//! | `src/backend/memory/recorded/subjects.json` | what is typed | how it is read, asked about or refused |
//! | `src/backend/memory/recorded/texts.json` | what is typed | what is kept of it, or why it is refused |
//! | `src/backend/memory/recorded/mirror.json` | nothing | the mirror of an invented officer |
//! | `tests/recorded/drafts.json` | nothing | a sample of drafts, and what each lacks or becomes |
//! | `tests/recorded/scripts/*.json` | commands | their answers |
//!
//! Scripts that need the servers are recorded by `tests/stories/recorded.rs`.
//! `ui/tests/recorded.test.ts` asks the in-memory host the same.

mod mirror;
mod misfits;
mod rules;
mod subjects;
mod texts;

use proco_testbed::phone::Phone;
use proco_testbed::recorded::{compare, list, script, scripts, ui};

#[test]
fn the_recorded_rules_and_drafts_are_those_of_the_core() {
    compare(
        &ui("src/backend/memory/recorded/rules.json"),
        &rules::rules()
            .into_iter()
            .chain(misfits::tables())
            .collect::<Vec<_>>(),
    );
    compare(&ui("tests/recorded/drafts.json"), &rules::sample());
}

#[test]
fn the_recorded_mirror_is_that_of_the_core() {
    let file = ui("src/backend/memory/recorded/mirror.json");
    compare(&file, &mirror::mirror());
}

#[test]
fn the_recorded_subjects_are_read_as_the_core_reads_them() {
    let file = ui("src/backend/memory/recorded/subjects.json");
    let typed = list(&file).into_iter().map(|mut each| each["typed"].take());
    compare(&file, &subjects::read(typed));
}

#[test]
fn the_recorded_texts_are_judged_as_the_core_judges_them() {
    let file = ui("src/backend/memory/recorded/texts.json");
    let typed = list(&file).into_iter().map(|mut each| each["typed"].take());
    compare(&file, &texts::judged(typed));
}

#[tokio::test]
async fn the_recorded_scripts_have_the_answers_of_the_core() {
    let files = scripts("tests/recorded/scripts");
    assert!(files.len() > 5, "the scripts were found: {files:?}");
    for file in files {
        let phone = Phone::with_one_look_up();
        let waits = |millis| phone.waits(millis);
        compare(
            &file,
            &script::play(&phone.device, waits, &list(&file)).await,
        );
    }
}
