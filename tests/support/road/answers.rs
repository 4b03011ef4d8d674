//! Answers that no server of this project gave.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::http::response::Builder;
use hyper::{Response, StatusCode};

pub(super) type Answered = Response<Full<Bytes>>;

pub(super) fn busy() -> Answered {
    later(
        StatusCode::SERVICE_UNAVAILABLE,
        "1",
        r#"{"code":"unavailable"}"#,
    )
}

pub(super) fn portal() -> Answered {
    let status = StatusCode::NETWORK_AUTHENTICATION_REQUIRED;
    later(status, "86400", "<html>Log in first</html>")
}

pub(super) fn enough() -> Answered {
    later(StatusCode::TOO_MANY_REQUESTS, "2", r#"{"code":"busy"}"#)
}

pub(super) fn broken() -> Answered {
    with(
        Response::builder().status(StatusCode::INTERNAL_SERVER_ERROR),
        "",
    )
}

pub(super) fn not_live() -> Answered {
    let answer = Response::builder().status(StatusCode::UNPROCESSABLE_ENTITY);
    with(
        answer.header("content-type", "application/problem+json"),
        r#"{"code":"epoch_not_live"}"#,
    )
}

pub(super) fn json(body: &str) -> Answered {
    with(
        Response::builder().header("content-type", "application/json"),
        body,
    )
}

/// The same receipt for each report of a batch.
pub(super) fn receipts(batch: &[u8], receipt: &str) -> Answered {
    let reports = String::from_utf8_lossy(batch)
        .matches("\"revision\"")
        .count();
    let receipts = vec![receipt; reports].join(",");
    json(&format!(r#"{{"receipts":[{receipts}]}}"#))
}

fn later(status: StatusCode, seconds: &str, body: &str) -> Answered {
    let answer = Response::builder().status(status);
    with(answer.header("retry-after", seconds), body)
}

fn with(answer: Builder, body: &str) -> Answered {
    let body = Full::from(body.to_owned());
    answer.body(body).expect("constant headers make a response")
}
