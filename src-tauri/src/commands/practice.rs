//! The commands about learning for oneself: the question of the shift, weak words, practice.

use proco_device::view::{ShiftQuestion, WeakWords};
use proco_device::{Device, input};

use super::{Answer, TheCore};
use crate::arguments::{AnswerQuestion, OfScenario, OfText};

#[tauri::command]
pub(super) async fn shift_question(core: TheCore<'_>) -> Answer<ShiftQuestion> {
    core.ask(Device::shift_question).await
}

#[tauri::command]
pub(super) async fn answer_question(core: TheCore<'_>, args: AnswerQuestion) -> Answer<()> {
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
pub(super) async fn weak_words(core: TheCore<'_>, args: OfText) -> Answer<Vec<WeakWords>> {
    core.ask(move |device| Ok(device.weak_words(&args.text)))
        .await
}

#[tauri::command]
pub(super) async fn practised(core: TheCore<'_>) -> Answer<Vec<String>> {
    core.ask(Device::practised).await
}

#[tauri::command]
pub(super) async fn practise(core: TheCore<'_>, args: OfScenario) -> Answer<()> {
    core.ask(move |device| device.practise(&args.scenario))
        .await
}
