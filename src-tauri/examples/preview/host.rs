//! The HTTP server of the page: files, commands, and an event stream of the sync status.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures_util::stream;
use serde::Deserialize;
use serde_json::{Value, json};
use tauri::ipc::{CallbackFn, InvokeBody, InvokeResponseBody};
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response};
use tauri::webview::InvokeRequest;
use tauri::{AppHandle, Listener, Manager};
use tokio::sync::{broadcast, watch};

use super::screens::Screens;

/// The running app and the page that it serves.
pub struct Host {
    app: AppHandle<MockRuntime>,
    screens: Screens,
    told: broadcast::Sender<String>,
    ending: watch::Sender<bool>,
}

impl Host {
    /// Subscribes to the app's events and to the signals that end the program.
    pub fn new(app: AppHandle<MockRuntime>, screens: Screens) -> Arc<Self> {
        let (told, _) = broadcast::channel(64);
        let teller = told.clone();
        app.listen_any(proco_app::background::SYNC_CHANGED, move |event| {
            let payload: Value = serde_json::from_str(event.payload()).unwrap_or(Value::Null);
            let message =
                json!({ "event": proco_app::background::SYNC_CHANGED, "payload": payload });
            // Without a page there is no receiver.
            let _ = teller.send(message.to_string());
        });
        let (ending, _) = watch::channel(false);
        let host = Arc::new(Self {
            app,
            screens,
            told,
            ending,
        });
        end_on_signal(Arc::clone(&host));
        host
    }

    /// Completes when the program is asked to end.
    pub fn ended(self: &Arc<Self>) -> impl Future<Output = ()> + Send + use<> {
        let mut ending = self.ending.subscribe();
        async move {
            let _ = ending.wait_for(|ends| *ends).await;
        }
    }
}

/// Ctrl-C and SIGTERM end the program; open event streams end with it.
fn end_on_signal(host: Arc<Host>) {
    tauri::async_runtime::spawn(async move {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminate) = signal(SignalKind::terminate()) else {
            return;
        };
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        host.ending.send_replace(true);
    });
}

/// All routes, behind the check of the host name.
pub fn router(host: Arc<Host>, port: u16) -> Router {
    Router::new()
        .route("/ipc", post(ipc))
        .route("/events", get(events))
        .fallback(get(file))
        .layer(from_fn_with_state(port, loopback_only))
        .with_state(host)
}

/// Refuses requests for another host name or from another origin. A page that points its own name at this
/// address (DNS rebinding) sends that name with its requests, and a page of another origin must not post here
/// (CSRF).
async fn loopback_only(State(port): State<u16>, request: Request, next: Next) -> Response {
    if !is_ours(request.headers(), port) {
        return StatusCode::MISDIRECTED_REQUEST.into_response();
    }
    let mut answer = next.run(request).await;
    let headers = answer.headers_mut();
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.insert(name, header::HeaderValue::from_static(value));
    }
    answer
}

fn is_ours(headers: &HeaderMap, port: u16) -> bool {
    let ours = ["127.0.0.1", "localhost", "[::1]"].map(|name| format!("{name}:{port}"));
    let host_is_ours = headers
        .get(header::HOST)
        .is_some_and(|host| ours.iter().any(|our| host == our.as_str()));
    let origin_is_ours = headers.get(header::ORIGIN).is_none_or(|origin| {
        let name = origin.to_str().unwrap_or_default().strip_prefix("http://");
        ours.iter().any(|our| name == Some(our))
    });
    host_is_ours && origin_is_ours
}

async fn file(State(host): State<Arc<Host>>, request: Request) -> Response {
    match host.screens.get(request.uri().path()) {
        Some(screen) => {
            ([(header::CONTENT_TYPE, screen.kind)], screen.bytes.clone()).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// One command call of the page, as the window would make it.
#[derive(Deserialize)]
struct Question {
    cmd: String,
    #[serde(default)]
    args: Value,
}

async fn ipc(State(host): State<Arc<Host>>, Json(question): Json<Question>) -> Response {
    let app = host.app.clone();
    // The call blocks until the answer, which may take as long as the network does.
    let answered = tokio::task::spawn_blocking(move || ask(&app, question)).await;
    let json = [(header::CONTENT_TYPE, "application/json")];
    match answered {
        Ok(Some(Ok(InvokeResponseBody::Json(answer)))) => (json, answer).into_response(),
        Ok(Some(Ok(InvokeResponseBody::Raw(_)))) => StatusCode::NOT_IMPLEMENTED.into_response(),
        Ok(Some(Err(refusal))) => {
            (StatusCode::UNPROCESSABLE_ENTITY, json, refusal.to_string()).into_response()
        }
        Ok(None) | Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn ask(
    app: &AppHandle<MockRuntime>,
    question: Question,
) -> Option<Result<InvokeResponseBody, Value>> {
    let window = app.get_webview_window("main")?;
    let request = InvokeRequest {
        cmd: question.cmd,
        callback: CallbackFn(0),
        error: CallbackFn(1),
        // The address of the app's own page, for which alone the permissions apply.
        url: "tauri://localhost".parse().ok()?,
        body: InvokeBody::Json(question.args),
        headers: HeaderMap::new(),
        invoke_key: INVOKE_KEY.to_owned(),
    };
    Some(get_ipc_response(&window, request))
}

async fn events(State(host): State<Arc<Host>>) -> impl IntoResponse {
    let told = host.told.subscribe();
    let ended = Box::pin(host.ended());
    let news = stream::unfold((told, ended), async |(mut told, mut ended)| {
        loop {
            let message = tokio::select! {
                message = told.recv() => message,
                () = &mut ended => return None,
            };
            match message {
                Ok(message) => {
                    let event = Ok::<_, Infallible>(Event::default().data(message));
                    return Some((event, (told, ended)));
                }
                // A slow page may miss a status, because a newer one replaces it.
                Err(broadcast::error::RecvError::Lagged(_)) => {}
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    });
    Sse::new(news).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}
