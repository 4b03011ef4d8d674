//! The same subject looked up again within five minutes: one look-up, and not two.
//!
//! The first one goes on, with what it led to so far: its counts are shown as they are now, and what is decided now is
//! its decision. The reason that was given last is that of the look-up and of the check that was begun from it; where the
//! first one was sent, it is sent again in a new revision. A new look-up is one of which a check was finished, one that was typed wrong, and one since which the
//! clock was set, or the app was started where the platform does not vouch for the clock. The five minutes count from the first time, so that typing again prolongs nothing.

use proco_domain::ids::QueryId;
use proco_domain::query::Initiative;
use proco_domain::time::UtcMillis;

use super::{Device, to_view};
use crate::beyond::Beyond;
use crate::dating::Moment;
use crate::error::DeviceError;
use crate::keys::OwnKey;
use crate::store::queries::KeptQuery;
use crate::store::{Session, counts, drafts, if_readable, no_room, queries};
use crate::view::{LookUpView, NameView, SubjectView};

impl<B: Beyond> Device<B> {
    /// The look-up of the same subject that goes on, as the screen shows it now. Another one that is undecided led to
    /// nothing, and the draft on the screen is parked.
    pub(super) fn look_up_again(
        &self,
        own_keys: &[OwnKey],
        moment: Moment,
        initiative: Initiative,
    ) -> Result<Option<LookUpView>, DeviceError> {
        self.record_waiting_if_room()?;
        if let Some(unrecorded) = self.unrecorded_again(own_keys, moment, initiative)? {
            return Ok(Some(unrecorded));
        }
        let Some((first, now)) = self.read(|c| self.goes_on_with(c, own_keys, moment))? else {
            return Ok(None);
        };
        let settled = self.write(|t| {
            drafts::park(t)?;
            if first.initiative != initiative {
                self.give_reason(t, first.id, initiative, now.at())?;
            }
            Ok(queries::settle_undecided(t, None, Some(first.id))?)
        });
        if !no_room(&settled) {
            settled?;
            self.recorded()?;
        } else if first.initiative != initiative {
            // The reason finds no room, so that this is a look-up of its own, which waits for some.
            return Ok(None);
        }
        self.read(|c| {
            let own = counts::local(c, own_keys, now.at(), first.number)?;
            Ok(to_view::look_up(&first, own, now.at()))
        })
    }

    /// Changes why a look-up was made, and the reason of the check that was begun from it. A further subject of a check has
    /// the reason of that check.
    fn give_reason(
        &self,
        session: &Session,
        query: QueryId,
        initiative: Initiative,
        now: UtcMillis,
    ) -> Result<(), DeviceError> {
        self.records().decided_here().insert(query.0);
        queries::give_reason(session, query, initiative)?;
        let Some(check) = drafts::of_query(session, query, now)? else {
            return Ok(());
        };
        if check.joins.is_some() {
            return Ok(());
        }
        let others = drafts::joined::of(session, check.draft.id, now)?;
        for mut open in std::iter::once(check).chain(others) {
            open.draft.initiative = initiative;
            open.revision += 1;
            drafts::save(session, &open, now)?;
        }
        Ok(())
    }

    fn goes_on_with(
        &self,
        session: &Session,
        own_keys: &[OwnKey],
        moment: Moment,
    ) -> Result<Option<(KeptQuery, Moment)>, DeviceError> {
        let moment = moment.as_kept(session)?;
        let lately = queries::lately(session, &own_keys[0], self.span(moment), moment.stretch());
        Ok(if_readable(lately)?.map(|first| (first, moment)))
    }

    /// The same where the first one found no room on the disk.
    fn unrecorded_again(
        &self,
        own_keys: &[OwnKey],
        moment: Moment,
        initiative: Initiative,
    ) -> Result<Option<LookUpView>, DeviceError> {
        let waiting = &self.records().unrecorded;
        let first = waiting.lately(&own_keys[0], self.span(moment), moment.stretch());
        let Some(first) = first else {
            return Ok(None);
        };
        waiting.give_reason(first.id, initiative);
        let own = self.read(|c| Ok(counts::local(c, own_keys, moment.at(), i64::MAX)?))?;
        Ok(Some(LookUpView {
            query: first.id,
            subject: SubjectView::of(&first.subject),
            name: NameView::of(&first.subject),
            at: first.at,
            local: own.counts,
            advisory: own.advisory,
            advisory_ended: own.ended,
            central: None,
            recorded: false,
        }))
    }

    /// When a look-up was made that goes on at this moment: after the first, and up to the second.
    fn span(&self, moment: Moment) -> (UtcMillis, UtcMillis) {
        let within = self.records().keep.one_look_up_within.as_millis();
        let within = i64::try_from(within).unwrap_or(i64::MAX);
        let after = UtcMillis(moment.at().0.saturating_sub(within));
        (after, moment.at())
    }
}
