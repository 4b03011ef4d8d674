//! The road as a program, between a real phone and a real server, for the tests that start both:
//! the window and the browser.
//!
//!     proco-road 127.0.0.1:PORT
//!
//! Its first line tells the address that the phone is given. Then each line that it reads is
//! answered by one line of JSON:
//!
//!     lose_answer /v1/reports    the weather on one path from now on
//!     no_network                 the weather from now on wherever no other was ordered
//!     passed /v1/reports         the requests on a path that reached the server, and the answers
//!
//! It ends when nobody speaks to it any more, so a test that dies leaves none behind.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test's own program: it speaks on its output and stops at the first surprise"
)]

use proco_testbed::road::{Passage, Road, Weather};

/// What `--help` prints.
const USAGE: &str = "\
The road between a phone and a server, for tests, with the weather that its input orders.

Usage: proco-road 127.0.0.1:PORT

Orders, one a line: WEATHER [PATH], as no_network or lose_answer /v1/reports; passed [PATH]";

#[tokio::main]
async fn main() {
    let server = std::env::args().nth(1).expect(USAGE);
    if ["--help", "-h"].contains(&server.as_str()) {
        println!("{USAGE}");
        return;
    }
    let road = Road::to(server.parse().expect(USAGE)).await;
    println!("{}", serde_json::to_string(&road.url()).unwrap());
    // The road is walked on other threads, so this one may wait for its next line.
    for line in std::io::stdin().lines() {
        println!("{}", run_line(&road, &line.unwrap()));
    }
}

fn run_line(road: &Road, line: &str) -> String {
    let mut words = line.split_whitespace();
    let word = words.next().expect("a line says something");
    let path = words.next();
    if word == "passed" {
        let on_it = |passage: &Passage| path.is_none_or(|path| passage.path == path);
        let passages: Vec<_> = road.passages().into_iter().filter(on_it).collect();
        return serde_json::to_string(&passages).unwrap();
    }
    let weather: Weather = serde_json::from_value(word.into()).expect("a kind of weather");
    match path {
        Some(path) => road.set_for(path, weather),
        None => road.set(weather),
    }
    "null".to_owned()
}
