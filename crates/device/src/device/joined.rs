//! Several subjects in one check: a vehicle and the people in it. There is one reason and one set of answers; each
//! subject has a stop and a report of its own, and only this phone knows that they belong together.

use proco_domain::draft::StopDraft;
use proco_domain::ids::{DraftId, QueryId};
use proco_domain::query::LedTo;
use proco_domain::time::UtcMillis;

use super::Device;
use super::open_drafts::{bring_to_screen, checks_of_now, the_open, view};
use crate::beyond::Beyond;
use crate::error::DeviceError;
use crate::store::{Session, counts, drafts, queries};
use crate::undo::Decided;
use crate::view::DraftView;

/// The most further subjects of one check.
pub const MOST_OTHERS: usize = 9;

impl<B: Beyond> Device<B> {
    /// Adds the subject of a look-up to an open check, and brings that check to the screen. A subject that is in it
    /// already is not added twice.
    ///
    /// # Errors
    /// [`DeviceError::Gone`] when there is no such look-up or open check, when a stop came from the look-up, or when
    /// the check amends a stop or is entered afterwards; [`DeviceError::DraftOpen`] when the subject is in another open
    /// check; [`DeviceError::Value`] when the check has ten subjects; [`DeviceError::Store`].
    pub fn join_check(&self, query: QueryId, check: DraftId) -> Result<DraftView, DeviceError> {
        self.record_waiting()?;
        self.records().undo.end();
        let moment = self.records().moment();
        let id = DraftId(self.records().new_id());
        let view = self.write(|t| {
            let now = moment.kept(t)?.at();
            let main = the_open(drafts::get(t, check, now)?)?;
            if main.draft.amends.is_some() || main.draft.afterwards {
                return Err(DeviceError::Gone);
            }
            let kept = queries::get(t, query)?.ok_or(DeviceError::Gone)?;
            let subject = kept.subject.ok_or(DeviceError::Gone)?;
            let mark = subject.mark();
            let open = checks_of_now(t, now)?;
            if let Some(same) = open.iter().find(|open| open.draft.subject.mark() == mark) {
                if same.joins.unwrap_or(same.draft.id) != check {
                    return Err(DeviceError::DraftOpen);
                }
                if same.draft.query != query {
                    self.led_to_nothing(t, query)?;
                }
                return bring_to_screen(t, same, now);
            }
            if kept.led_to == Some(LedTo::Stop) {
                return Err(DeviceError::Gone);
            }
            if open.iter().filter(|open| open.joins == Some(check)).count() >= MOST_OTHERS {
                return Err(DeviceError::Value);
            }
            let own = counts::local(t, &self.records().own_keys(&subject), now, i64::MAX)?;
            let draft = StopDraft {
                id,
                query,
                subject,
                despite_advisory: own.advisory.is_some(),
                answers: Default::default(),
                ..main.draft.clone()
            };
            drafts::joined::add(t, &draft, drafts::FIRST, check, main.begun, now)?;
            view(t, &the_open(drafts::get(t, check, now)?)?, now)
        })?;
        self.begun_here().insert(id);
        self.recorded()?;
        Ok(view)
    }

    /// Takes a further subject out of an open check. Its look-up led to nothing, unless something was decided before.
    ///
    /// # Errors
    /// [`DeviceError::Gone`] when the check is not open, or has no such further subject; [`DeviceError::Store`].
    pub fn take_out(&self, check: DraftId, query: QueryId) -> Result<DraftView, DeviceError> {
        let moment = self.records().moment();
        let view = self.write_decision(|t| {
            let now = moment.at();
            the_open(drafts::get(t, check, now)?)?;
            let mut others = drafts::joined::of(t, check, now)?.into_iter();
            let out = others
                .find(|other| other.draft.query == query)
                .ok_or(DeviceError::Gone)?;
            let before = Self::before(t, query)?;
            let removed = drafts::before_removal(t, &out)?;
            drafts::remove(t, out.draft.id)?;
            drafts::joined::lost_one(t, check, now)?;
            self.led_to_nothing(t, query)?;
            self.can_be_undone(
                moment,
                before.map(|before| {
                    vec![Decided {
                        query: Some((query, before)),
                        draft: Some(removed),
                        ..Decided::default()
                    }]
                }),
            );
            view(t, &the_open(drafts::get(t, check, now)?)?, now)
        })?;
        self.recorded()?;
        Ok(view)
    }

    /// Leaves the further subjects of the open check that came from a look-up; `None` when that cannot be undone.
    pub(super) fn leave_others(
        &self,
        session: &Session,
        query: QueryId,
        now: UtcMillis,
    ) -> Result<Option<Vec<Decided>>, DeviceError> {
        let Some(check) = drafts::of_query(session, query, now)? else {
            return Ok(Some(Vec::new()));
        };
        let mut left = Some(Vec::new());
        for other in drafts::joined::of(session, check.draft.id, now)? {
            let query = other.draft.query;
            let before = Self::before(session, query)?;
            match queries::led_to(session, query)? {
                None | Some(None | Some(LedTo::Nothing)) => {
                    self.records().decide(session, query, LedTo::LeftIt)?;
                }
                Some(Some(LedTo::LeftIt | LedTo::Stop)) => {}
            }
            let draft = Some(drafts::before_removal(session, &other)?);
            drafts::remove(session, other.draft.id)?;
            left = left.zip(before).map(|(mut left, before)| {
                left.push(Decided {
                    query: Some((query, before)),
                    draft,
                    ..Decided::default()
                });
                left
            });
        }
        Ok(left)
    }
}
