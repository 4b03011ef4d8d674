//! What SQLite keeps under the name of a report, read back.

use proco_access::Team;
use proco_exchange::Hour;
use proco_exchange::period::Week;
use rusqlite::{Connection, Row};

use super::{epoch_of, week_of};
use crate::keys::{OfficerTag, ReportKey, RevisionSeal, SubjectKey};
use crate::measure::{Measure, counted};
use crate::record::Facts;
use crate::store::StoreError;
use crate::store::plan::{Content, Kept, Kind, Tombstone};

const FIND: &str = "
    SELECT revision, epoch, officer, kind, team, week, repeated, facts, subject, hour, renamed
    FROM records WHERE report = ?1";

/// What a kept record counts for.
pub(super) struct Counted {
    pub(super) team: Team,
    pub(super) week: Week,
    pub(super) repeated: bool,
    /// The answers. `None` where this version cannot read them: another version may have kept them.
    pub(super) facts: Option<Facts>,
    pub(super) subject: SubjectKey,
    pub(super) hour: Hour,
}

impl Counted {
    /// The measures that the record added one to, as far as they can be taken back: what was counted of answers that
    /// cannot be read stays in the roll-up.
    pub(super) fn measures(&self) -> Vec<Measure> {
        let facts = self.facts.as_ref();
        facts.map_or_else(Vec::new, |facts| counted(facts, self.repeated))
    }

    /// Until the end of which hour it spares its subject.
    pub(super) fn spare_until(&self) -> Option<Hour> {
        self.facts.as_ref().and_then(Facts::spare_until)
    }
}

type Found = (Kept, Option<Counted>);

/// What is kept under the name of a report. It counts in the roll-up as long as all of it is kept.
pub(super) fn find(
    connection: &Connection,
    report: ReportKey,
) -> Result<Option<Found>, StoreError> {
    let mut statement = connection.prepare_cached(FIND)?;
    let mut rows = statement.query([report.0.as_slice()])?;
    rows.next()?.map(kept).transpose()
}

/// A row with the columns of [`FIND`].
pub(super) fn kept(row: &Row<'_>) -> Result<Found, StoreError> {
    let epoch = epoch_of(row.get(1)?)?;
    let kind = match row.get_ref(3)?.as_str().unwrap_or_default() {
        "query" => Kind::Query,
        "stop" => Kind::Stop,
        "withdrawn" => {
            let content = Content::Tombstone(match row.get(10)? {
                Some(false) => Tombstone::Withdrawn,
                Some(true) => Tombstone::Renamed,
                None => Tombstone::Unknown,
            });
            return Ok((Kept { epoch, content }, None));
        }
        _ => return Err(StoreError::Damaged("kind")),
    };
    let facts = row.get_ref(7)?.as_str_or_null();
    let Some(facts) = facts.map_err(|_| StoreError::Damaged("record"))? else {
        let seal = RevisionSeal(row.get(0)?);
        let content = Content::Counted { kind, seal };
        return Ok((Kept { epoch, content }, None));
    };
    let counted = Counted {
        team: team_of(row.get(4)?)?,
        week: week_of(row.get(5)?),
        repeated: row.get::<_, Option<bool>>(6)?.unwrap_or(false),
        facts: read(kind, facts),
        subject: SubjectKey(row.get(8)?),
        hour: Hour(row.get(9)?),
    };
    let content = Content::Full {
        kind,
        revision: row.get(0)?,
        officer: OfficerTag(row.get(2)?),
    };
    Ok((Kept { epoch, content }, Some(counted)))
}

/// The coded answers of a kept record. Where they cannot be read, it can be replaced and withdrawn all
/// the same: it must not block the phone that amends it.
fn read(kind: Kind, facts: &str) -> Option<Facts> {
    let facts = Facts::from_json(kind == Kind::Stop, facts);
    if facts.is_err() {
        tracing::error!(
            "the answers of a record cannot be read: another version of central may have kept them. \
             The figures of its week keep what it added to them"
        );
    }
    facts.ok()
}

pub(super) fn team_of(text: String) -> Result<Team, StoreError> {
    Team::try_from(text).map_err(|_| StoreError::Damaged("team"))
}
