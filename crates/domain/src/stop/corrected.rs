//! A stop that was recorded under the wrong subject, recorded anew under the right one.

use super::Stop;
use crate::ids::{QueryId, Revision, StopId};
use crate::subject::Subject;
use crate::time::UtcMillis;

impl Stop {
    /// The first revision of a stop of its own, of another subject, with the time and all answers of this one. A
    /// subject that cannot be found again is not spared.
    #[must_use]
    pub fn of_another(&self, id: StopId, query: QueryId, subject: Subject, at: UtcMillis) -> Self {
        let mut other = self.clone();
        other.body.id = id;
        other.body.revision = Revision::FIRST;
        other.body.query = query;
        other.body.finished_at = at;
        // The officer was not shown an advisory of this subject.
        other.body.despite_advisory = false;
        other.body.amend_reason = None;
        let can_be_spared = subject.can_be_found();
        other.body.details.spare = self.details.spare.filter(|_| can_be_spared);
        other.subject = subject;
        other
    }
}
