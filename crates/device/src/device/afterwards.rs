//! A check that is entered afterwards, with the hour that its officer gives.
//!
//! No look-up is recorded: nobody looked the subject up before this check was decided, and no counts are shown.
//! The time of day is a person's, so a correction of the phone's clock does not change it; the day follows from the moment
//! of entering.

use proco_domain::draft::{Answers, Step, StopDraft, may_be_entered};
use proco_domain::ids::{DraftId, QueryId};
use proco_domain::time::UtcMillis;

use super::Device;
use super::lookup::Read;
use crate::beyond::Beyond;
use crate::error::DeviceError;
use crate::store::stretches::{Begun, Entered};
use crate::store::{drafts, sync_state};
use crate::view::{DraftView, EnterAnswer, LookUpRequest};

impl<B: Beyond> Device<B> {
    /// Begins a check that was made at a moment of the last 24 hours, and parks the draft that was on the screen.
    ///
    /// # Errors
    /// [`DeviceError::Plate`] or [`DeviceError::Person`] when the subject cannot be read;
    /// [`DeviceError::Moment`] when the check cannot have been then; [`DeviceError::Store`].
    pub fn enter_check(
        &self,
        request: LookUpRequest,
        at: UtcMillis,
    ) -> Result<EnterAnswer, DeviceError> {
        self.record_waiting_if_room()?;
        let moment = self.records().moment();
        let now = moment.at();
        let subject = match self.read_typed(&request.subject, request.confirmed, now)? {
            Read::Subject(subject) => subject,
            Read::Question(about, spelled, choices) => {
                return Ok(EnterAnswer::Question {
                    about,
                    spelled,
                    choices,
                });
            }
        };
        if !may_be_entered(at, now) {
            return Err(DeviceError::Moment);
        }
        self.records().undo.end();
        let draft = StopDraft {
            // The name of the report follows from it. With the hour of the check in it, central does not learn
            // when the check was entered.
            id: DraftId(self.records().new_id_at(at)),
            query: QueryId(self.records().new_id()),
            subject,
            initiative: request.initiative,
            started_at: at,
            afterwards: true,
            despite_advisory: false,
            amends: None,
            step: Step::Select,
            answers: Answers::default(),
        };
        self.write(|t| {
            let moment = moment.kept(t)?;
            let begun = Begun {
                stretch: moment.stretch(),
                entered: Some(Entered::now(moment.at(), at)),
            };
            drafts::begin(t, &draft, begun, now)?;
            Ok(sync_state::set_draft_closed(t, false)?)
        })?;
        self.begun_here().insert(draft.id);
        Ok(EnterAnswer::Begun {
            draft: DraftView::new(&draft),
        })
    }
}
