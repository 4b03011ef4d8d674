//! What a shift lead sees of the own team.
//!
//! | module | what it holds |
//! |---|---|
//! | [`publish`] | from the roll-up of closed weeks to published figures |
//! | [`suppress`] | which figures may be shown, and why |
//! | [`table`], [`contributors`], `grid`, [`span`], [`key`], [`threshold`] | what it decides on |
//! | [`force`] | the figures of the whole force, from what the teams show |
//! | [`screen`] | the form that the screen takes |

pub mod contributors;
pub mod force;
mod grid;
pub mod key;
pub mod publish;
pub mod screen;
pub mod span;
pub mod suppress;
pub mod table;
pub mod threshold;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use proco_access::{Action, Caller, Code, Problem, Team};
use proco_exchange::period::Period;
use proco_exchange::summary::{TeamPeriods, TeamSummary};

use crate::central::Central;

/// The closed periods in which the own team has records, newest first.
#[utoipa::path(get, path = "/v1/teams/{team}/summaries", tag = "summaries",
    security(("token" = [])), params(("team" = String, Path, description = "The own team")),
    responses((status = 200, description = "The periods", body = TeamPeriods),
        (status = 403, description = "Not a shift lead, or of another team",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "The path holds what is no text",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`busy`: the device has three under way",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn periods(
    State(central): State<Central>,
    caller: Caller,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<TeamPeriods>, Problem> {
    let Path(team) = path.map_err(|_| Problem::new(Code::NotFound))?;
    let team = own_team(&caller, team)?;
    central.must_be_sound()?;
    let place = central.at_once.summaries.enter(caller.device).await?;
    let found = async move {
        central.publish_due(&team).await?;
        let periods = central.store.published_periods(team.clone()).await?;
        Ok(Json(screen::periods(&team, periods)))
    };
    place.hold(found).await
}

/// The figures of the own team over a closed period.
#[utoipa::path(get, path = "/v1/teams/{team}/summaries/{period}", tag = "summaries",
    security(("token" = [])),
    params(("team" = String, Path, description = "The own team"),
        ("period" = String, Path, description = "2026-W47, 2026-11 or 2026-Q4")),
    responses((status = 200, description = "The figures that may be shown", body = TeamSummary),
        (status = 403, description = "Not a shift lead, or of another team",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "The period is not closed, or holds no record",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`busy`: the device has three under way",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn summary(
    State(central): State<Central>,
    caller: Caller,
    path: Result<Path<(String, String)>, PathRejection>,
) -> Result<Json<TeamSummary>, Problem> {
    let Path((team, period)) = path.map_err(|_| Problem::new(Code::NotFound))?;
    let team = own_team(&caller, team)?;
    let none = || Problem::new(Code::PeriodNotAvailable);
    let period: Period = period.parse().map_err(|_| none())?;
    central.must_be_sound()?;
    let place = central.at_once.summaries.enter(caller.device).await?;
    let found = async move {
        central.publish_due(&team).await?;
        let figures = central.store.published(team.clone(), period).await?;
        let figures = figures.ok_or_else(none)?;
        Ok(Json(screen::summary(&team, period, &figures)))
    };
    place.hold(found).await
}

/// The role first: whoever is no shift lead does not learn which teams there are.
fn own_team(caller: &Caller, team: String) -> Result<Team, Problem> {
    caller.must_be_allowed(Action::SeeOwnTeam)?;
    let team = Team::try_from(team).map_err(|_| Problem::new(Code::TeamNotAllowed))?;
    caller.must_be_of(&team)?;
    Ok(team)
}
