//! The route of the figures of the whole force, and how central comes by them.

use axum::Json;
use axum::extract::State;
use proco_access::{Action, Caller, Code, Problem};
use proco_exchange::force::ForceSummary;
use proco_exchange::period::{Period, Week};

use crate::central::Central;
use crate::store::StoreError;
use crate::summaries::force;

/// How many quarters before that of today are looked at: a phone shows the figures of a year at most.
const QUARTERS: usize = 4;

/// The figures of the force as they stand while no further week is closed.
#[derive(Debug)]
pub(crate) struct OfOpenWeek {
    open: Week,
    summary: Option<ForceSummary>,
}

/// The figures of the whole force over the newest closed quarter of which enough teams show something.
#[utoipa::path(get, path = "/v1/force/summary", tag = "summaries",
    security(("token" = [])),
    responses((status = 200, description = "The figures that may be shown", body = ForceSummary),
        (status = 403, description = "Neither officer nor shift lead",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No quarter is closed of which enough teams show something",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`busy`: the device has three under way",
            body = proco_access::problem::ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn summary(
    State(central): State<Central>,
    caller: Caller,
) -> Result<Json<ForceSummary>, Problem> {
    caller.must_be_allowed(Action::SeeForce)?;
    central.must_be_sound()?;
    let place = central.at_once.summaries.enter(caller.device).await?;
    let found = async move {
        let summary = central.force_summary().await?;
        let none = || Problem::new(Code::PeriodNotAvailable);
        summary.map(Json).ok_or_else(none)
    };
    place.hold(found).await
}

impl Central {
    /// The figures of the force. They are worked out once while no further week is closed: what is published stays as it
    /// is, and of closed weeks nothing more comes.
    async fn force_summary(&self) -> Result<Option<ForceSummary>, StoreError> {
        let open = self.open_week().await?;
        let mut kept = self.force.lock().await;
        if let Some(kept) = kept.as_ref()
            && kept.open == open
        {
            return Ok(kept.summary.clone());
        }
        let teams = self.store.teams().await?;
        let mut all_published = teams.torn.is_none();
        for team in teams.rows {
            match self.publish_due(&team).await {
                Err(error @ StoreError::Damaged(_)) => {
                    tracing::error!(%team, %error, "the force is summed up without this team");
                    all_published = false;
                }
                published => published?,
            }
        }
        let mut summary = None;
        for quarter in quarters_before(open) {
            let teams = self.store.published_of_all(quarter).await?;
            // Without one team the sum would tell, beside that of before, what the team shows.
            if teams.torn.is_some() {
                all_published = false;
                continue;
            }
            summary = force::summary(quarter, &teams.rows);
            if summary.is_some() {
                break;
            }
        }
        if all_published {
            let summary = summary.clone();
            *kept = Some(OfOpenWeek { open, summary });
        }
        Ok(summary)
    }
}

/// The quarters that are closed when this week is the first open one, newest first.
fn quarters_before(open: Week) -> Vec<Period> {
    let mut quarters = Vec::with_capacity(QUARTERS);
    let mut last = open.quarter();
    while quarters.len() < QUARTERS {
        last = match last {
            Period::Quarter { year, quarter: 1 } => Period::Quarter {
                year: year - 1,
                quarter: 4,
            },
            Period::Quarter { year, quarter } => Period::Quarter {
                year,
                quarter: quarter - 1,
            },
            // A week is asked for its quarter, and gives one.
            Period::Week(_) | Period::Month { .. } => return quarters,
        };
        quarters.push(last);
    }
    quarters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quarters_before_a_week_go_over_the_turn_of_the_year() {
        let Ok(Period::Week(week)) = "2026-W20".parse() else {
            panic!("it is a week");
        };
        let names: Vec<String> = quarters_before(week)
            .iter()
            .map(Period::to_string)
            .collect();
        assert_eq!(names, ["2026-Q1", "2025-Q4", "2025-Q3", "2025-Q2"]);
    }
}
