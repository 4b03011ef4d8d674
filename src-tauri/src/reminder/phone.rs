//! Notifications of a phone, which its system shows at their moments. Type-checked, and tried on no phone yet.
//!
//! Known of the plugin (2.3.3) by reading it: what it planned is gone when the phone is started anew, until the app is opened; on
//! iOS it reads the moment in the zone of the phone, so there none is allowed.

use std::collections::BTreeMap;
use std::sync::Arc;

use proco_device::view::Reminder;
use proco_device::{Device, DeviceError, StoreError, UtcMillis};
use tauri::plugin::PermissionState;
use tauri::{AppHandle, Runtime};
use tauri_plugin_notification::{NotificationExt as _, Schedule};
use time::OffsetDateTime;
use tokio::sync::watch;

use super::{Bell, LOOK, TOO_LATE, next, words};
use crate::core::Core;

/// For how many days reminders are planned: the app may stay closed that long.
const DAYS: i64 = 7;
const DAY: i64 = 24 * 60 * 60 * 1000;
/// What is about to be shown, or was just now, is left alone: taking it back would take it from the screen.
const LEFT_ALONE: i64 = 60 * 1000;

/// Hands the reminders of a week to the system, and anew when the times or the number of checks change.
pub(super) async fn run(
    core: Core,
    device: Device,
    _began: UtcMillis,
    mut changes: watch::Receiver<UtcMillis>,
) {
    let mut news = device.sync_changes();
    // What the app planned before it was ended is not known: the first round takes back the moments of all times.
    let mut planned: Option<BTreeMap<UtcMillis, String>> = None;
    loop {
        match wanted(&device).await {
            Ok(wanted) => {
                if let Some(bell) = core.bell() {
                    let before = planned.take();
                    let now = device.now();
                    let hand_over = move || handed_over(bell.as_ref(), now, before, wanted);
                    planned = tauri::async_runtime::spawn_blocking(hand_over).await.ok();
                }
            }
            Err(DeviceError::Store(StoreError::Closed)) => return,
            Err(error) => tracing::warn!(%error, "the next reminders cannot be read"),
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            Ok(()) = changes.changed() => {}
            // A record was written, or its report was sent.
            Ok(()) = news.changed() => {}
        }
    }
}

/// The reminders of the next days, each with its words, or without any where no check waits.
async fn wanted(device: &Device) -> Result<BTreeMap<UtcMillis, Option<String>>, DeviceError> {
    let (mut all, mut after) = (BTreeMap::new(), device.now());
    let last = after.plus_millis(DAYS * DAY);
    while let Some(due @ Reminder { at, .. }) =
        next(device, after).await?.filter(|due| due.at < last)
    {
        all.insert(at, words(due));
        after = at;
    }
    Ok(all)
}

/// Plans what is not planned yet, takes back what is wanted no more, and gives what is planned now.
fn handed_over(
    bell: &dyn Bell,
    now: UtcMillis,
    before: Option<BTreeMap<UtcMillis, String>>,
    wanted: BTreeMap<UtcMillis, Option<String>>,
) -> BTreeMap<UtcMillis, String> {
    let first = before.is_none();
    let mut planned = before.unwrap_or_default();
    planned.retain(|at, _| at.0 > now.0 - TOO_LATE);
    let no_more: Vec<UtcMillis> = planned
        .keys()
        .copied()
        .filter(|at| wanted.get(at).is_none_or(Option::is_none))
        .chain(
            wanted
                .iter()
                .filter(|(_, words)| first && words.is_none())
                .map(|(at, _)| *at),
        )
        .filter(|at| at.0 > now.0 + LEFT_ALONE)
        .collect();
    if !no_more.is_empty() {
        bell.take_back(&no_more);
        planned.retain(|at, _| !no_more.contains(at));
    }
    for (at, words) in wanted {
        let Some(words) = words else { continue };
        // One that is not planned is tried again with the next look.
        if planned.get(&at) != Some(&words) && bell.plan(at, &words) {
            planned.insert(at, words);
        }
    }
    planned
}

/// The system of the phone.
struct Phone<R: Runtime>(AppHandle<R>);

pub(super) fn bell<R: Runtime>(app: &AppHandle<R>) -> Arc<dyn Bell> {
    Arc::new(Phone(app.clone()))
}

/// The number of the notification of a moment: its minute.
fn number(at: UtcMillis) -> i32 {
    i32::try_from(at.0 / 60_000).unwrap_or(i32::MAX)
}

impl<R: Runtime> Bell for Phone<R> {
    fn is_allowed(&self) -> bool {
        let notifications = self.0.notification();
        // The plugin does not answer when it asks for what is granted already.
        let granted = |state| matches!(state, Ok(PermissionState::Granted));
        cfg!(not(target_os = "ios"))
            && (granted(notifications.permission_state())
                || granted(notifications.request_permission()))
    }

    fn plan(&self, at: UtcMillis, words: &str) -> bool {
        let Ok(date) = OffsetDateTime::from_unix_timestamp(at.0.div_euclid(1000)) else {
            return false;
        };
        let schedule = Schedule::At {
            date,
            repeating: false,
            allow_while_idle: true,
        };
        let notification = self
            .0
            .notification()
            .builder()
            .id(number(at))
            .title("ProCo");
        let planned = notification
            .body(words)
            .schedule(schedule)
            .auto_cancel()
            .show();
        if planned.is_err() {
            tracing::warn!("a reminder is not planned");
        }
        planned.is_ok()
    }

    fn take_back(&self, moments: &[UtcMillis]) {
        let numbers = moments.iter().map(|at| number(*at)).collect();
        if self.0.notification().cancel(numbers).is_err() {
            tracing::warn!("reminders that are wanted no more are not taken back");
        }
    }
}
