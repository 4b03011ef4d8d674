//! A check that was finished under the wrong plate or person: it is withdrawn, and recorded anew under the right one.

use proco_domain::ids::{DraftId, QueryId, StopId};
use proco_domain::query::LedTo;
use proco_domain::stop::WithdrawReason;

use super::Device;
use super::stops::{card, changeable};
use crate::beyond::Beyond;
use crate::error::DeviceError;
use crate::store::outbox::{self, Kind};
use crate::store::{drafts, pairs, put_back, queries, reflections, stops, sync_state};
use crate::view::StopCard;

impl<B: Beyond> Device<B> {
    /// Withdraws a stop and records one with the same answers and the same time under the subject of a look-up, in one
    /// transaction. A reflection that was begun goes along, and what two looked back on. The look-up of the wrong
    /// subject is taken back as one that was typed wrong, here and at central.
    ///
    /// # Errors
    /// [`DeviceError::SameSubject`] when the subject is the same; [`DeviceError::InCheck`] when it has a stop in this check
    /// already; [`DeviceError::Gone`] when there is no such stop or look-up,
    /// or a stop came from that look-up; [`DeviceError::DraftOpen`] while the stop is being amended;
    /// [`DeviceError::Withdrawn`], [`DeviceError::TooOld`] as for an amendment; [`DeviceError::Store`].
    pub fn correct(&self, stop: StopId, query: QueryId) -> Result<StopCard, DeviceError> {
        self.record_waiting()?;
        let records = self.records();
        records.undo.end();
        let moment = records.moment();
        let begun_here = self.begun_here().contains(&DraftId(stop.0));
        let card = self.write(|t| {
            let moment = moment.kept(t)?;
            let outline = stops::outline(t, stop)?.ok_or(DeviceError::Gone)?;
            if drafts::of_stop(t, stop, moment.at())?.is_some() {
                return Err(DeviceError::DraftOpen);
            }
            let wrong = changeable(stops::get(t, stop)?, &outline)?;
            let right = queries::get(t, query)?.ok_or(DeviceError::Gone)?;
            if right.led_to == Some(LedTo::Stop) {
                return Err(DeviceError::Gone);
            }
            let subject = right.subject.ok_or(DeviceError::Gone)?;
            if subject.mark() == wrong.subject().mark() {
                return Err(DeviceError::SameSubject);
            }
            let own_key = records.secrets.own_counts().of(&subject.mark());
            if stops::is_in_check(t, stop, &own_key)? {
                return Err(DeviceError::InCheck);
            }
            let id = StopId(records.corrected_id(stop.0, &own_key));
            let anew = wrong.of_another(id, query, subject, moment.at());
            let (reflection, pair) = (reflections::get(t, stop)?, pairs::get(t, stop)?);
            let begun = stops::begun(t, stop)?;

            self.withdraw_standing(t, stop, &outline, WithdrawReason::WrongSubject, begun_here)?;
            queries::mistype_with_its_stop(t, outline.query)?;
            records.decided_here().insert(outline.query.0);
            stops::insert(t, &anew, &own_key, begun, moment.stretch())?;
            if sync_state::was_put_back(t)? {
                put_back::name_stop(t, id, &|record, number| records.report_id(record, number))?;
            }
            stops::link_as(t, id, stop)?;
            if let Some(reflection) = reflection {
                reflections::save(t, id, &reflection)?;
            }
            pairs::save(t, id, pair.as_ref())?;
            records.decide(t, query, LedTo::Stop)?;
            outbox::enqueue(t, id.0, Kind::Stop, anew.revision().0)?;
            card(t, id)
        })?;
        self.begun_here().insert(DraftId(card.id.0));
        records.decided_here().insert(card.id.0);
        self.recorded()?;
        Ok(card)
    }
}
