//! The end of the app: when the process ends, no thread of it writes any more.
#![expect(clippy::unwrap_used, reason = "a test ends at its first surprise")]

#[path = "support/offline.rs"]
mod offline;

use std::path::Path;
use std::process::{Command, exit};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::time::Duration;
use std::{env, fs, thread};

use proco_app::core::Core;
use proco_device::view::LookUpRequest;
use proco_device::{DeviceError, StoreError};
use serde_json::json;
use tauri::{Manager, RunEvent};

/// The data folder of the process that ends itself; absent in the process that watches it.
const ENDS_ITSELF: &str = "PROCO_TEST_ENDS_ITSELF";

/// A look-up of somebody who was not looked up before: the same subject within five minutes is one look-up.
fn somebody() -> LookUpRequest {
    static LOOKED_UP: AtomicUsize = AtomicUsize::new(0);
    let number = LOOKED_UP.fetch_add(1, Ordering::Relaxed);
    let letter =
        |nth: u32| char::from(b'a' + u8::try_from(number / 26_usize.pow(nth) % 26).unwrap());
    let first_name: String = (0..4).map(letter).collect();
    let request = json!({
        "subject": {
            "kind": "person",
            "family_name": "Jansen",
            "first_name": first_name,
            "birth": { "year": 1980, "month": 5, "day": 9 },
        },
        "initiative": "call",
        "confirmed": true,
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
            while device.look_up(somebody()).is_ok() {
                let _ = wrote.send(());
            }
        });
    }
    // Threads that wrote encrypted pages and end while the process does, as those of a pool may.
    let others: Vec<_> = (0..64_u64)
        .map(|nth| {
            let device = device.clone();
            let (last, waits) = channel::<()>();
            let other = thread::spawn(move || {
                device.look_up(somebody()).unwrap();
                let _ = waits.recv();
                // One after the other, so that some end while OpenSSL would free its state.
                thread::sleep(Duration::from_micros(nth * 30));
            });
            (last, other)
        })
        .collect();
    for _ in 0..20 {
        written.recv().unwrap();
    }
    proco_app::heard(app.handle(), &RunEvent::Exit);
    // A thread that still writes crashes the process only sometimes.
    let closed = DeviceError::Store(StoreError::Closed);
    assert_eq!(device.look_up(somebody()).err(), Some(closed));
    let _ = fs::write(
        data.join("written"),
        (20 + written.try_iter().count()).to_string(),
    );
    drop(others);
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
        let kept = usize::try_from(again.my_shift().unwrap().looked_up).unwrap();
        assert!(
            kept >= written.parse().unwrap(),
            "what was told as written is there"
        );
    }
}
