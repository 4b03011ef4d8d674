//! The commands about lessons for the team.

use proco_device::view::{LessonDraft, OwnLesson, ReadLesson, ScannedLesson};
use proco_device::{Device, input};

use super::{Answer, TheCore};
use crate::arguments::{OfLesson, OfLessonInput, OfStop, ScanLesson, SetLessonAside};

#[tauri::command]
pub(super) async fn lesson_draft(core: TheCore, args: OfStop) -> Answer<LessonDraft> {
    core.ask(move |device| device.lesson_draft(args.stop)).await
}

/// Keeps a lesson that is being written. Nothing of it is sent.
#[tauri::command]
pub(super) async fn keep_lesson(core: TheCore, args: OfLessonInput) -> Answer<()> {
    core.ask(move |device| device.keep_lesson(args.stop, input::lesson(args.input.0)?))
        .await
}

#[tauri::command]
pub(super) async fn scan_lesson(core: TheCore, args: ScanLesson) -> Answer<ScannedLesson> {
    core.ask(move |device| device.scan_lesson(args.stop, &args.text))
        .await
}

/// Shares a lesson with the team, once the scan lets it go.
#[tauri::command]
pub(super) async fn share_lesson(core: TheCore, args: OfLessonInput) -> Answer<()> {
    core.ask(move |device| device.share_lesson(args.stop, input::lesson(args.input.0)?))
        .await
}

#[tauri::command]
pub(super) async fn own_lessons(core: TheCore) -> Answer<Vec<OwnLesson>> {
    core.ask(Device::own_lessons).await
}

#[tauri::command]
pub(super) async fn take_lesson_back(core: TheCore, args: OfLesson) -> Answer<()> {
    core.ask(move |device| device.take_lesson_back(args.lesson))
        .await
}

#[tauri::command]
pub(super) async fn team_lessons(core: TheCore) -> Answer<Vec<ReadLesson>> {
    core.ask_out(async |device| device.team_lessons().await)
        .await
}

#[tauri::command]
pub(super) async fn set_lesson_aside(core: TheCore, args: SetLessonAside) -> Answer<()> {
    core.ask_out(async |device| device.set_lesson_aside(args.lesson, args.reason).await)
        .await
}
