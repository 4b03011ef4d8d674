//! What the records of the demo force tell whoever holds central's database and none of its keys.

use std::collections::{BTreeMap, BTreeSet};

use proco_access::limit::Limit;
use proco_access::{DeviceId, Team};
use proco_central::keys::{CentralKey, OfficerTag};
use proco_central::quota::{Quota, Uploader};
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
const TOGETHER: fn(usize) -> usize = |_| 6;

/// Most are in a network always; each ninth comes by one rarely.
const A_FEW_TOGETHER: fn(usize) -> usize = |officer| if officer % 9 == 0 { 15 } else { 1 };

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
    /// The force of this seed; each officer sends so many together.
    async fn that_sent_everything(seed: u64, together: fn(usize) -> usize) -> Self {
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
        let folder = folder.unwrap();
        let force = Self {
            store: SqliteStore::open(&folder.path().join("central.db")).unwrap(),
            folder,
            key: CentralKey::from_bytes(&[7; 32]),
            plan: Plan::of(seed, UNTIL),
        };
        let mut subjects = Vec::new();
        let mut unsent = vec![Vec::new(); force.plan.force.officers.len()];
        for (number, event) in force.plan.events.iter().enumerate() {
            let subject = pseudonym(&mut subjects, &event.subject);
            let waiting = &mut unsent[event.officer];
            waiting.push(force.record(number, event, &subject));
            if waiting.len() == together(event.officer) {
                let sent = std::mem::take(waiting);
                force.sends(event.officer, event.at.hour(), sent).await;
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
                id: report,
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
            uploader: Uploader::known(tag, quota, hour.start()),
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
        let truth = self.old_tags();
        let guessed = beside.iter().map(|(new, votes)| {
            let most = votes.iter().max_by_key(|(_, votes)| **votes);
            truth.get(new) == most.map(|(old, _)| old)
        });
        (guessed.filter(|right| *right).count(), beside.len())
    }

    /// The tag of each officer in the new quarter, and in the old one.
    fn old_tags(&self) -> BTreeMap<OfficerTag, OfficerTag> {
        let border = OCTOBER.epoch();
        let tags = (0..self.plan.force.officers.len()).map(|officer| {
            let tag = |epoch| self.key.officer(epoch, device(officer));
            (tag(border), tag(border.previous()))
        });
        tags.collect()
    }

    /// Of how many officers the tags of both quarters are linked by what came late around the border: it counts
    /// in a later week than its own, and in a team and a week with such rows of one new tag alone, that is the
    /// one. And of how many old tags something came late.
    fn linked_by_what_came_late(&self) -> (usize, usize) {
        let database = self.database();
        let mut rows = database
            .prepare(
                "SELECT epoch, officer, team, week FROM records
                 WHERE officer IS NOT NULL AND week > hour AND hour BETWEEN ?1 AND ?2",
            )
            .unwrap();
        let around = (OCTOBER.0 - 8 * DAY, OCTOBER.0 + 20 * DAY);
        let rows = rows.query_map(around, |row| {
            let place: (String, u32) = (row.get(2)?, row.get(3)?);
            Ok((row.get(0)?, OfficerTag(row.get(1)?), place))
        });
        let rows: Vec<(i64, OfficerTag, _)> = rows.unwrap().map(Result::unwrap).collect();
        let border = rows.iter().map(|(epoch, ..)| *epoch).max().unwrap_or(0);
        let (new, old): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.0 == border);
        let truth = self.old_tags();
        let tags: BTreeSet<OfficerTag> = old.iter().map(|(_, tag, _)| *tag).collect();
        let linked = tags.iter().filter(|tag| {
            let places: BTreeSet<_> = old
                .iter()
                .filter(|row| row.1 == **tag)
                .map(|row| &row.2)
                .collect();
            places.iter().any(|place| {
                let there = new.iter().filter(|row| row.2 == **place);
                let there: BTreeSet<OfficerTag> = there.map(|row| row.1).collect();
                there.len() == 1 && there.iter().all(|new| truth.get(new) == Some(tag))
            })
        });
        (linked.count(), tags.len())
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
    let force = Force::that_sent_everything(7, TOGETHER).await;
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
    let force = Force::that_sent_everything(7, TOGETHER).await;
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

/// What SECURITY.md says stays linkable until it is reduced, and no longer.
#[tokio::test]
async fn what_came_late_links_a_few_tags_until_it_is_reduced() {
    let (mut linked, mut all) = (0, 0);
    for seed in [7, 8, 9] {
        let force = Force::that_sent_everything(seed, A_FEW_TOGETHER).await;
        force.store.shuffle(Week::of(UNTIL.hour())).await.unwrap();
        let (of_force, tags) = force.linked_by_what_came_late();
        println!("{seed}, by what came late: {of_force} of {tags}");
        (linked, all) = (linked + of_force, all + tags);
        let key = force.key.clone();
        force.store.reduce(UNTIL.hour(), key).await.unwrap();
        assert_eq!(force.linked_by_what_came_late(), (0, 0));
    }
    assert!(linked > 0, "there is nothing to be said");
    assert!(4 * linked < all, "{linked} of {all}");
}
