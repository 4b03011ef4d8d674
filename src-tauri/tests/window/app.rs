//! The built app in its real window, driven over WebDriver.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::error::{CmdError, ErrorStatus, WebDriver};
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use crate::display::Display;
use crate::servers::free_port;

const APP: &str = env!("CARGO_BIN_EXE_proco-app");
/// The time limit of a WebDriver call, which is known to hang sometimes.
const PATIENCE: Duration = Duration::from_secs(30);

/// The app with its driver. Both end when dropped.
pub struct App {
    driver: Child,
    client: Client,
    data: PathBuf,
}

impl App {
    /// Starts the app on a data folder.
    pub async fn start(display: &Display, data: &Path, central: &str, key_service: &str) -> Self {
        let (port, native) = (free_port(), free_port());
        let driver = Command::new(tauri_driver())
            .args(["--port", &port.to_string()])
            .args(["--native-port", &native.to_string()])
            // The driver passes its environment on to the app.
            .env("DISPLAY", display.name())
            .env("PROCO_DATA", data)
            .env("PROCO_CENTRAL", central)
            .env("PROCO_KEYSERVICE", key_service)
            .env_remove("PROCO_ENROL_CODE")
            .env_remove("WAYLAND_DISPLAY")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("tauri-driver starts");
        let mut capabilities = Capabilities::new();
        capabilities.insert("tauri:options".to_owned(), json!({ "application": APP }));
        let url = format!("http://127.0.0.1:{port}");
        let connect = async {
            // The driver refuses connections until it listens, so the way to wait is to ask again.
            let mut every = tokio::time::interval(Duration::from_millis(100));
            loop {
                every.tick().await;
                let tried = ClientBuilder::new(HttpConnector::new())
                    .capabilities(capabilities.clone())
                    .connect(&url)
                    .await;
                if let Ok(client) = tried {
                    return client;
                }
            }
        };
        let client = timeout(PATIENCE, connect)
            .await
            .expect("the app's window opens in time");
        Self {
            driver,
            client,
            data: data.to_owned(),
        }
    }

    /// Waits for a part of the screen by its test id.
    pub async fn see(&self, testid: &str) -> Element {
        self.see_css(&format!("[data-testid=\"{testid}\"]")).await
    }

    /// Waits for a screen by its name.
    pub async fn on(&self, screen: &str) {
        self.see_css(&format!("[data-screen=\"{screen}\"]")).await;
    }

    /// Waits for the first element that matches.
    pub async fn see_css(&self, css: &str) -> Element {
        let seen = self
            .client
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::Css(css))
            .await;
        match seen {
            Ok(element) => element,
            Err(error) => panic!("{css} is not on the screen: {error}\n{}", self.page().await),
        }
    }

    /// Taps a control. WebDriver scrolls only until its edge is visible, where the dock may cover it, and
    /// clicks before the window has painted that; the tap is then lost. As a person would, the test moves the
    /// control to the middle and taps again. A control that has just appeared does not react yet.
    pub async fn tap(&self, testid: &str) {
        self.see_css("html:not([data-settling])").await;
        let control = self.see(testid).await;
        let css = format!("[data-testid=\"{testid}\"]");
        let middle = "document.querySelector(arguments[0])?.scrollIntoView({ block: 'center' })";
        let tap = async {
            loop {
                match control.click().await {
                    Err(CmdError::Standard(WebDriver {
                        error: ErrorStatus::ElementClickIntercepted,
                        ..
                    })) => {
                        let moved = self.client.execute(middle, vec![json!(css)]).await;
                        moved.unwrap();
                        sleep(Duration::from_millis(50)).await;
                    }
                    other => return other.unwrap(),
                }
            }
        };
        if timeout(PATIENCE, tap).await.is_err() {
            panic!("{testid} cannot be tapped\n{}", self.page().await);
        }
    }

    /// Types into a field.
    pub async fn type_into(&self, testid: &str, text: &str) {
        let field = self.see(testid).await;
        field.send_keys(text).await.unwrap();
    }

    /// The text of a part of the screen.
    pub async fn text(&self, testid: &str) -> String {
        self.see(testid).await.text().await.unwrap()
    }

    /// Whether an option is selected.
    pub async fn is_chosen(&self, testid: &str) -> bool {
        let script = "const e = document.querySelector(arguments[0]); \
                      return e.matches(':checked, [aria-pressed=true], :has(:checked)');";
        let css = format!("[data-testid=\"{testid}\"]");
        self.see_css(&css).await;
        self.client
            .execute(script, vec![json!(css)])
            .await
            .unwrap()
            .as_bool()
            .unwrap()
    }

    /// Calls the core through the window's own bridge, until its answer is as wanted.
    pub async fn until_the_core(&self, command: &str, wanted: impl Fn(&Value) -> bool) {
        let script = "const [command, done] = arguments; \
                      window.__TAURI_INTERNALS__.invoke(command).then(done, done);";
        let ask = async {
            loop {
                let answer = self
                    .client
                    .execute_async(script, vec![json!(command)])
                    .await;
                if wanted(&answer.unwrap()) {
                    return;
                }
            }
        };
        timeout(PATIENCE, ask)
            .await
            .expect("the core says so in time");
    }

    /// Starts the program once more on the same data, and waits for its end.
    pub async fn started_once_more(&self, display: &Display) -> ExitStatus {
        let mut second = Command::new(APP)
            .env("DISPLAY", display.name())
            .env("PROCO_DATA", &self.data)
            .env_remove("PROCO_ENROL_CODE")
            .env_remove("WAYLAND_DISPLAY")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let ended = async {
            loop {
                if let Some(status) = second.try_wait().unwrap() {
                    return status;
                }
                sleep(Duration::from_millis(50)).await;
            }
        };
        let ended = timeout(PATIENCE, ended).await;
        if ended.is_err() {
            let _ = second.kill();
            let _ = second.wait();
        }
        ended.expect("the second one ends")
    }

    /// Whether the keys go to this window.
    pub async fn has_focus(&self) -> bool {
        let script = "return document.hasFocus()";
        let answer = self.client.execute(script, vec![]).await;
        answer.unwrap().as_bool().unwrap()
    }

    /// Kills the app as a phone does that runs out of memory, and waits until all its threads are gone: the last one closes
    /// the files, and with them the lock on the store.
    pub async fn kill(self) {
        let app = self.process().expect("the app runs");
        let killed = Command::new("kill").args(["-9", &app]).status().unwrap();
        assert!(killed.success());
        let process = Path::new("/proc").join(&app);
        let is_gone = || {
            let state = fs::read_to_string(process.join("stat")).unwrap_or_default();
            let dead = state
                .rsplit(')')
                .next()
                .is_some_and(|rest| rest.trim_start().starts_with('Z'));
            let threads = fs::read_dir(process.join("task")).map_or(0, Iterator::count);
            threads == 0 || (dead && threads == 1)
        };
        let gone = async {
            while !is_gone() {
                sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(PATIENCE, gone)
            .await
            .expect("a killed process ends");
    }

    /// Ends the session of the driver, which closes the window; a driver that does not answer is not waited for.
    pub async fn close(self) {
        let _ = timeout(PATIENCE, self.client.clone().close()).await;
    }

    /// The text on the screen, for the message of a failure. Test data only.
    async fn page(&self) -> String {
        let text = "return document.body ? document.body.innerText : ''";
        let answer = timeout(PATIENCE, self.client.execute(text, vec![])).await;
        format!("{answer:?}")
    }

    /// The process of this app, found by its data folder.
    fn process(&self) -> Option<String> {
        let ours = format!("PROCO_DATA={}", self.data.display());
        fs::read_dir("/proc").ok()?.flatten().find_map(|entry| {
            let folder = entry.path();
            let program = fs::read_link(folder.join("exe")).ok()?;
            let environment = fs::read(folder.join("environ")).ok()?;
            let is_ours = environment
                .split(|byte| *byte == 0)
                .any(|variable| variable == ours.as_bytes());
            (program == Path::new(APP) && is_ours)
                .then(|| entry.file_name().to_string_lossy().into_owned())
        })
    }
}

impl Drop for App {
    fn drop(&mut self) {
        // A driver that is asked to end also ends its own driver and the app.
        let _ = Command::new("kill")
            .arg(self.driver.id().to_string())
            .status();
        let _ = self.driver.wait();
        if let Some(app) = self.process() {
            let _ = Command::new("kill").args(["-9", &app]).status();
        }
    }
}

fn tauri_driver() -> PathBuf {
    let driver = std::env::var_os("PROCO_TAURI_DRIVER").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools/bin/tauri-driver"),
        PathBuf::from,
    );
    assert!(
        driver.is_file(),
        "{} is missing: `cargo install tauri-driver --version 2.1.0 --locked --root target/tools`",
        driver.display()
    );
    driver
}
