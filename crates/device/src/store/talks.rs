//! The talks of a shift lead with the team, one a week, and what the lead did with the figures of closed periods.

use proco_credential::Team;
use proco_domain::text::FreeText;
use proco_domain::time::UtcMillis;
use proco_exchange::Hour;
use proco_exchange::period::{Period, Week};
use proco_practice::talk::Topic;
use proco_practice::talk::choice::{Because, Choice, Turn};
use rusqlite::{Connection, Row};

use super::StoreError;
use super::row::{At, moment};
use super::rows::read_text;
use crate::review::{PeriodReview, Review};

/// The talk of one week.
#[derive(Clone)]
pub(crate) struct Talk {
    /// The ISO week in which the talk is due: one row for each.
    pub(crate) week: Week,
    /// What it is about, and why.
    pub(crate) choice: Choice,
    /// In how many weeks before it had this topic.
    pub(crate) round: u32,
    /// When it was marked as held.
    pub(crate) held_at: Option<UtcMillis>,
    /// The lead's own words.
    pub(crate) note: Option<FreeText>,
}

impl Talk {
    /// A row; `None` where this version does not know its topic or why it was chosen.
    fn read(row: &Row<'_>) -> rusqlite::Result<Option<Self>> {
        let week: String = row.get(0)?;
        let topic: String = row.get(1)?;
        let quarter: Option<String> = row.get(3)?;
        let turn: Option<String> = row.get(4)?;
        let because = match (quarter, turn) {
            (Some(quarter), _) => Some(Because::Figures { quarter }),
            (None, turn) => turn
                .and_then(|turn| Turn::of_name(&turn))
                .map(Because::Turn),
        };
        let (Some(week), Some(topic), Some(because)) =
            (of_code(&week), Topic::of_id(&topic), because)
        else {
            return Ok(None);
        };
        Ok(Some(Self {
            week,
            choice: Choice { topic, because },
            round: row.get(2)?,
            held_at: moment(row.get(5)?),
            note: read_text(row.get(6)?),
        }))
    }
}

fn of_code(code: &str) -> Option<Week> {
    match code.parse() {
        Ok(Period::Week(week)) => Some(week),
        Ok(Period::Month { .. } | Period::Quarter { .. }) | Err(_) => None,
    }
}

fn code(week: Week) -> String {
    Period::Week(week).to_string()
}

/// The talks with a team, the newest first.
pub(crate) fn all(connection: &Connection, team: &Team) -> Result<Vec<Talk>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT week, topic, round, quarter, turn, held_at, note FROM talks WHERE team = ?1 ORDER BY week DESC",
    )?;
    let rows = statement.query_map([team.as_str()], Talk::read)?;
    Ok(rows
        .filter_map(Result::transpose)
        .collect::<Result<_, _>>()?)
}

/// Keeps what the talk of a week is about; one that is kept already stays.
pub(crate) fn begin(connection: &Connection, team: &Team, talk: &Talk) -> Result<(), StoreError> {
    let (quarter, turn) = match &talk.choice.because {
        Because::Figures { quarter } => (Some(quarter.as_str()), None),
        Because::Turn(turn) => (None, Some(turn.name())),
    };
    let topic = talk.choice.topic.id();
    connection
        .prepare_cached(
            "INSERT INTO talks (team, week, topic, round, quarter, turn) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (team, week) DO NOTHING",
        )?
        .execute((team.as_str(), code(talk.week), topic, talk.round, quarter, turn))?;
    Ok(())
}

/// Keeps whether a talk was held, and the note about it, in the place of what was kept before. A talk that was held
/// already keeps its moment. Returns whether there is such a talk.
pub(crate) fn keep(
    connection: &Connection,
    team: &Team,
    week: &str,
    held_at: Option<UtcMillis>,
    note: Option<&FreeText>,
) -> Result<bool, StoreError> {
    let kept = connection
        .prepare_cached(
            "UPDATE talks SET held_at = CASE WHEN ?3 IS NULL THEN NULL ELSE coalesce(held_at, ?3) END, note = ?4
             WHERE team = ?1 AND week = ?2",
        )?
        .execute((team.as_str(), week, held_at.map(At), note.map(FreeText::expose)))?;
    Ok(kept > 0)
}

/// What the lead did with the figures of closed periods.
pub(crate) fn reviews(
    connection: &Connection,
    team: &Team,
) -> Result<Vec<PeriodReview>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT period, state, at FROM period_reviews WHERE team = ?1 ORDER BY period, at",
    )?;
    let rows = statement.query_map([team.as_str()], |row| {
        let state: String = row.get(1)?;
        let At(at) = row.get(2)?;
        let period = row.get(0)?;
        Ok(Review::of_name(&state).map(|state| PeriodReview { period, state, at }))
    })?;
    Ok(rows
        .filter_map(Result::transpose)
        .collect::<Result<_, _>>()?)
}

/// Keeps that the lead did this with the figures of a period, or that the lead did not after all.
pub(crate) fn review(
    connection: &Connection,
    team: &Team,
    period: Period,
    state: Review,
    at: Option<UtcMillis>,
) -> Result<(), StoreError> {
    let named = (team.as_str(), period.to_string(), state.name());
    match at {
        Some(at) => connection
            .prepare_cached(
                "INSERT INTO period_reviews (team, period, state, at) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (team, period, state) DO NOTHING",
            )?
            .execute((named.0, named.1, named.2, At(at)))?,
        None => connection
            .prepare_cached(
                "DELETE FROM period_reviews WHERE team = ?1 AND period = ?2 AND state = ?3",
            )?
            .execute(named)?,
    };
    Ok(())
}

/// Deletes the talks of weeks before a moment, with their notes, and what was done with figures before it.
pub(crate) fn forget_before(connection: &Connection, before: UtcMillis) -> Result<(), StoreError> {
    // Codes of weeks are in the order of the calendar.
    let week = Week::of(Hour::of(before.local_date()));
    connection
        .prepare_cached("DELETE FROM talks WHERE week < ?1")?
        .execute([code(week)])?;
    connection
        .prepare_cached("DELETE FROM period_reviews WHERE at < ?1")?
        .execute([At(before)])?;
    Ok(())
}
