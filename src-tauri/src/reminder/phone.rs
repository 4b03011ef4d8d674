//! Notifications of a phone, which its system shows at their moment. Type-checked, and tried on no phone yet.

use std::sync::Arc;

use proco_device::UtcMillis;
use tauri::plugin::PermissionState;
use tauri::{AppHandle, Runtime};
use tauri_plugin_notification::{NotificationExt as _, Schedule};
use time::OffsetDateTime;

use super::Bell;

/// The one notification of this app: the next one takes its place.
const ID: i32 = 1;

/// The system of the phone.
struct Phone<R: Runtime>(AppHandle<R>);

pub(super) fn bell<R: Runtime>(app: &AppHandle<R>) -> Arc<dyn Bell> {
    Arc::new(Phone(app.clone()))
}

impl<R: Runtime> Bell for Phone<R> {
    fn is_allowed(&self) -> bool {
        let asked = self.0.notification().request_permission();
        matches!(asked, Ok(PermissionState::Granted))
    }

    fn plan(&self, due: Option<(UtcMillis, &str)>) {
        let notifications = self.0.notification();
        if notifications.cancel(vec![ID]).is_err() {
            tracing::warn!("the reminder before is not taken back");
        }
        let Some((at, words)) = due else { return };
        let Ok(date) = OffsetDateTime::from_unix_timestamp(at.0.div_euclid(1000)) else {
            return;
        };
        let schedule = Schedule::At {
            date,
            repeating: false,
            allow_while_idle: true,
        };
        let planned = notifications.builder().id(ID).title("ProCo").body(words);
        if planned.schedule(schedule).auto_cancel().show().is_err() {
            tracing::warn!("the next reminder is not planned");
        }
    }
}
