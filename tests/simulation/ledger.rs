//! What stands on disk, read past the program: the store of a phone and the database of central.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use proco_central::keys::ReportKey;
use proco_device::keys::Secrets;
use rusqlite::{Connection, OpenFlags};
use uuid::Uuid;

/// A look-up on a phone.
#[derive(Clone, Debug)]
pub struct QueryRow {
    pub at: i64,
    pub readable: bool,
    pub led_to: Option<String>,
    pub revision: u32,
    pub report: Option<Uuid>,
    pub mistyped: bool,
}

/// A stop on a phone.
#[derive(Clone, Debug)]
pub struct StopRow {
    pub at: i64,
    pub readable: bool,
    pub revision: u32,
    pub found_nothing: bool,
    pub withdrawn: bool,
    pub report: Option<Uuid>,
}

/// What waits on a phone.
#[derive(Clone, Debug)]
pub struct OutboxRow {
    pub refusal: Option<String>,
    pub revision: u32,
}

/// The store of a phone.
pub struct PhoneLedger {
    pub queries: BTreeMap<Uuid, QueryRow>,
    pub stops: BTreeMap<Uuid, StopRow>,
    pub outbox: BTreeMap<Uuid, OutboxRow>,
    /// Names that records had before their hour was corrected: record and name.
    pub former: Vec<(Uuid, Uuid)>,
    /// The look-ups of the drafts that lie open.
    pub drafts: Vec<Uuid>,
    /// Whether it counted its revisions anew, from above all before.
    pub counts_anew: bool,
    /// The last restore of central that it knows of.
    pub central_restored: u32,
}

fn uuid(bytes: &[u8]) -> Uuid {
    Uuid::from_slice(bytes).expect("16 bytes")
}

fn open(path: &Path) -> Connection {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
}

/// Opens the store of a phone with its key.
pub fn open_phone(path: &Path, secrets: &Secrets) -> Connection {
    let connection = open(path);
    let hex: String = secrets
        .database()
        .expose()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    connection
        .execute_batch(&format!("PRAGMA key = \"x'{hex}'\""))
        .unwrap();
    connection
}

impl PhoneLedger {
    /// The records whose mark is gone.
    pub fn without_mark(&self) -> Vec<Uuid> {
        let queries = self.queries.iter().filter(|(_, row)| !row.readable);
        let stops = self.stops.iter().filter(|(_, row)| !row.readable);
        let (queries, stops) = (queries.map(|(id, _)| *id), stops.map(|(id, _)| *id));
        queries.chain(stops).collect()
    }

    /// The revisions that wait to be sent.
    pub fn waiting(&self) -> BTreeSet<(Uuid, u32)> {
        let waiting = self.outbox.iter().filter(|(_, row)| row.refusal.is_none());
        waiting
            .map(|(record, row)| (*record, row.revision))
            .collect()
    }

    /// Reads the store of a phone.
    pub fn read(connection: &Connection) -> Self {
        let mut statement = connection
            .prepare_cached(
                "SELECT query_id, at, subject IS NOT NULL, led_to, revision, report_id, mistyped FROM queries",
            )
            .unwrap();
        let queries = statement
            .query_map([], |row| {
                let query = QueryRow {
                    at: row.get(1)?,
                    readable: row.get(2)?,
                    led_to: row.get(3)?,
                    revision: row.get(4)?,
                    report: row.get::<_, Option<Vec<u8>>>(5)?.map(|bytes| uuid(&bytes)),
                    mistyped: row.get(6)?,
                };
                Ok((uuid(&row.get::<_, Vec<u8>>(0)?), query))
            })
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        let mut statement = connection
            .prepare_cached(
                "SELECT stop_id, at, revision, found_nothing, withdrawn IS NOT NULL, report_id,
                        subject IS NOT NULL
                 FROM stops",
            )
            .unwrap();
        let stops = statement
            .query_map([], |row| {
                let stop = StopRow {
                    at: row.get(1)?,
                    revision: row.get(2)?,
                    readable: row.get(6)?,
                    found_nothing: row.get(3)?,
                    withdrawn: row.get(4)?,
                    report: row.get::<_, Option<Vec<u8>>>(5)?.map(|bytes| uuid(&bytes)),
                };
                Ok((uuid(&row.get::<_, Vec<u8>>(0)?), stop))
            })
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        let mut statement = connection
            .prepare_cached("SELECT record, refusal, revision FROM outbox")
            .unwrap();
        let outbox = statement
            .query_map([], |row| {
                let waits = OutboxRow {
                    refusal: row.get(1)?,
                    revision: row.get(2)?,
                };
                Ok((uuid(&row.get::<_, Vec<u8>>(0)?), waits))
            })
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        let mut statement = connection
            .prepare_cached("SELECT record, report_id FROM former_names")
            .unwrap();
        let former = statement
            .query_map([], |row| {
                let name: Vec<u8> = row.get(1)?;
                Ok((uuid(&row.get::<_, Vec<u8>>(0)?), uuid(&name)))
            })
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        let mut statement = connection
            .prepare_cached("SELECT query_id FROM drafts")
            .unwrap();
        let drafts = statement
            .query_map([], |row| Ok(uuid(&row.get::<_, Vec<u8>>(0)?)))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        let (counts_anew, central_restored) = connection
            .query_row(
                "SELECT revisions_from > 0, central_restored FROM sync_state",
                [],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .unwrap();
        Self {
            queries,
            stops,
            outbox,
            former,
            drafts,
            counts_anew,
            central_restored,
        }
    }
}

/// A record at central.
#[derive(Clone, Debug)]
pub struct CentralRow {
    /// Its name as central keeps it.
    pub report: ReportKey,
    /// A seal of it where the record is reduced; nothing where it was withdrawn.
    pub revision: Option<u32>,
    pub kind: String,
    pub epoch: i64,
    pub officer: Option<Vec<u8>>,
    pub subject: Option<Vec<u8>>,
    pub team: Option<String>,
    pub hour: Option<i64>,
    pub week: Option<i64>,
    pub found_nothing: Option<bool>,
    pub repeated: Option<bool>,
    pub facts: Option<String>,
}

impl CentralRow {
    /// Whether it holds no more than counts need.
    pub fn is_reduced(&self) -> bool {
        self.facts.is_none() && self.subject.is_some()
    }
}

/// The cells of the roll-up.
pub type Cells = HashMap<(String, i64, i64, Vec<u8>, String), i64>;

/// The database of central.
pub struct CentralLedger {
    pub records: Vec<CentralRow>,
    pub rollup: Cells,
    /// The first week that is still open; figures of those before it stay as they were published.
    pub open_week: i64,
    /// The number of its last restore from a copy.
    pub restored: u32,
}

impl CentralLedger {
    /// Reads the database of central.
    pub fn read(folder: &Path) -> Self {
        let connection = open(&folder.join("central.db"));
        let mut statement = connection
            .prepare(
                "SELECT report, revision, kind, epoch, officer, subject, team, hour, week,
                        found_nothing, repeated, facts
                 FROM records",
            )
            .unwrap();
        let records = statement
            .query_map([], |row| {
                Ok(CentralRow {
                    report: ReportKey(row.get(0)?),
                    revision: row.get(1)?,
                    kind: row.get(2)?,
                    epoch: row.get(3)?,
                    officer: row.get(4)?,
                    subject: row.get(5)?,
                    team: row.get(6)?,
                    hour: row.get(7)?,
                    week: row.get(8)?,
                    found_nothing: row.get(9)?,
                    repeated: row.get(10)?,
                    facts: row.get(11)?,
                })
            })
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        let mut statement = connection
            .prepare(
                "SELECT team, week, epoch, officer, measure, number FROM rollup
                 WHERE number > 0",
            )
            .unwrap();
        let rollup = statement
            .query_map([], |row| {
                let cell = (
                    row.get(0)?,
                    row.get(1)?,
                    row.get(2)?,
                    row.get(3)?,
                    row.get(4)?,
                );
                Ok((cell, row.get(5)?))
            })
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        let open_week = connection
            .query_row(
                "SELECT coalesce(max(open_week), 0) FROM closing",
                [],
                |row| row.get(0),
            )
            .unwrap();
        let restored = connection
            .query_row("SELECT coalesce(max(number), 0) FROM restores", [], |row| {
                row.get(0)
            })
            .unwrap();
        Self {
            records,
            rollup,
            open_week,
            restored,
        }
    }
}

/// All text that stands readable in a database.
pub fn readable_text(connection: &Connection) -> String {
    let mut tables = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        .unwrap();
    let tables: Vec<String> = tables
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let mut text = String::new();
    for table in tables {
        let mut rows = connection
            .prepare(&format!("SELECT * FROM {table}"))
            .unwrap();
        let columns = rows.column_count();
        let mut rows = rows.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                if let Ok(part) = row.get::<_, String>(column) {
                    text.push_str(&part);
                    text.push('\n');
                }
            }
        }
    }
    text
}
