//! The commands that the window may call: all of the interface, only from our own page, and no others.
#![expect(clippy::unwrap_used, reason = "a test ends at its first surprise")]

#[path = "support/offline.rs"]
mod offline;

use std::fs;
use std::ops::Deref;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use proco_app::core::Core;
use serde_json::{Value, json};
use tauri::ipc::{CallbackFn, InvokeBody};
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response};
use tauri::webview::InvokeRequest;
use tauri::{App, RunEvent, WebviewUrl, WebviewWindowBuilder};

const OUR_PAGE: &str = "tauri://localhost";

/// A process has one app and one store in reality, so these tests run one at a time.
static ONE_APP: Mutex<()> = Mutex::new(());

fn my_turn() -> MutexGuard<'static, ()> {
    ONE_APP.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An app that ends like one whose window is closed: none of its threads runs on during the next test, or while
/// the process ends.
struct ClosedOnDrop(App<MockRuntime>);

impl Deref for ClosedOnDrop {
    type Target = App<MockRuntime>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Drop for ClosedOnDrop {
    fn drop(&mut self) {
        proco_app::heard(self.0.handle(), &RunEvent::Exit);
    }
}

/// The app on a data folder, with no server to be reached.
fn app(data: &Path) -> ClosedOnDrop {
    ClosedOnDrop(offline::app(data))
}

fn ask(
    app: &App<MockRuntime>,
    window: &str,
    page: &str,
    command: &str,
    args: Value,
) -> Result<Value, Value> {
    let window = match tauri::Manager::get_webview_window(app, window) {
        Some(window) => window,
        None => WebviewWindowBuilder::new(app, window, WebviewUrl::default())
            .build()
            .unwrap(),
    };
    let request = InvokeRequest {
        cmd: command.to_owned(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: page.parse().unwrap(),
        body: InvokeBody::Json(args),
        headers: tauri::http::HeaderMap::new(),
        invoke_key: INVOKE_KEY.to_owned(),
    };
    get_ipc_response(&window, request).map(|body| body.deserialize().unwrap())
}

fn is_barred(answer: &Result<Value, Value>) -> bool {
    matches!(answer, Err(Value::String(text)) if text.contains("not allowed") || text.contains("not found"))
}

/// A command of the list that `crates/device/tests/types.rs` makes.
#[derive(serde::Deserialize)]
struct Command {
    name: String,
    /// Whether a practice stop answers it too.
    practice: bool,
}

fn commands() -> Vec<Command> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/backend/types/commands.json");
    serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
}

#[test]
fn every_question_of_the_screens_has_an_answer() {
    let _turn = my_turn();
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path());
    let commands = commands();
    assert!(commands.len() > 20, "{} commands", commands.len());
    for Command { name, .. } in commands {
        let answer = ask(&app, "main", OUR_PAGE, &name, json!({ "args": {} }));
        assert!(!is_barred(&answer), "`{name}` is barred: {answer:?}");
    }
}

#[test]
fn another_window_or_another_page_gets_nothing() {
    let _turn = my_turn();
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path());
    let from = |window, page| ask(&app, window, page, "my_stops", json!({}));
    let own = from("main", OUR_PAGE);
    assert!(own.is_ok(), "our own page is answered: {own:?}");
    assert!(
        is_barred(&from("other", OUR_PAGE)),
        "the capability names one window"
    );
    assert!(
        is_barred(&from("main", "https://example.org")),
        "and the page of the app alone"
    );
    let version = ask(&app, "main", OUR_PAGE, "plugin:app|version", json!({}));
    assert!(is_barred(&version), "what no screen needs is not open");
}

#[test]
fn without_its_key_the_store_stays_closed_and_every_question_says_so() {
    let _turn = my_turn();
    let folder = tempfile::tempdir().unwrap();
    // Only the core makes the store: an app would go on writing after the drop.
    drop(Core::open(&offline::settings(folder.path())));
    fs::remove_file(folder.path().join("keys.json")).unwrap();
    let before = fs::read(folder.path().join("proco.db")).unwrap();
    let app = app(folder.path());
    for name in ["status", "my_stops", "open_draft", "sync_now"] {
        let answer = ask(&app, "main", OUR_PAGE, name, json!({}));
        assert_eq!(answer.unwrap_err()["code"], "key_lost", "{name}");
    }
    let after = fs::read(folder.path().join("proco.db")).unwrap();
    assert!(
        before == after,
        "a store that cannot be opened is not touched"
    );
    assert!(
        !folder.path().join("keys.json").exists(),
        "and no new key is made for it"
    );
}

#[test]
fn a_core_that_was_closed_is_opened_again_once_its_key_is_back() {
    let _turn = my_turn();
    let folder = tempfile::tempdir().unwrap();
    drop(Core::open(&offline::settings(folder.path())));
    let (keys, away) = (folder.path().join("keys.json"), folder.path().join("away"));
    fs::rename(&keys, &away).unwrap();
    let app = app(folder.path());
    let asks = |command| ask(&app, "main", OUR_PAGE, command, json!({}));
    assert_eq!(asks("reopen").unwrap_err()["code"], "key_lost");
    fs::rename(&away, &keys).unwrap();
    assert_eq!(asks("status").unwrap_err()["code"], "key_lost");
    asks("reopen").unwrap();
    assert_eq!(asks("status").unwrap()["enrolled"], false);
    asks("reopen").unwrap();
    assert!(asks("my_stops").is_ok(), "and an open one too");
}

#[test]
fn a_store_whose_key_is_gone_is_set_aside_on_request_and_kept() {
    let _turn = my_turn();
    let folder = tempfile::tempdir().unwrap();
    drop(Core::open(&offline::settings(folder.path())));
    fs::remove_file(folder.path().join("keys.json")).unwrap();
    let before = fs::read(folder.path().join("proco.db")).unwrap();
    let app = app(folder.path());
    ask(&app, "main", OUR_PAGE, "set_aside", json!({})).unwrap();
    let status = ask(&app, "main", OUR_PAGE, "status", json!({})).unwrap();
    assert_eq!(status["notices"], json!(["store_set_aside"]));
    let kept = fs::read_dir(folder.path()).unwrap().any(|entry| {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        name.starts_with("proco.db.locked-") && fs::read(entry.path()).unwrap() == before
    });
    assert!(kept, "it stands beside the new one");
}

#[test]
fn a_second_app_on_the_same_store_is_told_that_it_is_open() {
    let _turn = my_turn();
    let folder = tempfile::tempdir().unwrap();
    let first = app(folder.path());
    let second = Core::open(&offline::settings(folder.path()));
    let refused = second.device().err().unwrap();
    assert_eq!(json!(refused)["code"], "store_in_use");
    drop(first);
    tauri::async_runtime::block_on(second.reopen()).unwrap();
    second.device().unwrap().close();
}

#[test]
fn a_question_with_a_number_reaches_the_practice_stop_and_never_the_phone() {
    let _turn = my_turn();
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path());
    let commands = commands();
    let put = |command, payload| ask(&app, "main", OUR_PAGE, command, payload);
    let request = |plate: &str| {
        json!({
            "subject": { "kind": "plate", "text": plate, "country": "NL" },
            "initiative": "call",
            "confirmed": false,
        })
    };
    let look_up = |payload: Value| put("look_up", payload);
    let first = put("begin_practice", json!({})).unwrap();
    let real = look_up(json!({ "args": request("ZZ-00-ZZ") })).unwrap();
    let known = look_up(json!({ "practice": first, "args": request("TF-000-G") })).unwrap();
    let query = |answer: &Value| json!({ "query": answer["look_up"]["query"] });
    let told = put(
        "central_counts",
        json!({ "practice": first, "args": query(&known) }),
    );
    assert_eq!(told.unwrap()["counts"]["windows"][3]["stops"], 4);

    let other = look_up(json!({ "practice": first, "args": request("ZZ-00-ZZ") }));
    assert_eq!(other.unwrap_err()["code"], "not_invented");
    let open = put("open_look_up", json!({})).unwrap();
    assert_eq!(open["query"], real["look_up"]["query"], "the phone's own");
    let open = put("open_look_up", json!({ "practice": first })).unwrap();
    assert_eq!(open["query"], known["look_up"]["query"]);
    let shift = put("my_shift", json!({})).unwrap();
    assert_eq!(shift["looked_up"], 1, "what is practised is no work");
    let leave = json!({ "query": known["look_up"]["query"], "reason": null });
    let on_the_phone = put("leave_it", json!({ "args": leave }));
    assert_eq!(on_the_phone.unwrap_err()["code"], "gone");
    put("leave_it", json!({ "practice": first, "args": leave })).unwrap();
    let review = put("practice_review", json!({ "practice": first })).unwrap();
    assert_eq!(review[0]["rules"][0]["rule"], "left_often_nothing");
    let waiting = &put("sync_status", json!({})).unwrap()["waiting"];
    assert_eq!(*waiting, 0, "what is decided there waits for no server");

    let over = |answer: Result<Value, Value>| answer.unwrap_err()["code"] == "practice_over";
    for Command { name, practice } in &commands {
        let is_answered_or_over = *practice || over(put(name, json!({ "practice": first })));
        assert!(is_answered_or_over, "`{name}` is put at the phone alone");
    }
    assert!(over(put("practice_review", json!({}))));
    for not_one in [json!(0), json!("1"), json!(null), json!(-1)] {
        assert!(over(put("open_look_up", json!({ "practice": not_one }))));
    }
    let second = put("begin_practice", json!({})).unwrap();
    assert!(over(put("open_look_up", json!({ "practice": first }))));
    let new = put("open_look_up", json!({ "practice": second })).unwrap();
    assert_eq!(new, Value::Null, "it begins with nothing");
    put("reopen", json!({})).unwrap();
    assert!(over(put("open_look_up", json!({ "practice": second }))));
    let third = put("begin_practice", json!({})).unwrap();
    put("end_practice", json!({})).unwrap();
    assert!(over(put("open_look_up", json!({ "practice": third }))));
}
