//! What strangers without a token do to a server, told over its program. Part of the tests of both
//! servers.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

/// Bounds of a few seconds, so that nobody waits for long.
const BOUNDS: [&str; 6] = [
    "--head-seconds",
    "3",
    "--idle-seconds",
    "3",
    "--end-seconds",
    "1",
];

/// How often somebody asks who wants to stay.
const OFTEN: Duration = Duration::from_millis(300);

/// No answer of a test takes longer.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a silent connection may cost, in KiB of memory of the server.
const KIB_EACH: u64 = 24;

/// A server that runs as a program.
pub struct Server {
    process: Child,
    address: SocketAddr,
}

impl Server {
    /// Starts it with the arguments of `serve`, and room for so many open files.
    pub fn start<A: AsRef<OsStr>>(program: &str, arguments: &[A], files: u32) -> Self {
        let limited = format!("ulimit -n {files} && exec \"$0\" \"$@\"");
        let mut process = Command::new("sh")
            .args(["-c", &limited, program, "serve", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .args(BOUNDS)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let line = lines
            .find(|line| line.as_ref().unwrap().contains("listening"))
            .unwrap();
        let line: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let address = line["fields"]["address"].as_str().unwrap().parse();
        // Whatever it says after this must find a reader.
        thread::spawn(move || lines.for_each(drop));
        Self {
            process,
            address: address.unwrap(),
        }
    }

    fn caller(&self) -> TcpStream {
        let caller = TcpStream::connect(self.address).unwrap();
        caller.set_read_timeout(Some(PATIENCE)).unwrap();
        caller
    }

    /// Its memory, in KiB.
    fn memory(&self) -> u64 {
        self.counted_by_the_system("VmRSS:")
    }

    /// The most memory that it had so far, in KiB.
    fn most_memory(&self) -> u64 {
        self.counted_by_the_system("VmHWM:")
    }

    fn counted_by_the_system(&self, what: &str) -> u64 {
        let status = format!("/proc/{}/status", self.process.id());
        let status = std::fs::read_to_string(status).unwrap();
        let line = status.lines().find(|line| line.starts_with(what));
        let number = line.unwrap().split_whitespace().nth(1).unwrap();
        number.parse().unwrap()
    }

    /// Tells it to stop, and gives how long that took.
    fn stop(&mut self) -> Duration {
        let start = Instant::now();
        let pid = self.process.id().to_string();
        let told = Command::new("kill").args(["-TERM", &pid]).status();
        assert!(told.unwrap().success());
        assert!(self.process.wait().unwrap().success());
        start.elapsed()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ended_already = self.process.kill();
        let _ended = self.process.wait();
    }
}

/// Asks how the server is, on a connection that is kept.
fn is_served(caller: &mut TcpStream) {
    write!(caller, "GET /v1/health HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    let mut part = [0; 4096];
    // The last bytes of an answer without a body, and of the short one with a body.
    while !(answer.ends_with(b"\r\n\r\n") || answer.ends_with(b"}")) {
        let read = caller.read(&mut part).unwrap();
        assert_ne!(read, 0, "who is in is served");
        answer.extend(&part[..read]);
    }
    let answer = String::from_utf8(answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 20"), "{answer}");
}

/// All that is said until the connection ends; a reset is an end as well.
fn hears(mut caller: TcpStream) -> String {
    let mut heard = Vec::new();
    if let Err(error) = caller.read_to_end(&mut heard) {
        assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset, "{error}");
    }
    String::from_utf8(heard).unwrap()
}

/// With fewer open files than strangers, who is in is served, who comes is told, and it ends by itself.
pub fn more_strangers_than_files(server: &Server) {
    let mut regular = server.caller();
    is_served(&mut regular);
    // It asks all the while, so that it is never idle for long, however busy the machine is.
    let (stop, stopped) = mpsc::channel::<()>();
    let asks = thread::spawn(move || {
        while stopped.recv_timeout(OFTEN) == Err(RecvTimeoutError::Timeout) {
            is_served(&mut regular);
        }
    });
    let strangers: Vec<_> = (0..300).map(|_| server.caller()).collect();
    let mut told = 0;
    for stranger in strangers {
        let heard = hears(stranger);
        if heard.is_empty() {
            // Silent until its time was over, or one of too many to be told.
            continue;
        }
        assert!(heard.starts_with("HTTP/1.1 503 "), "{heard}");
        assert!(heard.contains("application/problem+json"), "{heard}");
        told += 1;
    }
    assert!(told > 0, "somebody was told");
    drop(stop);
    asks.join().expect("who is in is served");
    is_served(&mut server.caller());
}

/// Five hundred strangers who ask all at once, again and again, have no more threads at work for them than the server has for
/// blocking work.
pub fn five_hundred_questions_at_once(server: &Server, path: &str, blocking_threads: usize) {
    is_served(&mut server.caller());
    let before = server.counted_by_the_system("Threads:");
    let question = format!("GET {path} HTTP/1.1\r\nhost: x\r\n\r\n").repeat(5);
    let mut strangers: Vec<_> = (0..500)
        .map(|_| {
            let mut stranger = server.caller();
            stranger.write_all(question.as_bytes()).unwrap();
            stranger
        })
        .collect();
    for stranger in &mut strangers {
        let mut part = [0; 4096];
        assert_ne!(stranger.read(&mut part).unwrap(), 0, "each is answered");
    }
    // A thread that has nothing to do stays for ten seconds.
    let more = server.counted_by_the_system("Threads:") - before;
    assert!(more <= blocking_threads as u64, "{more} threads more");
}

/// Five hundred silent connections cost little, and five hundred that drip are closed.
pub fn five_hundred_strangers(server: &Server) {
    let some: Vec<_> = (0..20).map(|_| server.caller()).collect();
    is_served(&mut server.caller());
    let before = server.memory();
    let mut strangers: Vec<_> = (0..500).map(|_| server.caller()).collect();
    // Accepted in turn: when this one is answered, all are.
    is_served(&mut server.caller());
    let cost = server.memory().saturating_sub(before);
    assert!(cost <= 500 * KIB_EACH, "{cost} KiB for 500");
    drop(some);

    let start = Instant::now();
    while !strangers.is_empty() {
        assert!(start.elapsed() < PATIENCE, "{} are left", strangers.len());
        strangers.retain_mut(|stranger| stranger.write_all(b"G").is_ok());
        // A byte at a time is what is told here; none of them waits for an answer.
        thread::sleep(Duration::from_millis(500));
    }
    is_served(&mut server.caller());
}

/// Of five hundred who send a part of a request and no more, each costs hardly more than a silent one, however
/// large the part: of a head, or of a body for this path, which takes no token.
pub fn five_hundred_halves_of_a_request(server: &Server, path: &str) {
    is_served(&mut server.caller());
    let body = |bytes: usize| {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
             content-length: {bytes}\r\n\r\n"
        );
        head + &"x".repeat(bytes - 1)
    };
    let head = |bytes| format!("GET /v1/health HTTP/1.1\r\nx: {}", "x".repeat(bytes));
    for part in [head(400_000), body(60_000), head(8_000), body(2_000)] {
        let before = server.memory();
        let strangers: Vec<_> = (0..500)
            .map(|_| {
                let mut stranger = server.caller();
                // What the server does not want to hear it refuses.
                let _ = stranger.write_all(part.as_bytes());
                stranger
            })
            .collect();
        is_served(&mut server.caller());
        // All that it wants of them it has read by then.
        thread::sleep(Duration::from_millis(500));
        drop(strangers);
        let cost = server.most_memory().saturating_sub(before);
        assert!(
            cost <= 500 * KIB_EACH,
            "{cost} KiB for 500 times {} bytes",
            part.len()
        );
    }
}

/// Told to stop, it waits for half a head not at all, and for half a body as long as it was told.
pub fn a_stop_with_half_a_request(mut server: Server, path: &str) {
    let mut head = server.caller();
    head.write_all(b"GET /v1/hea").unwrap();
    let mut body = server.caller();
    write!(
        body,
        "POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
         content-length: 9\r\n\r\nhalf"
    )
    .unwrap();
    is_served(&mut server.caller());
    let took = server.stop();
    assert!(took < Duration::from_secs(10), "{took:?}");
}
