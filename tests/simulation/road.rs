//! The road from one phone to both servers: no network, no port. What becomes of a request is said
//! beforehand.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Mutex;

use axum::body::Body;
use http_body_util::BodyExt as _;
use proco_device::Device;
use proco_device::sync::{Carried, Carrier, Request, Response, Unanswered};
use proco_device::view::LookUpView;
use tower::ServiceExt as _;

use crate::act::Weather;
use crate::disk::Files;
use crate::phone;
use crate::town::{Server, SharedTown, lock};

/// The addresses of both servers. Nobody listens there.
pub const CENTRAL: &str = "http://127.0.0.1:1";
/// As above.
pub const KEYSERVICE: &str = "http://127.0.0.1:2";

/// The road of one phone.
pub struct Road {
    town: SharedTown,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    forecast: VecDeque<Weather>,
    /// Seemed lost, and will arrive.
    late: Vec<Request>,
    /// Where the phone's files are.
    folder: PathBuf,
    /// The phone, for what its officer does meanwhile.
    device: Option<Device>,
    /// The phone's files at the last moment at which it waited, when it will be killed.
    before: Option<Files>,
    /// What was left of the phone's files when it was killed.
    left: Option<Files>,
    meanwhile: Vec<(usize, LookUpView)>,
}

/// What happened while requests were carried.
#[derive(Default)]
pub struct Report {
    /// What was left of the phone's files, when it was killed.
    pub left: Option<Files>,
    /// Its files at the last moment at which it waited, when that was asked for.
    pub before: Option<Files>,
    /// Look-ups that were made meanwhile: the subject, and what was shown.
    pub meanwhile: Vec<(usize, LookUpView)>,
}

impl Road {
    /// A road into this town.
    pub fn into(town: SharedTown) -> Self {
        Self {
            town,
            state: Mutex::default(),
        }
    }

    /// The town that it leads to.
    pub fn town(&self) -> &SharedTown {
        &self.town
    }

    /// What becomes of the next requests; after them all are fair. `kill` asks to remember the files
    /// at each request.
    pub fn forecast(
        &self,
        weather: &[Weather],
        device: &Device,
        folder: &std::path::Path,
        kill: bool,
    ) {
        let kills = weather
            .iter()
            .any(|one| matches!(one, Weather::KillPhone { .. }));
        let mut state = lock(&self.state);
        *state = State {
            forecast: weather.iter().copied().collect(),
            late: std::mem::take(&mut state.late),
            folder: folder.to_owned(),
            device: Some(device.clone()),
            before: (kill || kills).then(|| Files::of(folder)),
            ..State::default()
        };
    }

    /// What happened since.
    pub fn report(&self) -> Report {
        let state = std::mem::take(&mut *lock(&self.state));
        lock(&self.state).late = state.late;
        Report {
            left: state.left,
            before: state.before,
            meanwhile: state.meanwhile,
        }
    }

    /// The next weather; a phone that was killed sends nothing more.
    fn next(&self) -> Weather {
        let mut state = lock(&self.state);
        if state.left.is_some() {
            return Weather::NoNetwork;
        }
        if state.before.is_some() {
            // What was written before is on disk while it waits, unless it is killed here.
            if !matches!(state.forecast.front(), Some(Weather::KillPhone { .. })) {
                state.before = Some(Files::of(&state.folder));
            }
        }
        state.forecast.pop_front().unwrap_or(Weather::Fair)
    }

    async fn travel(&self, request: Request) -> Result<Response, Unanswered> {
        let lost = Err(Unanswered::NoWholeAnswer);
        let server = server_of(&request);
        match self.next() {
            Weather::Fair => {
                let answer = self.arrive(server, &request).await;
                self.deliver_late().await;
                answer
            }
            Weather::NoNetwork => Err(Unanswered::NotReached),
            Weather::LoseRequest => lost,
            Weather::LoseAnswer => {
                self.arrive(server, &request).await.ok();
                lost
            }
            Weather::Twice => {
                self.arrive(server, &request).await.ok();
                self.arrive(server, &request).await
            }
            Weather::Late => {
                lock(&self.state).late.push(request);
                lost
            }
            Weather::CutAnswer => {
                let mut answer = self.arrive(server, &request).await?;
                let half = answer.body().len() / 2;
                answer.body_mut().truncate(half);
                Ok(answer)
            }
            Weather::Busy => Ok(says(503, r#"{"code":"unavailable"}"#, Some("30"))),
            Weather::Broken => Ok(says(500, "", None)),
            Weather::Portal => Ok(says(200, "<html>Welkom</html>", None)),
            Weather::Empty if request.uri().path().ends_with("/epochs") => {
                Ok(says(200, "{\"epochs\":[]}", None))
            }
            Weather::Empty => Ok(says(200, "{}", None)),
            Weather::KillServer { cut } => {
                let old = lock(&self.town).files(server);
                let answer = self.arrive(server, &request).await;
                let mut town = lock(&self.town);
                let left = Files::killed(&old, &town.files(server), cut);
                town.killed(server, &left);
                // What was answered was on disk before.
                if cut == 1000 { answer } else { lost }
            }
            Weather::KillPhone { cut } => {
                let left = {
                    let state = lock(&self.state);
                    let old = state
                        .before
                        .as_ref()
                        .expect("remembered as it will be killed");
                    Files::killed(old, &Files::of(&state.folder), cut)
                };
                // What is sent was on disk before.
                if cut == 1000 {
                    self.arrive(server, &request).await.ok();
                }
                lock(&self.state).left = Some(left);
                Err(Unanswered::NotReached)
            }
            Weather::Meanwhile { subject } => {
                let device = lock(&self.state)
                    .device
                    .clone()
                    .expect("a pass has a phone");
                if let Ok(view) = phone::look_up(&device, subject) {
                    let mut state = lock(&self.state);
                    state.meanwhile.push((subject, view));
                    if state.before.is_some() {
                        state.before = Some(Files::of(&state.folder));
                    }
                }
                self.arrive(server, &request).await
            }
        }
    }

    async fn deliver_late(&self) {
        let late = std::mem::take(&mut lock(&self.state).late);
        for request in late {
            self.arrive(server_of(&request), &request).await.ok();
        }
    }

    /// The request reaches its server, which answers.
    async fn arrive(&self, server: Server, request: &Request) -> Result<Response, Unanswered> {
        let router = lock(&self.town).router(server);
        let request = request.clone().map(Body::from);
        let answer = router.oneshot(request).await;
        let (head, body) = answer.expect("a router always answers").into_parts();
        let body = body
            .collect()
            .await
            .map_err(|_| Unanswered::NoWholeAnswer)?;
        Ok(Response::from_parts(head, body.to_bytes().to_vec()))
    }
}

impl Carrier for Road {
    fn carry(&self, request: Request) -> Carried<'_> {
        Box::pin(self.travel(request))
    }
}

fn server_of(request: &Request) -> Server {
    match request.uri().port_u16() {
        Some(1) => Server::Central,
        _ => Server::KeyService,
    }
}

fn says(status: u16, body: &str, retry_after: Option<&str>) -> Response {
    let mut answer = axum::http::Response::builder().status(status);
    if let Some(seconds) = retry_after {
        answer = answer.header("retry-after", seconds);
    }
    answer
        .body(body.as_bytes().to_vec())
        .expect("a status and a text make an answer")
}
