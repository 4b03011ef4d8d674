//! Tells Tauri which commands there are, so that a window may ask only what a capability names.

/// Every command of the shell. `tests/surface.rs` holds this list, the permissions and the
/// handler to one another.
const COMMANDS: &[&str] = &[
    "status",
    "enrol",
    "look_up",
    "centre_counts",
    "close_look_up",
    "leave_it",
    "start_check",
    "open_draft",
    "open_look_up",
    "save_field",
    "go_to_step",
    "finish",
    "discard_draft",
    "my_stops",
    "stop",
    "amend",
    "reflect",
    "save_reflection",
    "withdraw",
    "sync_status",
    "sync_now",
    "network_returned",
    "summary_periods",
    "summary",
    "undated",
    "date",
    "unsent",
    "export_unsent",
];

fn main() {
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))
        .expect("the configuration and the capabilities must be valid");
}
