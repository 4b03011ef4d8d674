//! Notifications of a desktop, by the service that its session has for them.

use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use notify_rust::Notification;
use proco_device::view::Reminder;
use proco_device::{Device, DeviceError, StoreError, UtcMillis};
use tauri::{AppHandle, Runtime};
use tokio::sync::watch;

use super::{Bell, LOOK, TOO_LATE, next, words};
use crate::core::Core;

/// How long the service may take. One that hangs holds up nothing else.
const PATIENCE: Duration = Duration::from_secs(5);

/// Waits for each moment, counts then, and shows the number.
pub(super) async fn run(
    core: Core,
    device: Device,
    mut after: UtcMillis,
    mut changes: watch::Receiver<UtcMillis>,
) {
    loop {
        let now = device.now();
        if after.0 - now.0 > TOO_LATE {
            // The clock was ahead when this began, and is put right.
            after = now;
        }
        let wait = match look(&device, after).await {
            Look::Closed => return,
            Look::Wait(wait) => wait,
            Look::Due(due) => {
                let last = now.plus_millis(-TOO_LATE);
                after = due.at.max(last);
                if let (true, Some(words), Some(bell)) = (due.at >= last, words(due), core.bell()) {
                    // The service may take seconds.
                    let _ = tauri::async_runtime::spawn_blocking(move || bell.ring(&words)).await;
                }
                continue;
            }
        };
        tokio::select! {
            biased;
            () = tokio::time::sleep(wait) => {}
            // A time that has just gone by when it is chosen is meant for the next day.
            Ok(()) = changes.changed() => after = after.max(*changes.borrow_and_update()),
        }
    }
}

/// What the next look at the clock found.
enum Look {
    /// Nothing is due before this time is over.
    Wait(Duration),
    /// This one is due.
    Due(Reminder),
    /// The core is closed.
    Closed,
}

/// Looks for the first reminder after a moment.
async fn look(device: &Device, after: UtcMillis) -> Look {
    match next(device, after).await {
        Ok(None) => Look::Wait(LOOK),
        Ok(Some(due)) => {
            let left = due.at.0 - device.now().0;
            match u64::try_from(left) {
                Ok(left @ 1..) => Look::Wait(Duration::from_millis(left).min(LOOK)),
                Ok(0) | Err(_) => Look::Due(due),
            }
        }
        Err(DeviceError::Store(StoreError::Closed)) => Look::Closed,
        Err(error) => {
            tracing::warn!(%error, "when the next reminder is due cannot be read");
            Look::Wait(LOOK)
        }
    }
}

/// The service of the session.
struct Desktop;

pub(super) fn bell<R: Runtime>(_app: &AppHandle<R>) -> Arc<dyn Bell> {
    Arc::new(Desktop)
}

impl Bell for Desktop {
    fn is_allowed(&self) -> bool {
        in_time(service_is_there) == Some(true)
    }

    fn ring(&self, words: &str) {
        let mut notification = Notification::new();
        notification.appname("ProCo").summary("ProCo").body(words);
        match in_time(move || notification.show().map(drop)) {
            Some(Ok(())) => {}
            Some(Err(error)) => tracing::warn!(%error, "a reminder was not shown"),
            None => tracing::warn!("a reminder was not shown: the service does not answer"),
        }
    }
}

/// Whether the session has a service for notifications.
#[cfg(all(unix, not(target_os = "macos")))]
fn service_is_there() -> bool {
    notify_rust::get_server_information().is_ok()
}

/// These systems have one of their own.
#[cfg(not(all(unix, not(target_os = "macos"))))]
fn service_is_there() -> bool {
    true
}

fn in_time<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (done, waits) = mpsc::channel();
    thread::spawn(move || done.send(run()));
    waits.recv_timeout(PATIENCE).ok()
}
