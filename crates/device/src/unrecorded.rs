//! Look-ups that found the disk full: answered, and kept in memory in their order until there is room. If the
//! app ends before that, they are lost; the officer was told so.

use std::sync::{Mutex, MutexGuard, PoisonError};

use proco_domain::ids::QueryId;
use proco_domain::query::{Initiative, Query};
use proco_domain::subject::Subject;
use proco_domain::time::UtcMillis;

use crate::dating::Moment;
use crate::keys::OwnKey;
use crate::store::{Session, Store, StoreError, queries};

/// A look-up that is still to be recorded.
pub(crate) struct Unrecorded {
    pub(crate) query: Query,
    pub(crate) own_key: OwnKey,
    pub(crate) moment: Moment,
}

impl Unrecorded {
    /// Records the look-up. An earlier undecided one led to nothing.
    pub(crate) fn record(&self, session: &Session) -> Result<UtcMillis, StoreError> {
        let moment = self.moment.kept(session)?;
        let at = moment.at();
        let query = Query {
            at,
            ..self.query.clone()
        };
        // All undecided ones, whatever their time, because the clock may have gone back since.
        queries::settle_undecided(session, None, None)?;
        queries::insert(session, &query, &self.own_key, moment.stretch())?;
        Ok(at)
    }
}

/// The look-ups that wait for room, oldest first.
#[derive(Default)]
pub(crate) struct WaitingForRoom(Mutex<Vec<Unrecorded>>);

impl WaitingForRoom {
    pub(crate) fn held(&self) -> MutexGuard<'_, Vec<Unrecorded>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records all of them, or none. Gives whether there were any.
    pub(crate) fn record(&self, store: &Store) -> Result<bool, StoreError> {
        let mut waiting = self.held();
        if waiting.is_empty() {
            return Ok(false);
        }
        store.write(|t| waiting.iter().try_for_each(|one| one.record(t).map(|_| ())))?;
        waiting.clear();
        Ok(true)
    }

    /// The last look-up of a subject that waits, after a moment and up to another, in a stretch of the clock.
    pub(crate) fn lately(
        &self,
        own_key: &OwnKey,
        (after, until): (UtcMillis, UtcMillis),
        stretch: i64,
    ) -> Option<Query> {
        let waiting = self.held();
        let is_it = |one: &&Unrecorded| {
            let at = one.moment.at();
            one.own_key == *own_key
                && (after < at && at <= until)
                && one.moment.stretch() == stretch
        };
        waiting
            .iter()
            .rev()
            .find(is_it)
            .map(|one| one.query.clone())
    }

    /// Changes why a waiting look-up was made.
    pub(crate) fn give_reason(&self, query: QueryId, initiative: Initiative) {
        let mut waiting = self.held();
        if let Some(one) = waiting.iter_mut().find(|one| one.query.id == query) {
            one.query.initiative = initiative;
        }
    }

    /// The subject of a waiting look-up.
    pub(crate) fn subject_of(&self, query: QueryId) -> Option<Subject> {
        let waiting = self.held();
        let found = waiting.iter().find(|one| one.query.id == query)?;
        Some(found.query.subject.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phone::{Phone, plate_input};
    use crate::view::{ErrorCode, LookUpView};

    /// Limits the store to so many pages. On a full disk it cannot grow either.
    fn room(phone: &Phone, pages: Option<u32>) {
        let most = pages.unwrap_or_else(|| {
            let count = |c: &Session| Ok(c.query_row("PRAGMA page_count", [], |row| row.get(0)));
            phone.device.read(count).unwrap().unwrap()
        });
        let sql = format!("PRAGMA max_page_count = {most}");
        let limited = phone.device.read(|c| Ok(c.query_row(&sql, [], |_| Ok(()))));
        limited.unwrap().unwrap();
    }

    /// Looks the plate up until there is no room to record it.
    fn until_full(phone: &Phone, plate: &str) -> (u32, LookUpView) {
        room(phone, None);
        for recorded in 0..2000 {
            let shown = phone.looks_up(plate);
            if !shown.recorded {
                return (recorded, shown);
            }
        }
        panic!("the store never filled up");
    }

    fn queries(phone: &Phone, plate: &str) -> u32 {
        phone
            .device
            .local_counts(&plate_input(plate))
            .unwrap()
            .windows[3]
            .queries
    }

    #[test]
    fn without_room_a_look_up_is_answered_and_recorded_later_in_its_order() {
        let phone = Phone::new();
        let (recorded, first) = until_full(&phone, "BB-00-DD");
        assert_eq!(
            first.local.windows[3].queries, recorded,
            "the counts are told"
        );
        let second = phone.looks_up("BB-00-DD");
        assert!(!second.recorded);
        let shown = phone.device.open_look_up().unwrap().unwrap();
        assert_eq!((shown.query, shown.recorded), (second.query, false));
        let refused = phone.device.start_check(second.query).err().unwrap();
        assert_eq!(refused.code(), ErrorCode::DiskFull, "until there is room");
        assert_eq!(queries(&phone, "BB-00-DD"), recorded);

        room(&phone, Some(1_000_000));
        let draft = phone.device.start_check(second.query).unwrap();
        assert_eq!(draft.query, second.query);
        assert_eq!(queries(&phone, "BB-00-DD"), recorded + 2, "each once");
        let numbers = phone.device.read(|c| {
            Ok((
                queries::get(c, first.query)?,
                queries::get(c, second.query)?,
            ))
        });
        let (first, second) = numbers.unwrap();
        assert!(
            first.unwrap().number < second.unwrap().number,
            "in their order"
        );
        assert!(phone.looks_up("FF-00-GH").recorded);
    }

    #[test]
    fn the_next_look_up_that_finds_room_takes_the_earlier_ones_along() {
        let phone = Phone::new();
        let (recorded, _) = until_full(&phone, "BB-00-DD");
        room(&phone, Some(1_000_000));
        let next = phone.looks_up("BB-00-DD");
        assert!(next.recorded);
        assert_eq!(next.local.windows[3].queries, recorded + 1);
        assert_eq!(queries(&phone, "BB-00-DD"), recorded + 2);
        assert_eq!(
            phone.device.open_look_up().unwrap().unwrap().query,
            next.query
        );
    }

    #[test]
    fn what_never_found_room_is_gone_with_the_app_and_nothing_else_is() {
        let phone = Phone::new();
        let (recorded, _) = until_full(&phone, "BB-00-DD");
        phone.device.close();
        let phone = phone.closed(|_| ()).unwrap();
        assert_eq!(queries(&phone, "BB-00-DD"), recorded);
        assert_eq!(phone.device.status().unwrap().notices, []);
    }
}
