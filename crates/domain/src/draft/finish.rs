//! The only way from a draft to a stop.

use super::{Answers, ResultChoice, Step, StopDraft};
use crate::codes::codes;
use crate::ground::{Description, Grounds, GroundsRefused};
use crate::ids::{Revision, StopId};
use crate::outcome::Outcome;
use crate::reflection::Reflection;
use crate::stop::{Details, Stop};
use crate::time::UtcMillis;

codes! {
    /// What a draft still needs before it is a stop.
    pub enum Missing {
        /// At least one concrete ground.
        Ground = "ground",
        /// The source and time of a wanted person's description.
        DescriptionSource = "description_source",
        /// A time of that description that does not lie after the start of the check.
        DescriptionTime = "description_time",
        /// The power on which the officer acts.
        LegalBasis = "legal_basis",
        /// Whether the reason was told.
        ReasonTold = "reason_told",
        /// Nothing found, or something.
        Outcome = "outcome",
        /// What was found, where something was.
        Findings = "findings",
        /// Whether the ground pointed to what was found.
        Link = "link",
        /// Why a finished stop is amended.
        AmendReason = "amend_reason",
    }
}

impl Missing {
    /// The step in which it is answered.
    #[must_use]
    pub fn step(self) -> Step {
        match self {
            Self::Ground | Self::DescriptionSource | Self::DescriptionTime | Self::LegalBasis => {
                Step::Select
            }
            Self::ReasonTold => Step::Contact,
            Self::Outcome | Self::Findings | Self::Link | Self::AmendReason => Step::Reflect,
        }
    }
}

impl StopDraft {
    /// All that is still missing, in the order of the steps; empty when the draft can be finished.
    #[must_use]
    pub fn missing(&self) -> Vec<Missing> {
        let answers = &self.answers;
        let mut missing = Vec::new();
        match grounds(answers) {
            // A description that was given after the start of the check cannot have led to it.
            Ok(grounds) => {
                let given_at = grounds.description().map(|given| given.given_at);
                if given_at.is_some_and(|at| at > self.started_at) {
                    missing.push(Missing::DescriptionTime);
                }
            }
            Err(GroundsRefused::None) => missing.push(Missing::Ground),
            Err(GroundsRefused::DescriptionWithoutSource) => {
                missing.push(Missing::DescriptionSource);
            }
        }
        if answers.legal_basis.is_none() {
            missing.push(Missing::LegalBasis);
        }
        if answers.explanation.reason_told.is_none() {
            missing.push(Missing::ReasonTold);
        }
        if let Err(what) = outcome(answers) {
            missing.push(what);
        }
        if self.amends.is_some() && answers.amend_reason.is_none() {
            missing.push(Missing::AmendReason);
        }
        missing
    }

    /// Makes the stop, or gives what is missing.
    ///
    /// A new stop gets `new_id`; an amendment keeps the identifier of the stop it amends and gets the next
    /// revision. An answer that another answer has made pointless is left out: a subject can be spared only
    /// when nothing was found and it can be found again, a reason understood only when it was told, and a
    /// contact calmed only when it grew tense.
    ///
    /// # Errors
    /// Everything that is still missing; never empty.
    pub fn finish(&self, new_id: StopId, at: UtcMillis) -> Result<Stop, Vec<Missing>> {
        let answers = &self.answers;
        let (Ok(grounds), Some(legal_basis), Some(reason_told), Ok(outcome), []) = (
            grounds(answers),
            answers.legal_basis,
            answers.explanation.reason_told,
            outcome(answers),
            self.missing().as_slice(),
        ) else {
            return Err(self.missing());
        };
        let (id, revision) = match self.amends {
            None => (new_id, Revision::FIRST),
            Some(amended) => (amended.stop, amended.revision.next()),
        };
        let can_be_spared = outcome.is_nothing() && self.subject.can_be_found();
        let spare = answers.spare.filter(|_| can_be_spared);
        let details = Details {
            selection: answers.selection.clone(),
            grounds,
            legal_basis,
            explanation: answers
                .explanation
                .with_reason_told(reason_told)
                .consistent(),
            treatment: answers.treatment.clone().consistent(),
            outcome,
            spare,
            reflection: answers.do_again.map(|do_again| Reflection {
                do_again,
                themes: answers.themes.clone(),
                note: answers.reflection_note.clone(),
                looking_back: answers.looking_back.clone(),
            }),
        };
        Ok(Stop::from_draft(self, id, revision, at, details))
    }
}

fn grounds(answers: &Answers) -> Result<Grounds, GroundsRefused> {
    let description = match (answers.description_source, answers.description_given_at) {
        (Some(source), Some(given_at)) => Some(Description { source, given_at }),
        (None, _) | (_, None) => None,
    };
    Grounds::new(answers.grounds.clone(), description)
}

fn outcome(answers: &Answers) -> Result<Outcome, Missing> {
    match (answers.result, answers.link) {
        (None, _) => Err(Missing::Outcome),
        (Some(ResultChoice::Nothing), _) => Ok(Outcome::Nothing),
        (Some(ResultChoice::Found), _) if answers.findings.is_empty() => Err(Missing::Findings),
        (Some(ResultChoice::Found), None) => Err(Missing::Link),
        (Some(ResultChoice::Found), Some(link)) => Ok(Outcome::Found {
            findings: answers.findings.clone(),
            link,
        }),
    }
}
