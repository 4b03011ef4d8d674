//! The HTTP interface of central: its routes, what they share, and their OpenAPI description.

use std::future::Future;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::middleware::from_fn;
use proco_access::Problem;
use proco_access::body::MOST_WITHOUT_TOKEN;
use proco_access::description;
use proco_access::frame::{unlogged, with_common_layers, with_header};
use proco_exchange::report::MAX_BATCH_BYTES;
use tokio::net::TcpListener;
use utoipa::OpenApi as _;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::central::Central;
use crate::error::CentralError;
use crate::{enrolment, epoch_keys, force, frequencies, lessons, reports, second_views, summaries};

#[derive(utoipa::OpenApi)]
#[openapi(info(
    title = "ProCo central",
    description = "Takes pseudonymised reports, answers how often a subject was queried and stopped, and shows a team what it can learn from.",
    license(name = "EUPL-1.2", identifier = "EUPL-1.2")
))]
struct Description;

/// Whether the server answers, can write, and has a sound database.
#[utoipa::path(get, path = "/v1/health", tag = "service", responses((status = 204, description = "All is well"),
    (status = 503, description = "Nothing can be written, or the database is damaged",
        body = proco_access::problem::ProblemBody, content_type = "application/problem+json")))]
async fn health(State(central): State<Central>) -> Result<StatusCode, Problem> {
    central.must_be_well().map(|()| StatusCode::NO_CONTENT)
}

/// The routes of central.
pub fn router(central: Central) -> Router {
    let (routes, description) = described();
    let routes = routes
        .route(
            "/v1/openapi.json",
            description::route(&description::complete(description)),
        )
        .layer(DefaultBodyLimit::max(MAX_BATCH_BYTES));
    let clock = central.clone();
    let restored = central.restore_to_tell();
    let routes = with_header(with_common_layers(routes), move || clock.time_to_tell());
    with_header(routes, move || Some(restored.clone())).with_state(central)
}

fn described() -> (Router<Central>, utoipa::openapi::OpenApi) {
    OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(health))
        .routes(routes!(epoch_keys::published))
        .routes(routes!(enrolment::enrol))
        .routes(routes!(enrolment::challenge))
        .routes(routes!(enrolment::token))
        // So far nobody needs a token.
        .layer(DefaultBodyLimit::max(MOST_WITHOUT_TOKEN))
        .routes(routes!(reports::upload))
        .routes(routes!(frequencies::ask))
        .routes(routes!(summaries::periods))
        .routes(routes!(summaries::summary))
        .routes(routes!(force::summary))
        .routes(routes!(lessons::of_team))
        .routes(routes!(lessons::set_aside))
        .routes(routes!(second_views::asked))
        .merge(unlogged_routes())
        .split_for_parts()
}

/// What an author asks about the own lesson or request, and what an adviser answers. No request of these is logged: a
/// line beside those of the other requests of a phone would tell by its moment whose it is.
fn unlogged_routes() -> OpenApiRouter<Central> {
    OpenApiRouter::new()
        .routes(routes!(lessons::send))
        .routes(routes!(lessons::state))
        .routes(routes!(lessons::take_back))
        .routes(routes!(second_views::send))
        .routes(routes!(second_views::state))
        .routes(routes!(second_views::take_back))
        .routes(routes!(second_views::answer))
        .layer(from_fn(unlogged))
}

/// Serves until it is told to stop, and then lets requests under way end; what is still under way
/// after that is refused by the store, and the phone sends it again. Tidies up at the start and every
/// hour, and leaves the database in order.
///
/// # Errors
/// [`CentralError::Running`] when another central runs on the same folder; [`CentralError::Store`].
pub async fn serve(
    listener: TcpListener,
    central: Central,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), CentralError> {
    let lock = central.begin().await?;
    central.resume_closing().await?;
    let tidying = tokio::spawn(tidy_often(central.clone()));
    let watching = tokio::spawn(central.clone().watch());
    let telling = tokio::spawn(central.clone().keep_telling());
    let renewing = tokio::spawn(central.clone().keep_issuer());
    let bounds = central.config.bounds;
    proco_access::serve::serve(listener, router(central.clone()), bounds, shutdown).await;
    tidying.abort();
    watching.abort();
    telling.abort();
    renewing.abort();
    central.leave().await?;
    lock.end()
}

async fn tidy_often(central: Central) {
    let mut hourly = tokio::time::interval(std::time::Duration::from_secs(3600));
    loop {
        hourly.tick().await;
        if let Err(error) = central.tidy().await {
            tracing::error!(%error, "tidying up");
        }
    }
}
