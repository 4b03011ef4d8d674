//! Being reminded of looking back: the core knows when and of how many checks, the platform shows it.
//!
//! A notification holds a number and nothing of what was done: whoever sees a locked phone reads it. On a desktop the app
//! waits for the moment itself and counts then. A phone ends apps as it likes, so there the notifications of a week are handed
//! to its system beforehand, and anew with each change: while the app is not open, no check is made or looked back on.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use proco_device::view::{Language, Reminder};
use proco_device::{Device, DeviceError, UtcMillis};
use tauri::{AppHandle, Runtime};

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
    /// Has one shown at a moment. False where the system refuses.
    #[cfg(mobile)]
    fn plan(&self, at: UtcMillis, words: &str) -> bool;
    /// Takes back what is planned for these moments.
    #[cfg(mobile)]
    fn take_back(&self, moments: &[UtcMillis]);
}

/// What shows the reminders on this device.
pub fn of_this_device<R: Runtime>(app: &AppHandle<R>) -> Arc<dyn Bell> {
    platform::bell(app)
}

/// After so long the clock is read again: one that was set, and a device that slept, are noticed then.
const LOOK: Duration = Duration::from_secs(10);
/// One that is later than this, because the device slept, is left out.
const TOO_LATE: i64 = 60 * 60 * 1000;

/// Reminds the officer from now on, until the core is closed.
pub(crate) fn start(core: Core, device: Device) {
    let now = device.now();
    let changes = core.reminders_changed();
    tauri::async_runtime::spawn(platform::run(core, device, now, changes));
}

async fn next(device: &Device, after: UtcMillis) -> Result<Option<Reminder>, DeviceError> {
    let device = device.clone();
    let asked = move || device.next_reminder(after);
    let answer = tauri::async_runtime::spawn_blocking(asked).await;
    // It panicked, which the log tells.
    answer.unwrap_or(Ok(None))
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
            "1 check to look back on"
        );
        assert_eq!(
            said(12, Language::English).unwrap(),
            "12 checks to look back on"
        );
    }
}
