//! The weekly roll-up in SQLite, the closing of weeks, and what was published.

use std::collections::BTreeMap;

use proco_access::Team;
use proco_exchange::Epoch;
use proco_exchange::period::{Period, Week};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

use super::kept::team_of;
use super::{SqliteStore, epoch_number, epoch_of, week_number, week_of};
use crate::keys::OfficerTag;
use crate::measure::Measure;
use crate::store::{Decided, Figures, Listed, RollupRow, StoreError};

/// What a batch changes in the roll-up, added up first: a batch is of one officer and touches
/// few cells often. The next record mostly counts where the last one did.
#[derive(Default)]
pub(super) struct RollupChanges(Vec<(RollupKey, Changes)>);

/// The team, week, epoch and officer of changes.
#[derive(PartialEq, Eq)]
struct RollupKey(Team, Week, Epoch, OfficerTag);

/// The changes of one officer in one week.
#[derive(Default)]
pub(super) struct Changes(BTreeMap<Measure, i64>);

impl Changes {
    pub(super) fn add(&mut self, counted: &[Measure], sign: i64) {
        for measure in counted {
            *self.0.entry(*measure).or_default() += sign;
        }
    }
}

impl RollupChanges {
    pub(super) fn of(
        &mut self,
        team: &Team,
        week: Week,
        (epoch, officer): (Epoch, OfficerTag),
    ) -> &mut Changes {
        let is_it = |(of, _): &(RollupKey, Changes)| {
            (of.1, of.2, of.3) == (week, epoch, officer) && of.0 == *team
        };
        let place = self.0.iter().rposition(is_it).unwrap_or_else(|| {
            let of = RollupKey(team.clone(), week, epoch, officer);
            self.0.push((of, Changes::default()));
            self.0.len() - 1
        });
        &mut self.0[place].1
    }

    /// Puts these counts in the place of those in the roll-up with the same keys, except in published weeks.
    pub(super) fn put_in_place(self, transaction: &Transaction<'_>) -> Result<(), StoreError> {
        let mut clear = transaction.prepare_cached(
            "DELETE FROM rollup WHERE team = ?1 AND week = ?2 AND epoch = ?3 AND officer = ?4",
        )?;
        let mut unpublished = Self::default();
        for (of, changes) in self.0 {
            let RollupKey(team, week, epoch, officer) = &of;
            if !is_published(transaction, team, *week)? {
                let (week, epoch) = (week_number(*week), epoch_number(*epoch));
                clear.execute(params![team.as_str(), week, epoch, officer.0.as_slice()])?;
                unpublished.0.push((of, changes));
            }
        }
        unpublished.write(transaction)
    }

    /// Adds the changes to the roll-up.
    pub(super) fn write(&self, connection: &Connection) -> Result<(), StoreError> {
        let mut add = connection.prepare_cached(
            "INSERT INTO rollup (team, week, epoch, officer, measure, number)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT DO UPDATE SET number = number + excluded.number",
        )?;
        // A row of the table cannot be negative, so what is taken away is taken from one that is.
        let mut change = connection.prepare_cached(
            "UPDATE rollup SET number = number + ?6
             WHERE team = ?1 AND week = ?2 AND epoch = ?3 AND officer = ?4 AND measure = ?5",
        )?;
        let mut clear = connection.prepare_cached(
            "DELETE FROM rollup
             WHERE team = ?1 AND week = ?2 AND epoch = ?3 AND officer = ?4 AND number = 0",
        )?;
        for (RollupKey(team, week, epoch, officer), changes) in &self.0 {
            let (week, epoch) = (week_number(*week), epoch_number(*epoch));
            let mut taken_away = false;
            for (measure, number) in &changes.0 {
                let row = params![
                    team.as_str(),
                    week,
                    epoch,
                    officer.0.as_slice(),
                    measure.name(),
                    number
                ];
                if *number > 0 {
                    add.execute(row)?;
                } else if *number != 0 {
                    change.execute(row)?;
                    taken_away = true;
                }
            }
            if taken_away {
                clear.execute(params![team.as_str(), week, epoch, officer.0.as_slice()])?;
            }
        }
        Ok(())
    }
}

pub(super) fn open_week(connection: &Connection) -> Result<Option<Week>, StoreError> {
    let kept = connection
        .prepare_cached("SELECT open_week FROM closing")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(kept.map(week_of))
}

pub(super) fn close_before(connection: &Connection, open: Week) -> Result<Week, StoreError> {
    match open_week(connection)? {
        Some(kept) if kept >= open => Ok(kept),
        Some(_) | None => {
            connection.execute(
                "INSERT INTO closing (only_row, open_week) VALUES (1, ?1)
                 ON CONFLICT DO UPDATE SET open_week = excluded.open_week",
                [week_number(open)],
            )?;
            Ok(open)
        }
    }
}

pub(super) fn teams(connection: &Connection) -> Result<Listed<Team>, StoreError> {
    // Jumps from team to team through the key instead of reading all rows.
    let mut next = connection.prepare_cached("SELECT min(team) FROM rollup WHERE team > ?1")?;
    let mut teams = Listed::default();
    // Behind all texts come those that became bytes: SQLite compares each with its own kind.
    let (mut last, mut is_text) = (Vec::new(), true);
    loop {
        let after = if is_text {
            ValueRef::Text(&last)
        } else {
            ValueRef::Blob(&last)
        };
        let found = |row: &Row<'_>| {
            let team = row.get_ref(0)?;
            let is_text = matches!(team, ValueRef::Text(_));
            Ok((team.as_bytes_or_null()?.map(<[u8]>::to_vec), is_text))
        };
        let (Some(team), text) = next.query_row([ToSqlOutput::Borrowed(after)], found)? else {
            return Ok(teams);
        };
        (last, is_text) = (team, text);
        let name = String::from_utf8(last.clone()).ok().filter(|_| is_text);
        teams.add(name.ok_or(StoreError::Damaged("team")).and_then(team_of))?;
    }
}

pub(super) fn weeks(connection: &Connection, team: &Team) -> Result<Vec<Week>, StoreError> {
    let mut next =
        connection.prepare_cached("SELECT min(week) FROM rollup WHERE team = ?1 AND week > ?2")?;
    let mut weeks: Vec<Week> = Vec::new();
    loop {
        let last = weeks
            .last()
            .map_or(-1, |week| i64::from(week_number(*week)));
        let found = next.query_row(params![team.as_str(), last], |row| row.get(0))?;
        match found {
            Some(week) => weeks.push(week_of(week)),
            None => return Ok(weeks),
        }
    }
}

pub(super) fn rows(
    connection: &Connection,
    team: &Team,
    from: Week,
    to: Week,
) -> Result<Vec<RollupRow>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT week, epoch, officer, measure, number
         FROM rollup WHERE team = ?1 AND week >= ?2 AND week < ?3",
    )?;
    let mut rows = statement.query(params![team.as_str(), week_number(from), week_number(to)])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let officer = row.get_ref(2)?.as_blob().unwrap_or_default();
        let measure = row.get_ref(3)?.as_str().unwrap_or_default();
        found.push(RollupRow {
            week: week_of(row.get(0)?),
            epoch: epoch_of(row.get(1)?)?,
            officer: <[u8; 8]>::try_from(officer).ok().map(OfficerTag),
            measure: Measure::of_name(measure).ok_or(StoreError::Damaged("measure"))?,
            number: row.get(4)?,
        });
    }
    Ok(found)
}

pub(super) fn published_periods(
    connection: &Connection,
    team: &Team,
) -> Result<Vec<Period>, StoreError> {
    connection
        .prepare_cached("SELECT period FROM published WHERE team = ?1")?
        .query_map([team.as_str()], |row| row.get::<_, String>(0))?
        .map(|period| {
            let period = period?.parse();
            period.map_err(|_| StoreError::Damaged("period"))
        })
        .collect()
}

pub(super) fn published(
    connection: &Connection,
    team: &Team,
    period: Period,
) -> Result<Option<Figures>, StoreError> {
    let text: Option<String> = connection
        .prepare_cached("SELECT figures FROM published WHERE team = ?1 AND period = ?2")?
        .query_row(params![team.as_str(), period.to_string()], |row| row.get(0))
        .optional()?;
    text.map(|text| serde_json::from_str(&text).map_err(|_| StoreError::Damaged("figure")))
        .transpose()
}

pub(super) fn published_of_all(
    connection: &Connection,
    period: Period,
) -> Result<Listed<Figures>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT figures FROM published WHERE period = ?1")?;
    let mut rows = statement.query([period.to_string()])?;
    let mut figures = Listed::default();
    while let Some(row) = rows.next()? {
        let text = row.get_ref(0)?.as_str().unwrap_or_default();
        figures.add(serde_json::from_str(text).map_err(|_| StoreError::Damaged("figure")))?;
    }
    Ok(figures)
}

pub(super) fn is_published(
    connection: &Connection,
    team: &Team,
    week: Week,
) -> Result<bool, StoreError> {
    Ok(published(connection, team, Period::Week(week))?.is_some())
}

pub(super) fn publish(
    transaction: &Transaction<'_>,
    decided: &Decided,
) -> Result<bool, StoreError> {
    let Decided {
        team,
        weeks,
        rollup,
        figures,
    } = decided;
    if rows(transaction, team, weeks.start, weeks.end)? != *rollup {
        return Ok(false);
    }
    let mut insert = transaction.prepare_cached(
        "INSERT INTO published (team, period, figures) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
    )?;
    for (period, figures) in figures {
        let text = serde_json::to_string(figures).map_err(|_| StoreError::Damaged("figure"))?;
        insert.execute(params![team.as_str(), period.to_string(), text])?;
    }
    Ok(true)
}

pub(super) async fn forget_before(store: &SqliteStore, week: Week) -> Result<(), StoreError> {
    let week = week_number(week);
    let is_there = move |connection: &Connection| {
        let mut statement =
            connection.prepare_cached("SELECT 1 FROM rollup WHERE week < ?1 LIMIT 1")?;
        Ok(statement.exists([week])?)
    };
    // Nearly always there is none; then nobody waits for the writer.
    if store.read(is_there).await? {
        let forget = move |transaction: &Transaction<'_>| {
            transaction.execute("DELETE FROM rollup WHERE week < ?1", [week])?;
            Ok(())
        };
        store.write(forget).await?;
    }
    Ok(())
}

pub(super) fn drop_tags(
    transaction: &Transaction<'_>,
    epoch: Epoch,
    finished: Week,
) -> Result<(), StoreError> {
    let (epoch, finished) = (epoch_number(epoch), week_number(finished));
    transaction.execute(
        "DELETE FROM rollup WHERE epoch = ?1 AND week < ?2",
        params![epoch, finished],
    )?;
    transaction.execute(
        "INSERT INTO rollup (team, week, epoch, officer, measure, number)
         SELECT team, week, epoch, x'', measure, sum(number)
         FROM rollup WHERE epoch = ?1 AND officer <> x''
         GROUP BY team, week, epoch, measure
         ON CONFLICT DO UPDATE SET number = number + excluded.number",
        [epoch],
    )?;
    transaction.execute(
        "DELETE FROM rollup WHERE epoch = ?1 AND officer <> x''",
        [epoch],
    )?;
    Ok(())
}
