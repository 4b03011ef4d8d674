//! What all routes of both servers share: one log line per request, the headers of every answer, and
//! a refusal in the common form where no route fits.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::http::header::{CACHE_CONTROL, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::{Next, from_fn, map_response};
use axum::response::{IntoResponse as _, Response};

use proco_credential::DeviceId;

use crate::clock::Stopwatch;
use crate::problem::{Code, Problem};

/// The version of the API, as the REST API Design Rules want it in each answer.
pub const API_VERSION: &str = "1.0.0";

/// The timeout of a request, its body included. A phone gives up after 20 seconds, so nothing is gained by more;
/// without it a caller who sends a byte a minute would hold a connection for ever.
const PATIENCE: Duration = Duration::from_secs(30);

/// Wraps a server's routes in the middleware that both servers share. The last step before the state: a route that
/// is added later would go without it.
pub fn with_common_layers<S: Clone + Send + Sync + 'static>(routes: Router<S>) -> Router<S> {
    routes
        .fallback(async || Problem::new(Code::NotFound))
        .method_not_allowed_fallback(async || Problem::new(Code::MethodNotAllowed))
        .layer(from_fn(in_time))
        .layer(from_fn(of_a_host))
        .layer(from_fn(record))
}

/// The headers of every response: the API version; `no-store`, because a response may hold a token, figures or
/// pseudonyms; and `nosniff`.
pub(crate) fn put_common_headers(headers: &mut HeaderMap) {
    for (name, value) in [
        (HeaderName::from_static("api-version"), API_VERSION),
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// The name and value of a header that a server puts on an answer.
pub type Header = (HeaderName, HeaderValue);

/// Middleware that puts a header on every answer, errors included. `header` is asked when the answer is ready, and
/// may have none to give.
pub fn with_header<S: Clone + Send + Sync + 'static>(
    routes: Router<S>,
    stamp: impl Fn() -> Option<Header> + Clone + Send + Sync + 'static,
) -> Router<S> {
    routes.layer(map_response(move |mut response: Response| {
        if let Some((name, value)) = stamp() {
            response.headers_mut().insert(name, value);
        }
        std::future::ready(response)
    }))
}

/// Middleware: the timeout of a request. What a handler has begun in the store is finished there all the same;
/// every request of both servers is idempotent, so the caller may send it again.
async fn in_time(request: Request, next: Next) -> Response {
    match tokio::time::timeout(PATIENCE, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::new(Code::TooSlow).into_response(),
    }
}

/// Marks a request over HTTP/1.1 that came without a `Host` header.
#[derive(Clone, Copy)]
pub(crate) struct NoHost;

/// Middleware: refuses a request without a `Host`, as RFC 9112, section 3.2 demands.
async fn of_a_host(request: Request, next: Next) -> Response {
    if request.extensions().get::<NoHost>().is_some() {
        let refusal = Problem::new(Code::Malformed).detail("a request names its host");
        return refusal.into_response();
    }
    next.run(request).await
}

/// The device of the request under way, for the log line: set by the gate once the token is checked.
#[derive(Clone, Default)]
pub(crate) struct Seen(Arc<Line>);

#[derive(Default)]
struct Line {
    device: OnceLock<DeviceId>,
    /// Set where the request has no line at all.
    none: OnceLock<()>,
}

impl Seen {
    pub(crate) fn note(&self, device: DeviceId) {
        // Set twice only where a handler takes two callers; both are the same device.
        let _ = self.0.device.set(device);
    }
}

/// Middleware for routes whose requests are logged nowhere, whatever becomes of them: also a line without a device tells
/// by its moment, beside the lines of the device's other requests, who asked.
pub async fn unlogged(request: Request, next: Next) -> Response {
    if let Some(seen) = request.extensions().get::<Seen>() {
        let _ = seen.0.none.set(());
    }
    next.run(request).await
}

/// What a handler adds to the log line of its request, as an extension of the response. Numbers and
/// names of the program; never what was sent.
#[derive(Clone, Debug)]
pub struct LogField(pub String);

/// Writes one line per request, but for those of [`unlogged`] routes: device, method, template of the route, status, code,
/// milliseconds, remark. Never the path itself, a query string, a header or a body: those can hold what
/// was looked up.
async fn record(mut request: Request, next: Next) -> Response {
    let stopwatch = Stopwatch::start();
    let seen = Seen::default();
    request.extensions_mut().insert(seen.clone());
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();

    let mut response = next.run(request).await;

    put_common_headers(response.headers_mut());
    if seen.0.none.get().is_some() {
        return response;
    }
    tracing::info!(
        device = seen.0.device.get().map(tracing::field::display),
        method = method_name(&method),
        route = route.as_ref().map_or("none", MatchedPath::as_str),
        status = response.status().as_u16(),
        code = response.extensions().get::<Code>().map(|code| code.name()),
        ms = stopwatch.millis(),
        remark = response
            .extensions()
            .get::<LogField>()
            .map(|remark| remark.0.as_str()),
        "request"
    );
    response
}

/// A method of HTTP may be any word; only the usual ones are repeated.
fn method_name(method: &axum::http::Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::StatusCode;
    use axum::http::header::CONTENT_TYPE;
    use axum::routing::get;
    use tower::ServiceExt as _;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_request_that_never_ends_is_ended() {
        let route = get(async || std::future::pending::<&str>().await);
        let server: Router = with_common_layers(Router::new().route("/v1/stuck", route));
        let request = Request::get("/v1/stuck").body(Body::empty()).unwrap();
        let refusal = server.oneshot(request).await.unwrap();
        assert_eq!(refusal.status(), StatusCode::REQUEST_TIMEOUT);
        assert_eq!(refusal.headers()[CONTENT_TYPE], "application/problem+json");
    }

    #[tokio::test]
    async fn a_stamp_is_on_every_answer_while_there_is_one() {
        for said in [Some("7"), None] {
            let stamp = move || {
                let value = HeaderValue::from_static(said?);
                Some((HeaderName::from_static("what-time"), value))
            };
            let routes = Router::new().route("/v1/health", get(async || "ok"));
            let server: Router = with_header(with_common_layers(routes), stamp);
            for (method, path) in [
                ("GET", "/v1/health"),
                ("GET", "/v1/nothing"),
                ("DELETE", "/v1/health"),
            ] {
                let request = Request::builder().method(method).uri(path);
                let request = request.body(Body::empty()).unwrap();
                let answer = server.clone().oneshot(request).await.unwrap();
                let found = answer.headers().get("what-time");
                assert_eq!(found.map(|value| value.to_str().unwrap()), said);
            }
        }
    }

    #[tokio::test]
    async fn where_no_route_fits_the_refusal_has_the_common_form() {
        let server: Router =
            with_common_layers(Router::new().route("/v1/health", get(async || "ok")));
        let ask = |method: &str, path: &str| {
            let request = Request::builder().method(method).uri(path);
            server.clone().oneshot(request.body(Body::empty()).unwrap())
        };
        let good = ask("GET", "/v1/health").await.unwrap();
        assert_eq!(good.status(), StatusCode::OK);
        assert_eq!(good.headers()["api-version"], API_VERSION);
        assert_eq!(good.headers()["cache-control"], "no-store");
        assert_eq!(good.headers()["x-content-type-options"], "nosniff");
        for (method, path, status) in [
            ("GET", "/v1/nothing", StatusCode::NOT_FOUND),
            ("DELETE", "/v1/health", StatusCode::METHOD_NOT_ALLOWED),
        ] {
            let refusal = ask(method, path).await.unwrap();
            assert_eq!(refusal.status(), status);
            assert_eq!(refusal.headers()[CONTENT_TYPE], "application/problem+json");
            assert_eq!(refusal.headers()["api-version"], API_VERSION);
            assert_eq!(refusal.headers()["cache-control"], "no-store");
            assert_eq!(refusal.headers()["x-content-type-options"], "nosniff");
        }
    }
}
