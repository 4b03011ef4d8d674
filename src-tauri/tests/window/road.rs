//! The network between the app and a server: the program `proco-road`, a proxy that injects faults.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use tokio::time::{interval, timeout};

const PATIENCE: Duration = Duration::from_secs(30);

/// A proxy that the test controls. It ends when dropped.
pub struct Road {
    program: Child,
    says: BufReader<ChildStdout>,
    /// The address that the app is given.
    pub url: String,
}

/// A request that reached the server, and its answer.
pub struct Passage {
    /// The HTTP status of the answer.
    pub status: u64,
    /// The result of each report, in the words of its receipt.
    pub receipts: Vec<String>,
    /// Whether the answer never reached the app.
    pub lost: bool,
}

impl Road {
    /// Starts the proxy to a port.
    pub fn to(port: u16, mut program: Command) -> Self {
        let mut program = program
            .arg(format!("127.0.0.1:{port}"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let says = BufReader::new(program.stdout.take().unwrap());
        let mut road = Self {
            program,
            says,
            url: String::new(),
        };
        road.url = road.hear().as_str().unwrap().to_owned();
        road
    }

    /// Sets the fault from now on, on all paths without one of their own.
    pub fn weather(&mut self, kind: &str) {
        self.say(kind);
    }

    /// Sets the fault on one path from now on.
    pub fn weather_on(&mut self, path: &str, kind: &str) {
        self.say(&format!("{kind} {path}"));
    }

    /// The uploads that reached the server, in order.
    pub fn uploads(&mut self) -> Vec<Passage> {
        let passed = self.say(&format!("passed {UPLOAD}"));
        passed.as_array().unwrap().iter().map(upload).collect()
    }

    /// Waits until that many uploads reached the server.
    pub async fn until_uploads(&mut self, number: usize) {
        let ask = async {
            let mut every = interval(Duration::from_millis(50));
            while self.uploads().len() < number {
                every.tick().await;
            }
        };
        timeout(PATIENCE, ask)
            .await
            .expect("the app uploads in time");
    }

    fn say(&mut self, line: &str) -> Value {
        let mut ear = self.program.stdin.as_ref().unwrap();
        writeln!(ear, "{line}").unwrap();
        self.hear()
    }

    fn hear(&mut self) -> Value {
        let mut line = String::new();
        self.says.read_line(&mut line).unwrap();
        serde_json::from_str(&line).expect("the road answers each line")
    }
}

/// The path to which reports are sent.
pub const UPLOAD: &str = "/v1/reports";

fn upload(passage: &Value) -> Passage {
    let answer: Value = serde_json::from_str(passage["answer"].as_str().unwrap()).unwrap();
    let receipts = answer["receipts"].as_array();
    Passage {
        status: passage["status"].as_u64().unwrap(),
        receipts: receipts
            .into_iter()
            .flatten()
            .map(|receipt| receipt["result"].as_str().unwrap().to_owned())
            .collect(),
        lost: passage["lost"].as_bool().unwrap(),
    }
}

impl Drop for Road {
    fn drop(&mut self) {
        // The proxy ends when its standard input is closed.
        drop(self.program.stdin.take());
        let _ = self.program.wait();
    }
}
