//! A stop as it leaves the phone: generalised and coded. No code turns it back into a stop.

use std::collections::{BTreeMap, BTreeSet};

use proco_domain::explanation::Explanation;
use proco_domain::outcome::Outcome;
use proco_domain::reflection::{LookingBack, Reflection};
use proco_domain::selection::Selection;
use proco_domain::stop::{Details, Stop};
use proco_domain::treatment::Treatment;
use serde::{Deserialize, Serialize};
use utoipa::openapi::{RefOr, schema::Schema};

use super::coercion::{self, ForceReport, SearchReport};
use super::{Head, Inconsistent, ReportId};
use crate::Hour;
use crate::codes::{
    Answer, DoAgain, Duration, Escalation, Finding, Force, GroundCode, LegalBasis, Link, PlaceKind,
    Ratings, ReasonTold, Search, Theme, Understood,
};
use crate::kinds;
use crate::object;
use crate::pseudonym::Pseudonym;

/// The longest that a subject is spared, in hours from that of the stop.
const MAX_SPARE_HOURS: u32 = 365 * 24 + 1;

/// Makes [`StopCodes`], and the form in which a stop travels: the head and the codes in one object. serde
/// cannot refuse an unknown field in an object that it puts together of two, so it reads this form.
macro_rules! stop_codes {
    ($($(#[$of_field:meta])* $field:ident: $type:ty,)+) => {
        /// The coded answers of a stop: they travel as they are, and central keeps them as they are.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct StopCodes {
            $($(#[$of_field])* pub $field: $type,)+
        }

        #[derive(Deserialize, utoipa::ToSchema)]
        #[serde(deny_unknown_fields)]
        #[schema(as = StopReport)]
        struct Wire {
            #[serde(deserialize_with = "object::one")]
            head: Head,
            $($(#[$of_field])* $field: $type,)+
        }

        impl From<Wire> for StopReport {
            fn from(wire: Wire) -> Self {
                let codes = StopCodes { $($field: wire.$field,)+ };
                Self { head: wire.head, codes }
            }
        }
    };
}

stop_codes! {
    /// What the place was like, if the officer said so: the only thing that tells where the stop was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<PlaceKind>,
    /// Grounds: at least one after [`StopReport::check`].
    grounds: BTreeSet<GroundCode>,
    /// The power on which the officer acted.
    basis: LegalBasis,
    /// Was the reason told?
    reason_told: ReasonTold,
    /// Was the reason understood?
    #[serde(default, skip_serializing_if = "Option::is_none")]
    understood: Option<Understood>,
    /// Was there a language barrier?
    #[serde(default, skip_serializing_if = "Option::is_none")]
    language_barrier: Option<Answer>,
    /// Was the slip offered?
    #[serde(default, skip_serializing_if = "Option::is_none")]
    slip_offered: Option<Answer>,
    /// How the officer rates the own treatment of the subject.
    #[serde(
        default,
        skip_serializing_if = "Ratings::is_empty",
        deserialize_with = "object::one"
    )]
    ratings: Ratings,
    /// How long it took.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    duration: Option<Duration>,
    /// What was searched: one code, or each kind with its legal basis and what it was for.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "kinds")]
    #[schema(schema_with = kinds::searches)]
    search: Option<BTreeMap<Search, SearchReport>>,
    /// Which force was used: one code, or each kind with what it was for.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "kinds")]
    #[schema(schema_with = kinds::forces)]
    force: Option<BTreeMap<Force, ForceReport>>,
    /// Whether the contact grew tense.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    escalation: Option<Escalation>,
    /// Empty when nothing was found.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    findings: BTreeSet<Finding>,
    /// Present exactly when something was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    link: Option<Link>,
    /// Would the officer do it again?
    #[serde(default, skip_serializing_if = "Option::is_none")]
    do_again: Option<DoAgain>,
    /// What may have played along, by the officer's reflection.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    themes: BTreeSet<Theme>,
    /// Whether two officers looked back on it together, and both kept that.
    #[serde(default, skip_serializing_if = "is_false")]
    together: bool,
    /// Whether the officer looked back on it more than three days later.
    #[serde(default, skip_serializing_if = "is_false")]
    reflected_late: bool,
    /// Whether the grounds were described in own words too. The words stay on the phone.
    #[serde(default, skip_serializing_if = "is_false")]
    own_words: bool,
    /// Whether the same words stood in another check of this phone shortly before.
    #[serde(default, skip_serializing_if = "is_false")]
    words_repeated: bool,
    /// Spare the subject until the end of this hour; only when nothing was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    spare_until: Option<Hour>,
    /// Whether the stop was made in spite of an advisory.
    #[serde(default, skip_serializing_if = "is_false")]
    despite_advisory: bool,
}

/// A stop as it leaves the phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Wire")]
pub struct StopReport {
    /// What reports of every kind have.
    pub head: Head,
    /// The coded answers; on the wire they stand beside the head.
    #[serde(flatten)]
    pub codes: StopCodes,
}

impl utoipa::PartialSchema for StopReport {
    fn schema() -> RefOr<Schema> {
        Wire::schema()
    }
}

impl utoipa::ToSchema for StopReport {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Wire::schemas(schemas);
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the shape that serde asks for"
)]
fn is_false(flag: &bool) -> bool {
    !*flag
}

impl StopReport {
    /// The report of a finished stop. Here everything that could identify somebody is generalised (time to the hour) or left
    /// out.
    #[must_use]
    pub fn of(stop: &Stop, id: ReportId, pseudonym: Pseudonym) -> Self {
        // Taken apart by name: a new answer does not compile until it is decided whether it leaves the phone.
        let Details {
            selection:
                Selection {
                    place,
                    ground_note,
                    note_repeated,
                },
            grounds,
            legal_basis,
            explanation:
                Explanation {
                    reason_told,
                    understood,
                    language_barrier,
                    slip_offered,
                },
            treatment:
                Treatment {
                    ratings,
                    duration,
                    search,
                    force,
                    escalation,
                    calming: _,
                    complaint_offered: _,
                },
            outcome,
            // The hour in which it ends is sent.
            spare: _,
            reflection,
        } = stop.details();
        let (findings, link) = match outcome {
            Outcome::Nothing => (BTreeSet::new(), None),
            Outcome::Found { findings, link } => (findings.clone(), Some(*link)),
        };
        let (do_again, themes, together, late) = match reflection {
            None => (None, BTreeSet::new(), false, false),
            Some(Reflection {
                do_again,
                themes,
                note: _,
                looking_back:
                    LookingBack {
                        concrete: _,
                        yielded: _,
                        other_view: _,
                        together,
                        late,
                    },
            }) => (Some(*do_again), themes.clone(), *together, *late),
        };
        Self {
            head: Head {
                id,
                revision: stop.revision().0,
                epoch: stop.at().epoch(),
                pseudonym,
                subject: stop.subject().kind(),
                hour: stop.at().hour(),
                initiative: stop.initiative(),
            },
            codes: StopCodes {
                place: *place,
                grounds: grounds.codes().clone(),
                basis: *legal_basis,
                reason_told: *reason_told,
                understood: *understood,
                language_barrier: *language_barrier,
                slip_offered: *slip_offered,
                ratings: *ratings,
                duration: *duration,
                search: search.as_ref().map(coercion::searches),
                force: force.as_ref().map(coercion::forces),
                escalation: *escalation,
                findings,
                link,
                do_again,
                themes,
                together,
                reflected_late: late,
                own_words: ground_note.is_some(),
                words_repeated: ground_note.is_some() && *note_repeated,
                spare_until: stop.spared_until().map(proco_domain::time::UtcMillis::hour),
                despite_advisory: stop.despite_advisory(),
            },
        }
    }

    /// The same, under another revision.
    #[must_use]
    pub fn in_revision(mut self, revision: u32) -> Self {
        self.head.revision = revision;
        self
    }

    /// Checks what the types do not.
    ///
    /// # Errors
    /// [`Inconsistent`] names the contradiction.
    pub fn check(&self) -> Result<(), Inconsistent> {
        self.head.check()?;
        self.codes.check()?;
        let hour = self.head.hour.0;
        // From the hour of the stop: 365 days on, and the hour in which the last of them ends.
        let longest = hour..=hour.saturating_add(MAX_SPARE_HOURS);
        let too_far = |until: Hour| !longest.contains(&until.0);
        if self.codes.spare_until.is_some_and(too_far) {
            return Err(Inconsistent::Outcome);
        }
        Ok(())
    }
}

impl StopCodes {
    /// Whether nothing was found.
    #[must_use]
    pub fn found_nothing(&self) -> bool {
        self.findings.is_empty()
    }

    /// Whether something was found that the ground pointed to.
    #[must_use]
    pub fn found_what_was_looked_for(&self) -> bool {
        self.link == Some(Link::Linked)
    }

    fn check(&self) -> Result<(), Inconsistent> {
        if self.grounds.is_empty() {
            return Err(Inconsistent::Empty);
        }
        let found = !self.found_nothing();
        if found != self.link.is_some() || (found && self.spare_until.is_some()) {
            return Err(Inconsistent::Outcome);
        }
        if self.understood.is_some() && !self.reason_told.is_told() {
            return Err(Inconsistent::Explanation);
        }
        let of_reflection = !self.themes.is_empty() || self.together || self.reflected_late;
        if of_reflection && self.do_again.is_none() {
            return Err(Inconsistent::Reflection);
        }
        if self.words_repeated && !self.own_words {
            return Err(Inconsistent::Words);
        }
        Ok(())
    }
}
