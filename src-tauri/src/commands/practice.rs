//! The commands about learning for oneself: the question of the shift, weak words, practice.

use proco_device::view::{PracticeReview, ShiftQuestion, WeakWords};
use proco_device::{Device, input};

use super::{Answer, Desk, TheCore, ask};
use crate::arguments::{AnswerQuestion, OfScenario, OfText};
use crate::desk::PracticeDesk;

#[tauri::command]
pub(super) async fn shift_question(core: TheCore) -> Answer<ShiftQuestion> {
    core.ask(Device::shift_question).await
}

#[tauri::command]
pub(super) async fn answer_question(core: TheCore, args: AnswerQuestion) -> Answer<()> {
    core.ask(move |device| {
        device.answer_question(
            &args.day,
            &args.question,
            input::question_answer(args.answer.0)?,
        )
    })
    .await
}

#[tauri::command]
pub(super) async fn weak_words(desk: Desk, args: OfText) -> Answer<Vec<WeakWords>> {
    ask!(desk, move |device| Ok(device.weak_words(&args.text)))
}

#[tauri::command]
pub(super) async fn practised(core: TheCore) -> Answer<Vec<String>> {
    core.ask(Device::practised).await
}

#[tauri::command]
pub(super) async fn practise(core: TheCore, args: OfScenario) -> Answer<()> {
    core.ask(move |device| device.practise(&args.scenario))
        .await
}

/// Begins a practice stop on invented subjects, whose screens send the number that is given with each question.
#[tauri::command]
pub(super) async fn begin_practice(core: TheCore) -> Answer<u32> {
    core.begin_practice().await
}

/// What the framework says of what was practised.
#[tauri::command]
pub(super) async fn practice_review(practice: PracticeDesk) -> Answer<Vec<PracticeReview>> {
    practice.review().await
}

/// Ends the practice stop. What was done in it is gone.
#[tauri::command]
pub(super) async fn end_practice(core: TheCore) -> Answer<()> {
    core.end_practice().await
}
