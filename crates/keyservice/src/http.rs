//! The HTTP interface of the key service: its routes, their OpenAPI description, and serving them.

use std::future::Future;
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, FromRef, FromRequest as _, Request, State};
use axum::{Extension, Json, Router};
use proco_access::body::Body;
use proco_access::description;
use proco_access::frame::{LogField, with_common_layers};
use proco_access::problem::{Problem, ProblemBody};
use proco_access::standing::{StandingAnswer, StandingRequest, Standings};
use proco_access::{Action, Caller, Gatekeeper};
use proco_exchange::evaluation::{EvaluationAnswer, EvaluationRequest, LiveEpochs};
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::task::spawn_blocking;
use utoipa::{OpenApi, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::service::KeyService;

/// The largest body, in bytes: 256 elements of 46 characters, with room to spare.
const LARGEST_BODY: usize = 32 * 1024;

/// The largest body with a statement, in bytes: 64 devices of 39 characters, in base64, with room to spare.
const LARGEST_STATEMENT: usize = 5 * 1024;

/// How often the epoch keys are looked after.
const HOUR: Duration = Duration::from_secs(3600);

/// After how many such hours each page of the store is checked.
const HOURS_PER_CHECK: u32 = 24;

#[derive(OpenApi)]
#[openapi(info(
    title = "ProCo key service",
    description = "Turns a blinded mark into a pseudonym. It sees neither.",
    version = "1.0.0",
    license(name = "EUPL-1.2", identifier = "EUPL-1.2")
))]
struct Api;

impl FromRef<KeyService> for Gatekeeper {
    fn from_ref(service: &KeyService) -> Self {
        service.gatekeeper().clone()
    }
}

/// All routes of a service.
pub fn router(service: KeyService) -> Router {
    let (routes, api) = OpenApiRouter::with_openapi(Api::openapi())
        .routes(routes!(epoch_keys))
        .routes(routes!(standings))
        .routes(routes!(health))
        // So far nobody needs a token.
        .layer(DefaultBodyLimit::max(LARGEST_STATEMENT))
        .routes(routes!(evaluations))
        .routes(routes!(live_epochs))
        .split_for_parts();
    let routes = routes
        .route(
            "/v1/openapi.json",
            description::route(&description::complete(api)),
        )
        .layer(DefaultBodyLimit::max(LARGEST_BODY));
    with_common_layers(routes).with_state(service)
}

/// Serves until `shutdown` is done and requests under way are finished, as far as the bounds allow.
/// Then the log of the store is folded into its file.
pub async fn serve(
    listener: TcpListener,
    service: KeyService,
    shutdown: impl Future<Output = ()> + Send + 'static,
) {
    let housekeeping = tokio::spawn(look_after(service.clone()));
    let bounds = service.bounds();
    proco_access::serve::serve(listener, router(service.clone()), bounds, shutdown).await;
    housekeeping.abort();
    match spawn_blocking(move || service.end()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::error!(%error, "the log was not folded into the store"),
        Err(_) => tracing::error!("the log was not folded into the store"),
    }
}

/// Looks after the epoch keys each hour, because a quarter also ends when nobody asks anything, and checks the store
/// each day.
async fn look_after(service: KeyService) {
    let mut hours = tokio::time::interval(HOUR);
    for hour in 0_u32.. {
        hours.tick().await;
        let service = service.clone();
        let looked = spawn_blocking(move || {
            service.rotate_epochs()?;
            if hour % HOURS_PER_CHECK != 0 {
                return Ok(());
            }
            service.remind()?;
            // The start has checked the store already.
            if hour == 0 { Ok(()) } else { service.check() }
        });
        match looked.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "the store could not be looked after"),
            Err(_) => tracing::error!("the store could not be looked after"),
        }
    }
}

/// Evaluates blinded marks in live epochs, with one proof per epoch.
#[utoipa::path(
    post,
    path = "/v1/evaluations",
    request_body = EvaluationRequest,
    security(("token" = [])),
    responses(
        (status = 200, description = "The evaluations, in the order of the epochs asked", body = EvaluationAnswer),
        (status = 400, description = "malformed", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "token_missing, token_refused, token_expired", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "device_unknown, device_revoked, role_not_allowed", body = ProblemBody, content_type = "application/problem+json"),
        (status = 413, description = "too_large", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "epoch_not_live, element_refused, quota_exceeded", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "quota_exhausted; busy: the device has two under way, and two that wait", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "unavailable", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
async fn evaluations(
    State(service): State<KeyService>,
    caller: Caller,
    request: Request,
) -> Result<Json<EvaluationAnswer>, Problem> {
    caller.must_be_allowed(Action::LookUp)?;
    // Before the body is read, so that a request that waits for its turn costs no memory.
    let place = service.at_once().evaluations.enter(caller.device).await?;
    let Body(request) = Body::<EvaluationRequest>::from_request(request, &service).await?;
    let turns = service.at_once().phones.clone();
    let evaluated = turns.blocking(move || service.evaluate(caller.device, &request));
    place.hold(evaluated).await.map(Json)
}

/// The live epochs and their public keys, newest first.
#[utoipa::path(
    get,
    path = "/v1/epochs",
    security(("token" = [])),
    responses(
        (status = 200, description = "The live epochs", body = LiveEpochs),
        (status = 401, description = "token_missing, token_refused, token_expired", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "device_unknown, device_revoked, role_not_allowed", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "busy: the device has two under way, and two that wait", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "unavailable; also when no epoch is live here", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
async fn live_epochs(
    State(service): State<KeyService>,
    caller: Caller,
) -> Result<Json<LiveEpochs>, Problem> {
    caller.must_be_allowed(Action::LookUp)?;
    let place = service.at_once().epochs.enter(caller.device).await?;
    let turns = service.at_once().phones.clone();
    let live = turns.blocking(move || Ok(service.live_epochs()?));
    place.hold(live).await.map(Json)
}

/// The live epochs and their public keys, newest first, for anybody who wants to compare them.
#[utoipa::path(
    get,
    path = "/v1/epoch-keys",
    responses(
        (status = 200, description = "The live epochs", body = LiveEpochs),
        (status = 503, description = "unavailable; also while the clock is not believed", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
async fn epoch_keys(State(service): State<KeyService>) -> Result<Json<LiveEpochs>, Problem> {
    let turns = service.at_once().strangers.clone();
    let published = turns.blocking(move || Ok(service.published_epochs()?));
    published.await.map(Json)
}

/// Takes in which devices are in and which are out, on a statement signed by the issuer. A device that
/// is out stays out.
#[utoipa::path(
    post,
    path = "/v1/standings",
    request_body = StandingRequest,
    responses(
        (status = 200, description = "All of it counts from now on, or did already", body = StandingAnswer),
        (status = 400, description = "malformed", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "token_refused", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "quota_exceeded: more new devices at once than may ever come in an hour; those that are out are out", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "quota_exhausted, with Retry-After: more new devices than may come in an hour; those that are out are out", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "unavailable: nothing of it counts", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
async fn standings(
    State(service): State<KeyService>,
    Body(request): Body<StandingRequest>,
) -> Result<(Option<Extension<LogField>>, Json<StandingAnswer>), Problem> {
    let turns = service.at_once().strangers.clone();
    let stood = turns.blocking(move || service.stand(&request.statement));
    let (new, answer) = stood.await?;
    Ok((remark(&new).map(Extension), Json(answer)))
}

/// For the log line of the request: who is out from now on, and how many are in.
fn remark(new: &Standings) -> Option<LogField> {
    let out: Vec<_> = new.revoked.iter().map(ToString::to_string).collect();
    let said = format!(
        "new devices: {}, revoked: {}",
        new.admitted.len(),
        out.join(" ")
    );
    (!new.is_empty()).then_some(LogField(said))
}

/// The answer to a watchdog: whether the service can do its work.
#[derive(Serialize, ToSchema)]
struct HealthAnswer {
    /// `ok`, or `clock`: it answers, but its clock is far from the last moment that it believed, and
    /// no phone with a good token has asked since. Anything else is answered with a problem.
    status: &'static str,
}

/// Whether the service can answer, all of it, and write.
#[utoipa::path(
    get,
    path = "/v1/health",
    responses(
        (status = 200, description = "It can", body = HealthAnswer),
        (status = 503, description = "unavailable, and in its detail why", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
async fn health(State(service): State<KeyService>) -> Result<Json<HealthAnswer>, Problem> {
    let turns = service.at_once().strangers.clone();
    let status = turns.blocking(move || service.health().status()).await?;
    Ok(Json(HealthAnswer { status }))
}
