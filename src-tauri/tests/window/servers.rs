//! Both real servers on loopback, each a program of its own, with the demo force behind them.

use std::fs::File;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::Duration;

use serde_json::Value;

/// How often, and how long apart, a server is asked whether it listens.
const TRIES: usize = 400;
const PAUSE: Duration = Duration::from_millis(50);

/// A centre and a key service, on the folders of the demo force. They end when dropped.
pub struct Servers {
    key_service_runs: Child,
    central_runs: Option<Child>,
    folder: PathBuf,
    /// What a newcomer to the demo force is told.
    pub ready: Value,
    /// Address of central.
    pub central: String,
    /// Address of the key service.
    pub key_service: String,
}

impl Servers {
    /// Lets the demo force live through its 90 days, and starts both servers on what that left.
    pub fn start(folder: &Path) -> Self {
        let seeded = command("proco-demo")
            .args(["--seed", "7", "--data"])
            .arg(folder)
            .output()
            .unwrap();
        assert!(seeded.status.success(), "the demo force is filled in");
        let told = String::from_utf8(seeded.stdout).unwrap();
        let ready = serde_json::from_str(told.lines().last().unwrap()).unwrap();
        // All that the key service gets from central is the public key of its tokens.
        let mut key_service = command("proco-keyservice");
        key_service.arg("serve").arg("--data");
        key_service.arg(folder.join("keyservice"));
        key_service.arg("--issuer-keys");
        key_service.arg(folder.join("central/issuer.jwks.json"));
        let log = folder.join("keyservice.log");
        let (port, central_port) = (free_port(), free_port());
        let mut servers = Self {
            key_service_runs: run(key_service, port, &log),
            central_runs: None,
            folder: folder.to_owned(),
            ready,
            central: format!("http://127.0.0.1:{central_port}"),
            key_service: format!("http://127.0.0.1:{port}"),
        };
        servers.start_central();
        servers
    }

    /// What the demo force says of a newcomer's thing: a code, a plate.
    pub fn told(&self, what: &str) -> &str {
        self.ready[what].as_str().unwrap()
    }

    /// Starts central, at the address that it has.
    pub fn start_central(&mut self) {
        let mut central = command("proco-central");
        central.arg("serve").arg("--data");
        central.arg(self.folder.join("central"));
        let port = self.central.rsplit(':').next().unwrap().parse().unwrap();
        self.central_runs = Some(run(central, port, &self.folder.join("central.log")));
    }

    /// Stops central: for the phone, the network is gone.
    pub fn stop_central(&mut self) {
        end(self.central_runs.as_mut());
        self.central_runs = None;
    }
}

fn run(mut server: Command, port: u16, log: &Path) -> Child {
    let address = format!("127.0.0.1:{port}");
    let log = File::create(log).unwrap();
    let child = server
        .args(["--listen", &address])
        .stdout(log.try_clone().unwrap())
        .stderr(log)
        .spawn()
        .unwrap();
    let answers = (0..TRIES).any(|_| {
        std::thread::sleep(PAUSE);
        TcpStream::connect(&address).is_ok()
    });
    assert!(answers, "nothing listens on {address}");
    child
}

fn end(child: Option<&mut Child>) {
    if let Some(child) = child {
        let _ = child.kill();
        let _ = child.wait();
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        end(self.central_runs.as_mut());
        end(Some(&mut self.key_service_runs));
    }
}

fn command(program: &str) -> Command {
    // Beside the app, where one build puts them all.
    let folder = std::env::var_os("PROCO_BIN").map_or_else(
        || Path::new(env!("CARGO_BIN_EXE_proco-app")).with_file_name(""),
        PathBuf::from,
    );
    let file = folder.join(program);
    assert!(
        file.is_file(),
        "{} is missing: `cargo build -p proco-central -p proco-keyservice -p proco-demo`",
        file.display()
    );
    Command::new(file)
}

/// A port that nothing listens on now.
pub fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}
