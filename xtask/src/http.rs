//! A minimal HTTP client that asks whether a server answers, which is the only request made here.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Whether a GET of `path` at `address` gets any answer but a server error (5xx).
pub fn answers(address: SocketAddr, path: &str) -> bool {
    ask(address, path)
        .is_some_and(|status| status.starts_with("HTTP/1.1 ") && !status.starts_with("HTTP/1.1 5"))
}

fn ask(address: SocketAddr, path: &str) -> Option<String> {
    const LIMIT: Duration = Duration::from_secs(1);
    let mut stream = TcpStream::connect_timeout(&address, LIMIT).ok()?;
    stream.set_read_timeout(Some(LIMIT)).ok()?;
    stream.set_write_timeout(Some(LIMIT)).ok()?;
    // Sent in one write: a server that answers the first part and closes would break the rest.
    let question = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(question.as_bytes()).ok()?;
    let mut head = [0; 16];
    stream.read_exact(&mut head).ok()?;
    Some(String::from_utf8_lossy(&head).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;
    use std::thread;

    /// A server that answers one request.
    fn server(answer: &'static str) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut question = [0; 512];
            let _ = stream.read(&mut question).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
        });
        address
    }

    #[test]
    fn a_server_that_cannot_serve_does_not_answer() {
        assert!(answers(server("HTTP/1.1 200 OK\r\n\r\n"), "/v1/health"));
        assert!(answers(server("HTTP/1.1 404 None\r\n\r\n"), "/"));
        assert!(!answers(server("HTTP/1.1 503 Busy\r\n\r\n"), "/v1/health"));
    }

    #[test]
    fn silence_is_no_answer() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        assert!(!answers(address, "/v1/health"));
    }
}
