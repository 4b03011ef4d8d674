//! The model: what an officer was told is kept, in plain structures, for one phone.

use std::collections::{BTreeMap, BTreeSet};

use proco_device::view::DraftView;
use uuid::Uuid;

use crate::ledger::PhoneLedger;

/// What a look-up led to, as far as it was acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Led {
    /// Nothing was decided: it leads to nothing in time.
    Open,
    /// It was left.
    LeftIt,
    /// A stop came from it.
    Stop,
    /// The stop that came from it was withdrawn.
    Freed,
    /// It was typed wrong, and taken back.
    Mistyped,
}

/// A look-up.
#[derive(Clone, Debug)]
pub struct Query {
    pub subject: usize,
    /// As it stands on the phone, which may have corrected it.
    pub at: i64,
    /// By the true time.
    pub truth: i64,
    pub led: Led,
}

/// A stop.
#[derive(Clone, Debug)]
pub struct Stop {
    pub query: Uuid,
    pub subject: usize,
    /// As it stands on the phone, which may have corrected it.
    pub at: i64,
    /// By the true time.
    pub truth: i64,
    /// Whether its officer gave that time, which no clock corrects.
    pub entered: bool,
    pub revision: u32,
    pub found: bool,
    pub withdrawn: bool,
    /// Whether it was looked back on.
    pub reflected: bool,
    /// The look-up of the check, where that had several subjects.
    pub check: Option<Uuid>,
}

/// What was decided of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    Query(Led),
    Stop { revision: u32, withdrawn: bool },
}

/// A draft that lies open.
#[derive(Clone, Debug)]
pub struct Draft {
    pub query: Uuid,
    pub subject: usize,
    /// When it was begun: by the phone, and by the true time.
    pub at: i64,
    pub truth: i64,
    /// Whether it is entered afterwards.
    pub entered: bool,
    /// When an answer was last put in, by the true time.
    pub touched: i64,
    /// The stop that it amends.
    pub amends: Option<Uuid>,
    /// The look-up of the check, where this is a further subject of it.
    pub joins: Option<Uuid>,
}

/// What one phone was told to keep.
#[derive(Clone, Debug, Default)]
pub struct PhoneModel {
    pub queries: BTreeMap<Uuid, Query>,
    pub stops: BTreeMap<Uuid, Stop>,
    /// The drafts that lie open, each under its identifier on the phone; a further subject of a check under its look-up.
    pub drafts: BTreeMap<Uuid, Draft>,
    /// Look-ups of which the officer was told that there was no room: they are recorded once there
    /// is, unless the app ends before.
    pub pending: BTreeMap<Uuid, Query>,
    /// What was a year old, and is gone from the phone.
    pub gone: BTreeSet<Uuid>,
    /// The true time.
    pub truth: i64,
    /// Whether its clock was ever wrong by more than an hour.
    pub clock_was_wrong: bool,
    /// Since when its clock may stand ahead without central having said so, by the true time.
    pub ahead_since: Option<i64>,
    /// By how much its clock was wrong when central last told it the time.
    pub told_at: i64,
    /// Records whose week was over by a clock that the phone was right to believe.
    pub let_go: BTreeSet<Uuid>,
    /// Whether the platform tells how long it has run, and never stopped while its clock was wrong.
    pub witnessed: bool,
}

/// A difference of up to an hour between two clocks is none.
pub const FORGIVEN: i64 = 3_600_000;

/// What is kept for so long, in milliseconds, may be gone by itself.
const YEAR: i64 = 365 * DAY;
const WEEK: i64 = 7 * DAY;
const NEAR: i64 = 2 * DAY;
const DAY: i64 = 24 * 3_600_000;

impl PhoneModel {
    /// Compares with what stands on the phone at a moment of its own clock. A time may have been
    /// corrected since; then the model takes it over, if it is right.
    pub fn check(&mut self, ledger: &PhoneLedger, now: i64) -> Result<(), String> {
        self.take_over_pending(ledger);
        let truth = self.truth;
        let old = |at: i64| at <= truth - YEAR;
        // One that was withdrawn before it was sent goes by the time that the phone gave it.
        let unsent = |stop: &Stop| stop.withdrawn && stop.at <= truth - YEAR;
        let lenient = self.clock_was_wrong && !self.witnessed;
        let time_fits = |at: i64, before: i64, truth: i64| {
            at == before || (at - truth).abs() <= FORGIVEN || lenient
        };
        for (id, query) in &mut self.queries {
            let Some(row) = ledger.queries.get(id) else {
                if old(query.truth) {
                    self.gone.insert(*id);
                    continue;
                }
                return Err(format!("an acknowledged look-up is gone: {query:?}"));
            };
            if !time_fits(row.at, query.at, query.truth) {
                return Err(format!("a look-up has another time: {query:?}, {row:?}"));
            }
            query.at = row.at;
            let mistyped = query.led == Led::Mistyped;
            if row.readable == mistyped && (mistyped || !self.let_go.contains(id)) {
                return Err(format!(
                    "a mark went too early, or stays though it was typed wrong: {query:?}, {row:?}"
                ));
            }
            let led_to = row.led_to.as_deref();
            let fits = match query.led {
                Led::Open => matches!(led_to, None | Some("nothing")),
                // Without its mark a look-up cannot be sent again, and stays as it was.
                Led::LeftIt => led_to == Some("left_it") || !row.readable,
                Led::Stop => led_to == Some("stop") || !row.readable,
                Led::Freed => matches!(led_to, Some("nothing")) || !row.readable,
                Led::Mistyped => led_to.is_some(),
            };
            if !fits || row.mistyped != mistyped {
                return Err(format!(
                    "a look-up led to something else: {query:?}, {row:?}"
                ));
            }
        }
        for (id, stop) in &mut self.stops {
            let Some(row) = ledger.stops.get(id) else {
                if old(stop.truth) || unsent(stop) {
                    self.gone.insert(*id);
                    continue;
                }
                return Err(format!("an acknowledged stop is gone: {stop:?}"));
            };
            let same = time_fits(row.at, stop.at, stop.truth)
                && row.revision == stop.revision
                && row.found_nothing != stop.found
                && row.withdrawn == stop.withdrawn;
            if !same {
                return Err(format!("a stop stands otherwise: {stop:?}, {row:?}"));
            }
            stop.at = row.at;
            if !row.readable && !self.let_go.contains(id) {
                return Err(format!("a mark went too early: {stop:?}, {row:?}"));
            }
        }
        if let Some(id) = ledger
            .queries
            .keys()
            .find(|id| !self.queries.contains_key(id))
        {
            return Err(format!(
                "a look-up that nobody made: {:?}",
                ledger.queries[id]
            ));
        }
        if let Some(id) = ledger.stops.keys().find(|id| !self.stops.contains_key(id)) {
            return Err(format!("a stop that nobody made: {:?}", ledger.stops[id]));
        }
        self.check_drafts(ledger, now)
    }

    /// Its clock stands at the true time, wrong by so much. A clock that stood ahead for a day is
    /// believed, unless central told the phone of it: then the marks of a week before it may go.
    pub fn set_time(&mut self, truth: i64, wrong_by: i64) {
        self.truth = truth;
        self.clock_was_wrong |= wrong_by.abs() > FORGIVEN;
        if wrong_by > FORGIVEN && wrong_by != self.told_at {
            self.ahead_since.get_or_insert(truth);
        }
        let stood = self.ahead_since.is_some_and(|since| since <= truth - DAY);
        // A clock that is ahead by no more than two days is believed at once.
        let near = if self.clock_was_wrong { NEAR } else { FORGIVEN };
        let ahead = if stood { wrong_by.max(near) } else { near };
        let believed = truth + ahead;
        let over = |at: i64, truth: i64| at.min(truth) + WEEK <= believed;
        let queries = self.queries.iter().chain(&self.pending);
        let queries = queries.map(|(id, one)| (id, one.at, one.truth));
        let stops = self.stops.iter().map(|(id, one)| (id, one.at, one.truth));
        let over = queries
            .chain(stops)
            .filter(|(_, at, truth)| over(*at, *truth));
        self.let_go.extend(over.map(|(id, ..)| *id));
    }

    /// Central told the phone the time.
    pub fn told(&mut self, wrong_by: i64) {
        self.ahead_since = None;
        self.told_at = wrong_by;
    }

    /// The phone looks at its clock while that is right: what was ahead and not believed yet is forgotten.
    pub fn looked(&mut self, wrong_by: i64) {
        let stood = |since: i64| since <= self.truth - DAY;
        if wrong_by <= FORGIVEN && !self.ahead_since.is_some_and(stood) {
            self.ahead_since = None;
        }
    }

    /// Whether a record is of this phone.
    pub fn has(&self, record: Uuid) -> bool {
        self.queries.contains_key(&record) || self.stops.contains_key(&record)
    }

    /// What the phone has no longer.
    pub fn gone_from(&self, ledger: &PhoneLedger) -> Vec<Uuid> {
        let queries = self
            .queries
            .keys()
            .filter(|id| !ledger.queries.contains_key(id));
        let stops = self
            .stops
            .keys()
            .filter(|id| !ledger.stops.contains_key(id));
        queries.chain(stops).copied().collect()
    }

    /// What found no room is recorded by now, where the phone has it.
    pub fn take_over_pending(&mut self, ledger: &PhoneLedger) {
        let recorded = self
            .pending
            .extract_if(.., |id, _| ledger.queries.contains_key(id));
        self.queries.extend(recorded);
    }

    /// A draft lies open until it is finished or thrown away, or for a week; then the model forgets it.
    fn check_drafts(&mut self, ledger: &PhoneLedger, now: i64) -> Result<(), String> {
        let mut found = ledger.drafts.clone();
        let clock_was_wrong = self.clock_was_wrong;
        let mut lost = None;
        self.drafts.retain(|_, draft| {
            if let Some(at) = found.iter().position(|query| *query == draft.query) {
                found.swap_remove(at);
                return true;
            }
            if draft.touched > now - 6 * DAY && !clock_was_wrong {
                lost = Some(draft.clone());
            }
            false
        });
        let of_now = |draft: &&Draft| draft.amends.is_none() && !draft.entered;
        let checks = self.drafts.values().filter(of_now);
        let mut subjects = BTreeSet::new();
        let mut checks = checks.map(|draft| draft.subject);
        if let Some(subject) = checks.find(|subject| !subjects.insert(*subject)) {
            return Err(format!("two open checks of subject {subject}"));
        }
        match (lost, found.first()) {
            (None, None) => Ok(()),
            (Some(draft), _) => Err(format!("an acknowledged draft is gone: {draft:?}")),
            (None, Some(query)) => Err(format!("a draft that nobody began: of {query}")),
        }
    }

    /// Under which key a draft is kept that the phone shows.
    pub fn key_of(&self, view: &DraftView) -> Option<Uuid> {
        let id = self.drafts.contains_key(&view.id.0).then_some(view.id.0);
        id.or_else(|| {
            // It was a further subject of a check, whose own subject went.
            let key = view.query.0;
            self.drafts.contains_key(&key).then_some(key)
        })
    }

    /// A subject goes out of its check, or the whole check of one. Where it was the check's own, the next one takes
    /// its place.
    pub fn take_out(&mut self, query: Uuid, next: Option<Uuid>) {
        self.drafts
            .retain(|_, draft| draft.query != query || draft.amends.is_some());
        for draft in self.drafts.values_mut() {
            if draft.joins == Some(query) {
                draft.joins = next.filter(|next| *next != draft.query);
            }
        }
    }

    /// The whole check of a look-up goes. Gives the look-ups of its further subjects.
    pub fn let_go_of(&mut self, query: Uuid) -> Vec<Uuid> {
        let joined = self
            .drafts
            .values()
            .filter(|draft| draft.joins == Some(query));
        let joined: Vec<Uuid> = joined.map(|draft| draft.query).collect();
        self.drafts.retain(|_, draft| {
            draft.amends.is_some() || draft.query != query && draft.joins != Some(query)
        });
        joined
    }

    /// Queries, stops, and stops that found nothing of a subject, of those whose record and time are
    /// counted.
    pub fn count(&self, subject: usize, counts: impl Fn(Uuid, i64) -> bool) -> [u32; 3] {
        let queries = self
            .queries
            .iter()
            .filter(|(_, query)| query.led != Led::Mistyped)
            .filter(|(id, query)| query.subject == subject && counts(**id, query.at));
        let stops = || {
            let stood = |stop: &Stop| stop.subject == subject && !stop.withdrawn;
            let stops = self.stops.iter();
            stops.filter(move |(_, stop)| stood(stop))
        };
        let stops = || stops().filter(|(id, stop)| counts(**id, stop.at));
        let number = |count: usize| u32::try_from(count).expect("few records");
        [
            number(queries.count()),
            number(stops().count()),
            number(stops().filter(|(_, stop)| !stop.found).count()),
        ]
    }

    /// Whether a look-up waits for room. One that is a year old once there is room may go in the pass
    /// that records and sends it.
    pub fn waits_for_room(&self) -> bool {
        let year_ago = self.truth - YEAR;
        self.pending.values().any(|query| query.truth > year_ago)
    }

    /// What was decided of a record.
    pub fn decided(&self, record: Uuid) -> Option<Decided> {
        let query = self.queries.get(&record);
        let stop = self.stops.get(&record).map(|stop| Decided::Stop {
            revision: stop.revision,
            withdrawn: stop.withdrawn,
        });
        query.map(|query| Decided::Query(query.led)).or(stop)
    }

    /// What there was in an earlier state of the same phone and was decided otherwise since, with what
    /// was decided of it then.
    pub fn changed_since(&self, earlier: &Self) -> Vec<(Uuid, Decided)> {
        let records = self.queries.keys().chain(self.stops.keys());
        let decided = records.filter_map(|id| Some((*id, earlier.decided(*id)?)));
        decided
            .filter(|(id, then)| self.decided(*id) != Some(*then))
            .collect()
    }

    /// The stops that stand, oldest first.
    pub fn standing(&self) -> Vec<Uuid> {
        let standing = self.stops.iter().filter(|(_, stop)| !stop.withdrawn);
        let mut standing: Vec<_> = standing.map(|(id, stop)| (stop.truth, *id)).collect();
        standing.sort_unstable();
        standing.into_iter().map(|(_, id)| id).collect()
    }
}
