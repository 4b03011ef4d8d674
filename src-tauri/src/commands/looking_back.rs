//! The commands about looking back on a stop, alone or with a colleague.

use proco_device::input;
use proco_device::view::StopCard;

use super::{Answer, TheCore};
use crate::arguments::{KeepPair, OfStop, Reflect, SaveReflection};

#[tauri::command]
pub(super) async fn reflect(core: TheCore, args: Reflect) -> Answer<StopCard> {
    core.ask(move |device| device.reflect(args.stop, input::reflection(args.reflection.0)?))
        .await
}

#[tauri::command]
pub(super) async fn save_reflection(core: TheCore, args: SaveReflection) -> Answer<StopCard> {
    core.ask(move |device| {
        device.save_reflection(args.stop, input::reflection_draft(args.reflection.0)?)
    })
    .await
}

/// Hands the phone to a colleague who looks back on the same stop, and sees nothing of what was answered so far.
#[tauri::command]
pub(super) async fn hand_over(core: TheCore, args: OfStop) -> Answer<StopCard> {
    core.ask(move |device| device.hand_over(args.stop)).await
}

#[tauri::command]
pub(super) async fn save_colleague(core: TheCore, args: SaveReflection) -> Answer<StopCard> {
    core.ask(move |device| {
        device.save_colleague(args.stop, input::reflection_draft(args.reflection.0)?)
    })
    .await
}

/// Shows both officers what both answered.
#[tauri::command]
pub(super) async fn show_both(core: TheCore, args: OfStop) -> Answer<StopCard> {
    core.ask(move |device| device.show_both(args.stop)).await
}

/// One of the two officers presses to keep it.
#[tauri::command]
pub(super) async fn keep_pair(core: TheCore, args: KeepPair) -> Answer<StopCard> {
    core.ask(move |device| device.keep_pair(args.stop, args.who))
        .await
}

/// Lets it go: of the colleague's answers nothing stays.
#[tauri::command]
pub(super) async fn let_go_pair(core: TheCore, args: OfStop) -> Answer<StopCard> {
    core.ask(move |device| device.let_go_pair(args.stop)).await
}
