//! Both real servers on loopback, each a program of its own, with the demo force in them and a proxy before
//! them.

use std::fs::File;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::Duration;

use serde_json::Value;

use crate::road::Road;

/// How often, at intervals of [`PAUSE`], a server is asked whether it listens.
const TRIES: usize = 400;
const PAUSE: Duration = Duration::from_millis(50);

/// Central and a key service, on the folders of the demo force. They end when dropped.
pub struct Servers {
    _key_service: Server,
    _central: Server,
    /// What the seeding printed: the codes and plates for a new phone.
    ready: Value,
    /// The proxy between app and central.
    pub to_central: Road,
    /// The proxy between app and key service.
    pub to_key_service: Road,
}

impl Servers {
    /// Simulates 90 days of the demo force, and starts both servers on the result.
    pub fn start(folder: &Path) -> Self {
        let seeded = command("proco-demo")
            .args(["--seed", "7", "--data"])
            .arg(folder)
            .output()
            .unwrap();
        assert!(seeded.status.success(), "the demo force is filled in");
        let told = String::from_utf8(seeded.stdout).unwrap();
        let ready = serde_json::from_str(told.lines().last().unwrap()).unwrap();
        // The key service gets only the public key of the tokens from central.
        let mut key_service = command("proco-keyservice");
        key_service.arg("serve").arg("--data");
        key_service.arg(folder.join("keyservice"));
        key_service.arg("--issuer-keys");
        key_service.arg(folder.join("central/issuer.jwks.json"));
        let key_service = Server::run(key_service, &folder.join("keyservice.log"));
        let mut central = command("proco-central");
        central.arg("serve").arg("--data");
        central.arg(folder.join("central"));
        central.arg("--keyservice");
        central.arg(format!("http://127.0.0.1:{}", key_service.port));
        let central = Server::run(central, &folder.join("central.log"));
        Self {
            ready,
            to_central: Road::to(central.port, command("proco-road")),
            to_key_service: Road::to(key_service.port, command("proco-road")),
            _key_service: key_service,
            _central: central,
        }
    }

    /// A value of the seeding, such as a code or a plate.
    pub fn told(&self, what: &str) -> &str {
        self.ready[what].as_str().unwrap()
    }

    /// Switches the network of the app off, or on again.
    pub fn network(&mut self, weather: &str) {
        self.to_central.weather(weather);
        self.to_key_service.weather(weather);
    }
}

/// One running server. It ends when dropped.
struct Server {
    runs: Child,
    port: u16,
}

impl Server {
    fn run(mut program: Command, log: &Path) -> Self {
        let port = free_port();
        let address = format!("127.0.0.1:{port}");
        let log = File::create(log).unwrap();
        let runs = program
            .args(["--listen", &address])
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let server = Self { runs, port };
        let answers = (0..TRIES).any(|_| {
            std::thread::sleep(PAUSE);
            TcpStream::connect(&address).is_ok()
        });
        assert!(answers, "nothing listens on {address}");
        server
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.runs.kill();
        let _ = self.runs.wait();
    }
}

fn command(program: &str) -> Command {
    // The folder of the app, where one build puts all programs.
    let folder = std::env::var_os("PROCO_BIN").map_or_else(
        || Path::new(env!("CARGO_BIN_EXE_proco-app")).with_file_name(""),
        PathBuf::from,
    );
    let file = folder.join(program);
    assert!(
        file.is_file(),
        "{} is missing: `cargo build --workspace --bins`",
        file.display()
    );
    Command::new(file)
}

/// A port on which nothing listens at the moment.
pub fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}
