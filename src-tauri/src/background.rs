//! The background of the screens: the core's passes, the reminders, and the event of the sync status.

use proco_device::Trigger;
use tauri::{AppHandle, Emitter, Manager, Runtime};

use crate::core::Core;
use crate::reminder;

/// The event that carries a [`SyncStatus`](proco_device::view::SyncStatus) to the screens.
pub const SYNC_CHANGED: &str = "sync-changed";

/// Starts the core's passes (at the start, on a timer, after a record, when the network returns:
/// the core decides) and forwards each change of their state.
pub fn start<R: Runtime>(app: &AppHandle<R>, core: &Core) {
    let app = app.clone();
    let core_of_reminders = core.clone();
    // A closed core sends nothing, and answers every call with the reason.
    core.on_open(move |device| {
        let app = app.clone();
        let mut news = device.sync_changes();
        reminder::start(core_of_reminders.clone(), device.clone());
        tauri::async_runtime::spawn(device.run_passes());
        tauri::async_runtime::spawn(async move {
            while news.changed().await.is_ok() {
                let status = news.borrow_and_update().clone();
                // A window that is closing gets no more events, and needs none.
                let _ = app.emit(SYNC_CHANGED, status);
            }
        });
    });
}

/// Triggers a pass, because the officer is back in the app.
pub fn resume<R: Runtime>(app: &AppHandle<R>) {
    if let Some(Ok(device)) = app.try_state::<Core>().map(|core| core.device()) {
        device.trigger(Trigger::Resume);
    }
}

/// Closes the core before the process ends, because its threads run until then.
pub fn end<R: Runtime>(app: &AppHandle<R>) {
    if let Some(Ok(device)) = app.try_state::<Core>().map(|core| core.device()) {
        device.close();
    }
}
