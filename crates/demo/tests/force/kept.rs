//! What the records of the demo force tell whoever holds central's database and none of its keys.

use std::collections::{BTreeMap, BTreeSet};

use proco_access::limit::Limit;
use proco_access::{DeviceId, Team};
use proco_central::keys::{CentralKey, OfficerTag};
use proco_central::quota::{Payer, Quota};
use proco_central::record::{Admitted, Name, Record};
use proco_central::store::sqlite::SqliteStore;
use proco_central::store::{Store as _, Upload};
use proco_demo::plan::subjects::Typed;
use proco_demo::plan::{Event, Plan};
use proco_exchange::period::Week;
use proco_exchange::pseudonym::Pseudonym;
use proco_exchange::report::ReportId;
use proco_exchange::{Hour, UtcMillis};
use rusqlite::Connection;
use rusqlite::types::Value;
use uuid::Uuid;

use crate::facts::facts;

/// 20 November 2026: the 90 days before it hold the border of two quarters, 50 days ago.
const UNTIL: UtcMillis = UtcMillis(1_795_176_000_000);
const OCTOBER: Hour = Hour(497_472);
const DAY: u32 = 24;

/// So many events a phone sends together, as officers come by a network now and then.
const TOGETHER: usize = 6;

/// Central's store, with what the force sent in the order in which it was sent.
struct Force {
    folder: tempfile::TempDir,
    store: SqliteStore,
    key: CentralKey,
    plan: Plan,
}

fn device(officer: usize) -> DeviceId {
    DeviceId(Uuid::from_u128(officer as u128))
}

/// As the key service would make it: another one of each subject.
fn pseudonym(subjects: &mut Vec<Typed>, subject: &Typed) -> Pseudonym {
    let known = subjects.iter().position(|known| known == subject);
    let number = known.unwrap_or_else(|| {
        subjects.push(subject.clone());
        subjects.len() - 1
    });
    Pseudonym::from_bytes((number as u128).to_be_bytes())
}

impl Force {
    async fn that_sent_everything() -> Self {
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
        let folder = folder.unwrap();
        let force = Self {
            store: SqliteStore::open(&folder.path().join("central.db")).unwrap(),
            folder,
            key: CentralKey::from_bytes(&[7; 32]),
            plan: Plan::of(7, UNTIL),
        };
        let mut subjects = Vec::new();
        let mut unsent = vec![Vec::new(); force.plan.force.officers.len()];
        for (number, event) in force.plan.events.iter().enumerate() {
            let subject = pseudonym(&mut subjects, &event.subject);
            let waiting = &mut unsent[event.officer];
            waiting.push(force.record(number, event, &subject));
            if waiting.len() == TOGETHER {
                let together = std::mem::take(waiting);
                force.sends(event.officer, event.at.hour(), together).await;
            }
        }
        for (officer, waiting) in unsent.into_iter().enumerate() {
            force.sends(officer, UNTIL.hour(), waiting).await;
        }
        force
    }

    fn record(&self, number: usize, event: &Event, subject: &Pseudonym) -> Admitted {
        let hour = event.at.hour();
        let epoch = hour.epoch();
        let report = ReportId(Uuid::from_u128(number as u128));
        Admitted::Record(Record {
            name: Name {
                report: self.key.report(report),
                revision: 1,
                epoch,
                officer: self.key.officer(epoch, device(event.officer)),
            },
            subject: self.key.subject(epoch, subject),
            hour,
            facts: facts(event),
        })
    }

    async fn sends(&self, officer: usize, hour: Hour, admitted: Vec<Admitted>) {
        let none = Limit {
            burst: 1_000_000,
            per_day: 1_000_000,
        };
        let quota = Quota {
            reports: none,
            advisories: none,
        };
        let tag = self.key.officer(hour.epoch(), device(officer));
        let team: Team = self.plan.force.officers[officer].code.parse().unwrap();
        let upload = Upload {
            device: DeviceId(Uuid::nil()),
            team,
            admitted,
            open: Week::of(Hour(hour.0 - DAY)),
            payer: Payer::known(tag, quota, hour.start()),
            key: self.key.clone(),
        };
        self.store.take(upload).await.unwrap().receipts().unwrap();
    }

    fn database(&self) -> Connection {
        Connection::open(self.folder.path().join("central.db")).unwrap()
    }

    /// Of how many officers the tags of both quarters are linked by where their rows stand: each new tag
    /// goes to the old one of which most rows stand right beside one of its own. And of how many that could be.
    fn linked_by_their_places(&self) -> (usize, usize) {
        let database = self.database();
        let mut rows = database
            .prepare("SELECT epoch, officer FROM records WHERE officer IS NOT NULL ORDER BY seq")
            .unwrap();
        let rows = rows.query_map([], |row| Ok((row.get(0)?, OfficerTag(row.get(1)?))));
        let rows: Vec<(i64, OfficerTag)> = rows.unwrap().map(Result::unwrap).collect();
        let mut beside: BTreeMap<OfficerTag, BTreeMap<OfficerTag, usize>> = BTreeMap::new();
        for pair in rows.windows(2) {
            let [old, new] = if pair[0].0 < pair[1].0 {
                [pair[0].1, pair[1].1]
            } else if pair[1].0 < pair[0].0 {
                [pair[1].1, pair[0].1]
            } else {
                continue;
            };
            *beside.entry(new).or_default().entry(old).or_default() += 1;
        }
        let border = OCTOBER.epoch();
        let truth: BTreeMap<OfficerTag, OfficerTag> = (0..self.plan.force.officers.len())
            .map(|officer| {
                let tag = |epoch| self.key.officer(epoch, device(officer));
                (tag(border), tag(border.previous()))
            })
            .collect();
        let guessed = beside.iter().map(|(new, votes)| {
            let most = votes.iter().max_by_key(|(_, votes)| **votes);
            truth.get(new) == most.map(|(old, _)| old)
        });
        (guessed.filter(|right| *right).count(), beside.len())
    }

    /// Of how many stops that are older than this no other one says the same, and how many there are.
    fn unique(&self, days: u32, says: &str) -> (usize, usize) {
        let before = UNTIL.hour().0 - days * DAY;
        let sql = format!("SELECT {says} FROM records WHERE kind = 'stop' AND hour < {before}");
        let database = self.database();
        let mut statement = database.prepare(&sql).unwrap();
        let columns = statement.column_count();
        let said = statement.query_map([], |row| {
            let said: Result<Vec<Value>, _> = (0..columns).map(|at| row.get(at)).collect();
            Ok(format!("{:?}", said?))
        });
        let said: Vec<String> = said.unwrap().map(Result::unwrap).collect();
        let mut times: BTreeMap<&String, usize> = BTreeMap::new();
        for one in &said {
            *times.entry(one).or_default() += 1;
        }
        let unique = times.values().filter(|times| **times == 1).count();
        (unique, said.len())
    }
}

/// The columns that hold what they hold under central's key alone.
const KEYED: [&str; 4] = ["report", "subject", "officer", "revision"];

/// Everything else that a record holds, and of its place what is not chance.
fn not_keyed(database: &Connection) -> String {
    let mut columns = database
        .prepare("SELECT name FROM pragma_table_info('records')")
        .unwrap();
    let columns = columns.query_map([], |row| row.get::<_, String>(0));
    let columns: BTreeSet<String> = columns.unwrap().map(Result::unwrap).collect();
    let said = columns
        .into_iter()
        .filter(|column| !KEYED.contains(&column.as_str()));
    let said = said.map(|column| {
        if column == "seq" {
            "seq >> 44".to_owned()
        } else {
            column
        }
    });
    said.collect::<Vec<_>>().join(", ")
}

#[tokio::test]
async fn nobody_follows_an_officer_from_one_quarter_to_the_next_by_where_rows_stand() {
    let force = Force::that_sent_everything().await;
    let (right, all) = force.linked_by_their_places();
    println!("in order of arrival: {right} of {all}");
    assert!(
        2 * right > all,
        "{right} of {all}: there is nothing to be kept from"
    );
    let open = Week::of(UNTIL.hour());
    force.store.shuffle(open).await.unwrap();
    let (right, all) = force.linked_by_their_places();
    println!("once the weeks are closed: {right} of {all}");
    // By chance it is one of some forty each.
    assert!(all > 20 && 5 * right < all, "{right} of {all}");
    assert_eq!(force.store.shuffle(open).await.unwrap(), 0, "once");
}

#[tokio::test]
async fn a_stop_that_can_no_longer_be_amended_is_like_others_of_its_day() {
    let force = Force::that_sent_everything().await;
    let coded = "team, hour, facts ->> 'basis', facts ->> 'grounds', facts ->> 'findings'";
    let (unique, all) = force.unique(28, coded);
    println!("whole, on team, hour, basis, grounds and findings: {unique} of {all}");
    assert!(10 * unique > 9 * all, "{unique} of {all}");
    force.store.shuffle(Week::of(UNTIL.hour())).await.unwrap();
    let key = force.key.clone();
    force.store.reduce(UNTIL.hour(), key).await.unwrap();
    let everything = not_keyed(&force.database());
    let (unique, again) = force.unique(28, &everything);
    println!("reduced, on {everything}: {unique} of {again}");
    assert_eq!(all, again, "none of them is gone");
    assert!(10 * unique < again, "{unique} of {again}");
}
