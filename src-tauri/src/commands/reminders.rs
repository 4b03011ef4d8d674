//! The commands about being reminded of looking back.

use proco_device::view::Reminders;
use proco_device::{Device, input};

use super::{Answer, TheCore};
use crate::arguments::Unread;

#[tauri::command]
pub(super) async fn reminders(core: TheCore) -> Answer<Reminders> {
    core.ask(Device::reminders).await
}

/// Puts these times in the place of those before. A further one is refused where this device would show none.
#[tauri::command]
pub(super) async fn set_reminders(core: TheCore, args: Unread<Reminders>) -> Answer<Reminders> {
    core.set_reminders(input::reminders(args.0)?).await
}
