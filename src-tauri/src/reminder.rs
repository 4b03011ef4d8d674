//! Being reminded of looking back: the core knows when and of how many checks, the platform shows it.
//!
//! A notification holds a number and nothing of what was done: whoever sees a locked phone reads it. On a desktop the app
//! waits for the moment itself and counts then. A phone ends apps as it likes, so there the notification is handed to the
//! system beforehand, with the number of that moment, and anew with each change.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use proco_device::view::{Language, Reminder};
use proco_device::{Device, DeviceError, UtcMillis};
use tauri::{AppHandle, Runtime};
use tokio::sync::watch;

use crate::core::Core;

#[cfg(desktop)]
#[path = "reminder/desktop.rs"]
mod platform;
#[cfg(mobile)]
#[path = "reminder/phone.rs"]
mod platform;

/// What shows the reminders on one device.
pub trait Bell: Send + Sync + 'static {
    /// Whether it can show any. Where the platform wants that, it asks the officer.
    fn is_allowed(&self) -> bool;
    /// Shows one now.
    #[cfg(desktop)]
    fn ring(&self, words: &str);
    /// Has one shown at a moment, in the place of the one before; or none.
    #[cfg(mobile)]
    fn plan(&self, due: Option<(UtcMillis, &str)>);
}

/// What shows the reminders on this device.
pub fn of_this_device<R: Runtime>(app: &AppHandle<R>) -> Arc<dyn Bell> {
    platform::bell(app)
}

/// After so long the clock is read again: one that was set, and a device that slept, are noticed then.
const LOOK: Duration = Duration::from_secs(10);
/// One that is later than this, because the device slept, is left out.
#[cfg(desktop)]
const TOO_LATE: i64 = 60 * 60 * 1000;

/// Reminds the officer from now on, until the core is closed.
pub(crate) fn start(core: Core, device: Device) {
    let now = device.now();
    let changes = core.reminders_changed();
    tauri::async_runtime::spawn(run(core, device, now, changes));
}

#[cfg(desktop)]
async fn run(
    core: Core,
    device: Device,
    mut after: UtcMillis,
    mut changes: watch::Receiver<UtcMillis>,
) {
    loop {
        let Ok(next) = next(&device, after).await else {
            return;
        };
        let wait = next.map_or(LOOK, |due| until(due.at, device.now()).min(LOOK));
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            // A time that has just gone by when it is chosen is meant for the next day.
            _ = changes.changed() => {
                after = *changes.borrow_and_update();
                continue;
            }
        }
        let now = device.now();
        let Some(due) = next.filter(|due| due.at <= now) else {
            continue;
        };
        if now.0 - due.at.0 <= TOO_LATE {
            ring(&core, &device, due.at).await;
        }
        after = now;
    }
}

/// Shows one, with the number of this moment.
#[cfg(desktop)]
async fn ring(core: &Core, device: &Device, at: UtcMillis) {
    let Ok(Some(due)) = next(device, at.plus_millis(-1)).await else {
        return;
    };
    let (Some(words), Some(bell)) = (words(due), core.bell()) else {
        return;
    };
    // What shows it may wait for another program.
    let _ = tauri::async_runtime::spawn_blocking(move || bell.ring(&words)).await;
}

/// Hands the next reminder to the system, until the core is closed.
#[cfg(mobile)]
async fn run(
    core: Core,
    device: Device,
    _after: UtcMillis,
    mut changes: watch::Receiver<UtcMillis>,
) {
    let mut news = device.sync_changes();
    let mut planned = None;
    loop {
        let Ok(next) = next(&device, device.now()).await else {
            return;
        };
        let due = next.and_then(|due| Some((due.at, words(due)?)));
        if let Some(bell) = core.bell().filter(|_| due != planned) {
            planned.clone_from(&due);
            let plan = move || bell.plan(due.as_ref().map(|(at, words)| (*at, words.as_str())));
            let _ = tauri::async_runtime::spawn_blocking(plan).await;
        }
        let wait = next.map_or(LOOK, |due| until(due.at, device.now()).min(LOOK));
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            _ = changes.changed() => {}
            // A record was written, or its report was sent.
            changed = news.changed() => if changed.is_err() { return },
        }
    }
}

async fn next(device: &Device, after: UtcMillis) -> Result<Option<Reminder>, DeviceError> {
    let device = device.clone();
    let asked = move || device.next_reminder(after);
    // A panic in the store is logged there.
    tauri::async_runtime::spawn_blocking(asked)
        .await
        .unwrap_or(Ok(None))
}

/// A moment that is past by then waits a little as well: this is a loop.
fn until(at: UtcMillis, now: UtcMillis) -> Duration {
    Duration::from_millis(u64::try_from(at.0 - now.0).unwrap_or(0).max(50))
}

/// What is shown; nothing where no check waits.
fn words(due: Reminder) -> Option<String> {
    /// The words of the screens, so that all of them stand in one file of each language.
    static FILES: LazyLock<[HashMap<String, String>; 2]> = LazyLock::new(|| {
        [
            include_str!("../../ui/src/messages/nl.json"),
            include_str!("../../ui/src/messages/en.json"),
        ]
        .map(|file| serde_json::from_str(file).expect("a file of messages is one object of texts"))
    });
    let [dutch, english] = &*FILES;
    let file = match due.language {
        Language::Dutch => dutch,
        Language::English => english,
    };
    let key = match due.waiting {
        0 => return None,
        1 => "reminder.one",
        2.. => "reminder.several",
    };
    Some(file[key].replace("{n}", &due.waiting.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_a_number_and_nothing_else() {
        let said = |waiting, language| {
            let at = UtcMillis(0);
            words(Reminder {
                at,
                waiting,
                language,
            })
        };
        assert_eq!(said(0, Language::Dutch), None);
        assert_eq!(
            said(1, Language::Dutch).unwrap(),
            "1 controle om op terug te kijken"
        );
        assert_eq!(
            said(2, Language::Dutch).unwrap(),
            "2 controles om op terug te kijken"
        );
        assert_eq!(
            said(1, Language::English).unwrap(),
            "1 stop to look back on"
        );
        assert_eq!(
            said(12, Language::English).unwrap(),
            "12 stops to look back on"
        );
    }
}
