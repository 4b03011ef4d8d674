//! What runs behind the screens: the core's own passes, and the news of how sending stands.

use proco_device::Trigger;
use tauri::{AppHandle, Emitter, Manager, Runtime};

use crate::core::Core;

/// The event that carries a [`SyncStatus`](proco_device::view::SyncStatus) to the screens.
pub const SYNC_CHANGED: &str = "sync-changed";

/// Starts the core's passes (at the start, on a timer, after a record, when the network returns:
/// the core decides) and forwards each change of their state.
pub fn start<R: Runtime>(app: &AppHandle<R>, core: &Core) {
    let Ok(device) = core.device() else {
        // A closed core sends nothing; every question says why.
        return;
    };
    let app = app.clone();
    let mut news = device.sync_changes();
    tauri::async_runtime::spawn(device.run_passes());
    tauri::async_runtime::spawn(async move {
        while news.changed().await.is_ok() {
            let status = news.borrow_and_update().clone();
            // A window that is closing hears nothing more, and need not.
            let _ = app.emit(SYNC_CHANGED, status);
        }
    });
}

/// The officer is back in the app: a reason for a pass.
pub fn resume<R: Runtime>(app: &AppHandle<R>) {
    if let Some(Ok(device)) = app.try_state::<Core>().map(|core| core.device()) {
        device.trigger(Trigger::Resume);
    }
}

/// The process is about to end. Its threads run on while it does, so the core is closed first.
pub fn end<R: Runtime>(app: &AppHandle<R>) {
    if let Some(Ok(device)) = app.try_state::<Core>().map(|core| core.device()) {
        device.close();
    }
}
