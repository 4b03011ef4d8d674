//! What a connection on which nothing is said costs a server, in memory.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::sync::Arc;

use proco_exchange::ManualClock;
use proco_testbed::town::{Quota, Town};
use tokio::runtime::Runtime;

use crate::batches::NOW;
use crate::pairs::{Row, Wanted};

const CONNECTIONS: u32 = 2_000;

/// The two servers, as this program is told which one to measure.
const SERVERS: [(&str, &str); 2] = [
    ("connections-central", "central"),
    ("connections-keyservice", "the key service"),
];

/// A row for each server, each measured in a process of its own: what one gave back, the other would
/// take.
pub fn rows() -> Vec<Row> {
    SERVERS
        .map(|(word, server)| {
            let own = std::env::current_exe().unwrap();
            let output = Command::new(own).arg(word).output().unwrap();
            let figure = String::from_utf8(output.stdout).unwrap();
            let figure: f64 = figure.trim().parse().unwrap();
            Row {
                what: format!("{CONNECTIONS} silent connections to {server}, KiB each"),
                ours: format!("{figure:.1} KiB"),
                bare: String::new(),
                figure,
                spread: None,
                wanted: Wanted::AtMost(24.0),
            }
        })
        .into()
}

/// Measures one server and prints the figure, where the word is for this.
///
/// Its callers are in the same process: a socket of theirs is a number and costs no memory of it.
pub fn measured(word: &str) -> bool {
    let Some(server) = SERVERS.iter().position(|(known, _)| *known == word) else {
        return false;
    };
    let runtime = Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::at(NOW));
    let opened = Town::open(folder.path(), clock, Quota::Usual);
    let town = runtime.block_on(opened).unwrap();
    let addresses = [town.central_address(), town.keyservice_address()];
    println!("{}", kib_each(addresses[server]));
    runtime.block_on(town.close());
    true
}

fn kib_each(address: SocketAddr) -> f64 {
    is_answered(address);
    let before = memory();
    let silent: Vec<_> = (0..CONNECTIONS)
        .map(|_| TcpStream::connect(address).unwrap())
        .collect();
    // Accepted in turn: when this one is answered, all are.
    is_answered(address);
    let after = memory();
    drop(silent);
    (after - before) / f64::from(CONNECTIONS)
}

fn is_answered(address: SocketAddr) {
    let mut caller = TcpStream::connect(address).unwrap();
    let ask = b"GET /v1/health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    caller.write_all(ask).unwrap();
    let mut answer = String::new();
    caller.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 20"), "{answer}");
}

/// The memory of this process, in KiB.
fn memory() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let number = line.unwrap().split_whitespace().nth(1).unwrap();
    number.parse().unwrap()
}
