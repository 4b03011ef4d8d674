//! The reminder on a desktop: shown by the service that a real session bus leads to, once, with a number and nothing else.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test ends at its first surprise")]

#[path = "support/offline.rs"]
mod offline;

use std::collections::HashMap;
use std::env;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use proco_app::core::Core;
use proco_app::reminder;
use proco_device::view::ErrorCode;
use proco_device::{Device, ManualClock, UtcMillis, input};
use serde_json::{Value, json};
use tauri::Manager;
use tauri::test::mock_builder;
use zbus::OwnedVariant;

/// The data folder of the process that is the app; absent in the process that watches it.
const IS_THE_APP: &str = "PROCO_TEST_IS_THE_APP";
/// 22:59:58 on a November evening in the Netherlands.
const BEFORE_ELEVEN: UtcMillis = UtcMillis(1_795_903_198_000);
const MINUTE: i64 = 60_000;
/// Longer than the app lets pass between two looks at its clock.
const TWO_LOOKS: Duration = Duration::from_secs(12);

type Shown = Arc<Mutex<Vec<[String; 3]>>>;

/// A service for notifications: it notes who shows what.
struct Service(Shown);

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Service {
    #[expect(clippy::too_many_arguments, reason = "the standard's own")]
    fn notify(
        &self,
        app: String,
        _replaces: u32,
        _icon: String,
        title: String,
        body: String,
        _actions: Vec<String>,
        _hints: HashMap<String, OwnedVariant>,
        _timeout: i32,
    ) -> u32 {
        let mut shown = self.0.lock().unwrap();
        shown.push([app, title, body]);
        u32::try_from(shown.len()).unwrap()
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        ["test", "ProCo", "1", "1.2"].map(str::to_owned).into()
    }
}

/// A session bus of its own, gone with the test.
struct Bus(Child, String);

impl Bus {
    fn start() -> Self {
        let mut daemon = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--nopidfile", "--print-address=1"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut address = String::new();
        let told = daemon.stdout.take().unwrap();
        BufReader::new(told).read_line(&mut address).unwrap();
        Self(daemon, address.trim().to_owned())
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs this test once more as the app itself, on that bus.
fn app_on(bus: &str, data: &Path, test: &str) {
    let ended = Command::new(env::current_exe().unwrap())
        .args(["--exact", test])
        .env(IS_THE_APP, data)
        .env("DBUS_SESSION_BUS_ADDRESS", bus)
        .output()
        .unwrap();
    assert!(
        ended.status.success(),
        "{}",
        String::from_utf8_lossy(&ended.stdout)
    );
}

/// The app with a clock that stands still until it is set on, and what shows its reminders.
fn app(data: &Path) -> (tauri::App<tauri::test::MockRuntime>, Core, Arc<ManualClock>) {
    let app = proco_app::commands::register(mock_builder())
        .build(proco_app::context())
        .unwrap();
    let settings = offline::settings(data);
    let clock = Arc::new(ManualClock::at(BEFORE_ELEVEN));
    let core = Core::open_at(&settings, clock.clone());
    core.ring_with(reminder::of_this_device(app.handle()));
    proco_app::init(app.handle(), &settings, core);
    let core = app.state::<Core>().inner().clone();
    (app, core, clock)
}

fn chosen(times: &[&str]) -> proco_device::view::Reminders {
    input::reminders(json!({ "times": times, "language": "nl" })).unwrap()
}

fn stops(device: &Device, plate: &str) {
    let request = json!({
        "subject": { "kind": "plate", "text": plate, "country": "NL" },
        "initiative": "proactive",
        "confirmed": true,
    });
    let looked_up = device.look_up(input::look_up(request).unwrap()).unwrap();
    let looked_up: Value = serde_json::to_value(looked_up).unwrap();
    let query = serde_json::from_value(looked_up["look_up"]["query"].clone()).unwrap();
    let draft = device.start_check(query).unwrap().id;
    for (field, value) in [
        ("grounds", json!(["vehicle_defect"])),
        ("legal_basis", json!("wvw_160")),
        ("reason_told", json!("unasked")),
        ("result", json!("nothing")),
    ] {
        let change = input::change(json!({ "field": field, "value": value })).unwrap();
        device.save_field(draft, change).unwrap();
    }
    device.finish(draft, None).unwrap();
}

fn wait_until(what: &str, mut done: impl FnMut() -> bool) {
    let began = Instant::now();
    while !done() {
        assert!(
            began.elapsed() < Duration::from_secs(60),
            "no sign of {what}"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Two checks wait at eleven; a quarter past comes while the device sleeps; none waits any more at a quarter to one.
fn be_the_app(data: &Path) {
    let (app, core, clock) = app(data);
    let device = core.device().unwrap();
    stops(&device, "TF-000-G");
    stops(&device, "BF-000-G");
    let set = core.set_reminders(chosen(&["23:00", "23:15", "00:45"]));
    tauri::async_runtime::block_on(set).unwrap();
    clock.advance_millis(3000);
    // The process that watches says that it came.
    wait_until("the reminder", || data.join("shown").exists());
    clock.advance_millis(95 * MINUTE);
    std::thread::sleep(TWO_LOOKS);
    for card in device.my_stops().unwrap() {
        let withdrawn = serde_json::from_value(json!("double")).unwrap();
        device.withdraw(card.id, withdrawn).unwrap();
    }
    clock.advance_millis(15 * MINUTE);
    wait_until("the second look", || data.join("end").exists());
    proco_app::heard(app.handle(), &tauri::RunEvent::Exit);
}

#[test]
fn it_is_shown_once_with_a_number_and_not_when_nothing_waits() {
    const TEST: &str = "it_is_shown_once_with_a_number_and_not_when_nothing_waits";
    if let Some(data) = env::var_os(IS_THE_APP) {
        return be_the_app(Path::new(&data));
    }
    let bus = Bus::start();
    let shown = Shown::default();
    let service = zbus::connection::Builder::address(bus.1.as_str())
        .name("org.freedesktop.Notifications")
        .serve_at("/org/freedesktop/Notifications", Service(shown.clone()));
    let service = tauri::async_runtime::block_on(service.build()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::thread::scope(|at_once| {
        let app = at_once.spawn(|| app_on(&bus.1, folder.path(), TEST));
        let says = |what| std::fs::write(folder.path().join(what), "").unwrap();
        wait_until("a notification", || {
            !shown.lock().unwrap().is_empty() || app.is_finished()
        });
        says("shown");
        std::thread::sleep(2 * TWO_LOOKS);
        says("end");
        app.join().unwrap();
    });
    drop(service);
    let words = ["ProCo", "ProCo", "2 controles om op terug te kijken"].map(str::to_owned);
    assert_eq!(*shown.lock().unwrap(), [words]);
}

#[test]
fn where_nothing_can_be_shown_no_time_is_set() {
    const TEST: &str = "where_nothing_can_be_shown_no_time_is_set";
    if let Some(data) = env::var_os(IS_THE_APP) {
        let app = offline::app(Path::new(&data));
        let core = app.state::<Core>();
        core.ring_with(reminder::of_this_device(app.handle()));
        let refused = tauri::async_runtime::block_on(core.set_reminders(chosen(&["23:00"])));
        assert_eq!(refused.unwrap_err().code, ErrorCode::NotificationsOff);
        assert_eq!(core.device().unwrap().reminders().unwrap(), chosen(&[]));
        // To have none is no question of what can be shown.
        tauri::async_runtime::block_on(core.set_reminders(chosen(&[]))).unwrap();
        return proco_app::heard(app.handle(), &tauri::RunEvent::Exit);
    }
    let bus = Bus::start();
    let folder = tempfile::tempdir().unwrap();
    app_on(&bus.1, folder.path(), TEST);
    app_on("unix:path=/nowhere", folder.path(), TEST);
}
