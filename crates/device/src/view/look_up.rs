//! A look-up as the screen shows it.

use proco_domain::ids::QueryId;
use proco_domain::subject::Subject;
use proco_domain::time::UtcMillis;
use serde::Serialize;

use super::{AdvisoryView, CentralAnswer, Counts, Seen, SubjectView};

/// A look-up on the screen.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct LookUpView {
    /// Identifies the look-up on this phone.
    pub query: QueryId,
    /// Who or what was looked up.
    pub subject: SubjectView,
    /// What its name does not tell.
    pub name: NameView,
    /// When it was looked up.
    pub at: UtcMillis,
    /// The counts of this phone alone, without this look-up.
    pub local: Counts,
    /// A standing advisory that this phone knows of.
    pub advisory: Option<AdvisoryView>,
    /// The later check that ended an advisory that this phone knows of, because it found what its ground pointed to;
    /// only where none stands.
    pub advisory_ended: Option<Seen>,
    /// The last answer of central about this look-up, when there is one.
    pub central: Option<CentralAnswer>,
    /// Whether it is on disk. Without room it is kept in memory until there is some, and gone when
    /// the app ends before that.
    pub recorded: bool,
}

/// What the name of a person does not tell; of a plate there is nothing to say.
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct NameView {
    /// The other spellings under which records are counted: `MULLER, JAN`.
    pub also_as: Vec<String>,
    /// Whether it fills the machine-readable zone of a document, which may have cut it.
    pub may_be_cut: bool,
}

impl NameView {
    /// Shows it to the officer who typed the name. A place of exposure.
    pub(crate) fn of(subject: &Subject) -> Self {
        match subject {
            Subject::Plate(_) | Subject::NoPlate(_) => Self::default(),
            Subject::Person(person) => Self {
                also_as: person.expose_other_spellings(),
                may_be_cut: person.may_be_cut(),
            },
        }
    }
}
