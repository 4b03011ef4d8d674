//! Both real servers on loopback, each a program of its own, as in a force.

use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::Duration;

/// How often, and how long apart, a server is asked whether it listens.
const TRIES: usize = 400;
const PAUSE: Duration = Duration::from_millis(50);

/// A centre and a key service. They end when dropped.
pub struct Servers {
    running: Vec<Child>,
    data: PathBuf,
    /// Address of central.
    pub central: String,
    /// Address of the key service.
    pub key_service: String,
}

impl Servers {
    /// Starts both on new folders.
    pub fn start(folder: &Path) -> Self {
        let data = folder.join("central");
        let keys = folder.join("keyservice");
        for each in [&data, &keys] {
            fs::create_dir_all(each).unwrap();
        }
        let made = command("proco-central")
            .args(["issuer-keys", "--data"])
            .arg(&data)
            .output()
            .unwrap();
        assert!(made.status.success(), "central prints its issuer keys");
        // All that the key service gets from central is the public key of its tokens.
        let issuer_keys = folder.join("issuer.jwks.json");
        fs::write(&issuer_keys, made.stdout).unwrap();
        let mut servers = Self {
            running: Vec::new(),
            central: String::new(),
            key_service: String::new(),
            data: data.clone(),
        };
        let mut key_service = command("proco-keyservice");
        key_service.arg("serve").arg("--data").arg(&keys);
        key_service.arg("--issuer-keys").arg(&issuer_keys);
        servers.key_service = servers.run(key_service, &folder.join("keyservice.log"));
        let mut central = command("proco-central");
        central.arg("serve").arg("--data").arg(&data);
        servers.central = servers.run(central, &folder.join("central.log"));
        servers
    }

    /// A one-time code.
    pub fn code(&self) -> String {
        let made = command("proco-central")
            .args([
                "enrol",
                "--team",
                "basisteam-demo",
                "--role",
                "officer",
                "--data",
            ])
            .arg(&self.data)
            .output()
            .unwrap();
        assert!(made.status.success(), "central makes a code");
        let text = String::from_utf8(made.stdout).unwrap();
        text.split_whitespace().last().unwrap().to_owned()
    }

    fn run(&mut self, mut server: Command, log: &Path) -> String {
        let port = free_port();
        let address = format!("127.0.0.1:{port}");
        let log = File::create(log).unwrap();
        server
            .args(["--listen", &address])
            .stdout(log.try_clone().unwrap())
            .stderr(log);
        self.running.push(server.spawn().unwrap());
        let answers = (0..TRIES).any(|_| {
            std::thread::sleep(PAUSE);
            TcpStream::connect(&address).is_ok()
        });
        assert!(answers, "nothing listens on {address}");
        format!("http://{address}")
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        for server in &mut self.running {
            let _ = server.kill();
            let _ = server.wait();
        }
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
        "{} is missing: `cargo build -p proco-central -p proco-keyservice`",
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
