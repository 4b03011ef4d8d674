//! The end of the app: when the process ends, no thread of it writes any more.
#![expect(clippy::unwrap_used, reason = "a test ends at its first surprise")]

#[path = "support/offline.rs"]
mod offline;

use std::path::Path;
use std::process::{Command, exit};
use std::sync::mpsc::channel;
use std::{env, fs, thread};

use proco_app::core::Core;
use proco_device::view::LookUpRequest;
use proco_device::{DeviceError, StoreError};
use serde_json::json;
use tauri::{Manager, RunEvent};

/// The data folder of the process that ends itself; absent in the process that watches it.
const ENDS_ITSELF: &str = "PROCO_TEST_ENDS_ITSELF";

fn plate() -> LookUpRequest {
    let request = json!({
        "subject": { "kind": "plate", "text": "BB-00-DD", "country": "NL" },
        "initiative": "call",
        "confirmed": false,
    });
    serde_json::from_value(request).unwrap()
}

/// Runs the whole app with several threads that write as fast as they can, and ends it as closing its window
/// would.
fn end(data: &Path) -> ! {
    let app = offline::app(data);
    let device = app.state::<Core>().device().unwrap();
    let (wrote, written) = channel();
    for _ in 0..4 {
        let (device, wrote) = (device.clone(), wrote.clone());
        thread::spawn(move || {
            while device.look_up(plate()).is_ok() {
                let _ = wrote.send(());
            }
        });
    }
    for _ in 0..20 {
        written.recv().unwrap();
    }
    proco_app::heard(app.handle(), &RunEvent::Exit);
    // A thread that still writes crashes the process only sometimes.
    let closed = DeviceError::Store(StoreError::Closed);
    assert_eq!(device.look_up(plate()).err(), Some(closed));
    let _ = fs::write(
        data.join("written"),
        (20 + written.try_iter().count()).to_string(),
    );
    exit(0)
}

#[test]
fn the_process_ends_in_order_though_its_threads_still_want_to_write() {
    if let Some(data) = env::var_os(ENDS_ITSELF) {
        end(Path::new(&data));
    }
    for _ in 0..5 {
        let folder = tempfile::tempdir().unwrap();
        let ended = Command::new(env::current_exe().unwrap())
            .args([
                "--exact",
                "the_process_ends_in_order_though_its_threads_still_want_to_write",
            ])
            .env(ENDS_ITSELF, folder.path())
            .output()
            .unwrap();
        assert!(
            ended.status.success(),
            "it ended by {}: {}",
            ended.status,
            String::from_utf8_lossy(&ended.stdout)
        );

        let written = fs::read_to_string(folder.path().join("written")).unwrap();
        let again = Core::open(&offline::settings(folder.path()))
            .device()
            .unwrap();
        let counts = again.local_counts(&plate().subject).unwrap();
        let kept = usize::try_from(counts.windows[3].queries).unwrap();
        assert!(
            kept >= written.parse().unwrap(),
            "what was told as written is there"
        );
    }
}
