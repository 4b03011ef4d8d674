//! Notifications of a desktop, by the service that its session has for them.

use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use notify_rust::Notification;
use tauri::{AppHandle, Runtime};

use super::Bell;

/// How long the service may take. One that hangs holds up nothing else.
const PATIENCE: Duration = Duration::from_secs(5);

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
