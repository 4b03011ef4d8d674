//! The ProCo app: a thin shell around the phone's core, without rules of its own.
//!
//! | module | what it holds |
//! |---|---|
//! | [`commands`], `arguments` | one command per question of the screens, and its arguments |
//! | [`core`] | the core, or why it could not be opened |
//! | `desk` | at which core a question is put: that of the phone, or that of a practice stop |
//! | [`settings`] | where the data and the servers are |
//! | [`keystore`] | where the store's key comes from, per platform |
//! | [`background`] | when a sync pass runs, and who is told of it |
//! | [`reminder`] | when the officer is reminded of looking back, and what shows it |
//! | [`log`] | what the app writes of itself |
//! | [`second_start`] | a second start on the same store, which brings the first window to the front |

mod arguments;
pub mod background;
pub mod commands;
pub mod core;
mod desk;
pub mod keystore;
pub mod log;
pub mod reminder;
#[cfg(desktop)]
pub mod second_start;
pub mod settings;

use tauri::{AppHandle, Manager, RunEvent, Runtime, WindowEvent};

use crate::core::Core;
use crate::settings::Settings;

/// The configuration, the capabilities and the built screens. The macro is expanded only here, so that the app,
/// its tests and the preview host share them.
#[must_use]
pub fn context<R: Runtime>() -> tauri::Context<R> {
    tauri::generate_context!()
}

/// Starts the background work of the core. Tauri's mock runtime runs no setup hook, so this is a plain
/// function that the app and the preview host both call.
///
/// A core that cannot be opened does not stop the app: the screens say why, and nothing is stored.
pub fn init<R: Runtime>(app: &impl Manager<R>, settings: &Settings, core: Core) {
    if let Some(code) = &settings.enrol_code {
        tauri::async_runtime::block_on(core.enrol_at_start(code));
    }
    background::start(app.app_handle(), &core);
    app.manage(core);
}

/// Runs the app until its window is closed.
///
/// # Panics
/// When there is no window system to show it on.
#[cfg_attr(mobile, tauri::mobile_entry_point)]
pub fn run() {
    log::start();
    let app = commands::register(tauri::Builder::default());
    #[cfg(mobile)]
    let app = app.plugin(tauri_plugin_notification::init());
    let app = app
        .setup(|app| {
            let settings = Settings::from_environment(app)?;
            let core = Core::open(&settings);
            #[cfg(desktop)]
            {
                if second_start::is_second(&core, &settings.data) {
                    // Nothing of it is open, and its window is not shown yet.
                    std::process::exit(0);
                }
                second_start::listen(app.handle(), &core, &settings.data);
            }
            core.ring_with(reminder::of_this_device(app.handle()));
            init(app, &settings, core);
            Ok(())
        })
        .build(context())
        .expect("the app needs a window system and a data folder");
    app.run(|app, event| heard(app, &event));
}

/// Reacts to an event of the window system: the officer is back in the app, or the app ends.
pub fn heard<R: Runtime>(app: &AppHandle<R>, event: &RunEvent) {
    // This enum of Tauri grows with its versions; three of its events matter here.
    let back = matches!(event, RunEvent::Resumed)
        || matches!(
            event,
            RunEvent::WindowEvent {
                event: WindowEvent::Focused(true),
                ..
            }
        );
    if back {
        background::resume(app);
    }
    if matches!(event, RunEvent::Exit) {
        background::end(app);
    }
}
