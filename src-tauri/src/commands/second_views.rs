//! The commands about second views: asked by an officer, answered by an adviser. The question is scanned as a lesson is.

use proco_device::view::{AskedView, OwnSecondView, ScannedLesson, SecondViewDraft};
use proco_device::{Device, input};

use super::{Answer, TheCore};
use crate::arguments::{OfAnswer, OfSecondViewInput, OfStop, OfText, OfView};

#[tauri::command]
pub(super) async fn second_view_draft(core: TheCore, args: OfStop) -> Answer<SecondViewDraft> {
    core.ask(move |device| device.second_view_draft(args.stop))
        .await
}

/// Keeps a request that is being written. Nothing of it is sent.
#[tauri::command]
pub(super) async fn keep_second_view(core: TheCore, args: OfSecondViewInput) -> Answer<()> {
    core.ask(move |device| device.keep_second_view(args.stop, input::second_view(args.input.0)?))
        .await
}

/// Asks the advisers, once the scan lets the question go.
#[tauri::command]
pub(super) async fn ask_second_view(core: TheCore, args: OfSecondViewInput) -> Answer<()> {
    core.ask(move |device| device.ask_second_view(args.stop, input::second_view(args.input.0)?))
        .await
}

#[tauri::command]
pub(super) async fn own_second_views(core: TheCore) -> Answer<Vec<OwnSecondView>> {
    core.ask(Device::own_second_views).await
}

#[tauri::command]
pub(super) async fn take_second_view_back(core: TheCore, args: OfView) -> Answer<()> {
    core.ask(move |device| device.take_second_view_back(args.view))
        .await
}

/// What officers ask, for an adviser.
#[tauri::command]
pub(super) async fn asked_second_views(core: TheCore) -> Answer<Vec<AskedView>> {
    core.ask_out(async |device| device.asked_second_views().await)
        .await
}

#[tauri::command]
pub(super) async fn scan_answer(core: TheCore, args: OfText) -> Answer<ScannedLesson> {
    core.ask(move |device| Ok(device.scan_answer(&args.text)))
        .await
}

/// Keeps an answer that is being written. Nothing of it is sent.
#[tauri::command]
pub(super) async fn keep_answer(core: TheCore, args: OfAnswer) -> Answer<()> {
    core.ask(move |device| device.keep_answer(args.view, input::answer(args.input.0)?))
        .await
}

/// Answers a request, once the scan lets the answer go.
#[tauri::command]
pub(super) async fn give_answer(core: TheCore, args: OfAnswer) -> Answer<()> {
    core.ask_out(async move |device| {
        device
            .give_answer(args.view, input::answer(args.input.0)?)
            .await
    })
    .await
}
