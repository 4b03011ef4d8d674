//! The errors of the core, and the sentence that a screen shows for each.

use proco_domain::draft::Missing;
use proco_domain::latin::NotLatin;
use proco_domain::person::PersonRefused;
use proco_domain::plate::PlateRefused;
use proco_domain::text::TextRefused;

use crate::keys::KeyError;
use crate::store::{OfStore, StoreError};
use crate::sync::{CallFault, ErrorClass, SyncError};
use crate::view::{CommandError, ErrorCode};

/// Why a call is refused. No error repeats what was typed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeviceError {
    /// The plate cannot be read.
    #[error(transparent)]
    Plate(#[from] PlateRefused),
    /// The person cannot be read.
    #[error(transparent)]
    Person(#[from] PersonRefused),
    /// The text cannot be taken.
    #[error(transparent)]
    Text(#[from] TextRefused),
    /// A value outside its list or range.
    #[error("a value lies outside its list or range")]
    Value,
    /// The record cannot have been made at that moment.
    #[error("it cannot have been at that moment")]
    Moment,
    /// The draft lacks answers.
    #[error("the draft lacks answers")]
    Incomplete(Vec<Missing>),
    /// There is an open draft already.
    #[error("there is an open draft already")]
    DraftOpen,
    /// The subject has a stop in this check already.
    #[error("the subject is in this check already")]
    InCheck,
    /// The stop stands under that subject already.
    #[error("the stop stands under that subject already")]
    SameSubject,
    /// The draft was changed meanwhile by another window.
    #[error("the draft was changed meanwhile by another window")]
    DraftChanged,
    /// The subject is none of the invented ones of the practice stop.
    #[error("only an invented subject can be practised on")]
    NotInvented,
    /// The record is not there, or no longer.
    #[error("it is not there, or no longer")]
    Gone,
    /// The stop was withdrawn.
    #[error("the stop was withdrawn")]
    Withdrawn,
    /// The readable mark of the stop is gone.
    #[error("the readable mark of the stop is gone")]
    TooOld,
    /// The one-time code is not accepted.
    #[error("the one-time code is not accepted")]
    EnrolmentCode,
    /// This phone is not enrolled.
    #[error("this phone is not enrolled")]
    NotEnrolled,
    /// Only the phone of a shift lead may.
    #[error("only the phone of a shift lead may")]
    NotLead,
    /// There is no such closed period.
    #[error("there is no such closed period")]
    Period,
    /// The scan blocks the lesson, or it lacks a decision of the officer.
    #[error("the lesson cannot be shared")]
    Lesson,
    /// The scan blocks the question or the answer of a second view, or a decision on a word in doubt is lacking.
    #[error("the question or the answer cannot be sent")]
    SecondView,
    /// The store refuses or fails.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A server did not answer as expected.
    #[error(transparent)]
    Call(#[from] CallFault),
}

impl DeviceError {
    /// The code of the sentence that a screen shows.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        code(self)
    }
}

impl From<SyncError> for DeviceError {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Store(fault) => Self::Store(fault),
            SyncError::Call(fault) => Self::Call(fault),
        }
    }
}

impl OfStore for DeviceError {
    fn of_store(&self) -> Option<StoreError> {
        match self {
            Self::Store(fault) => Some(*fault),
            Self::Plate(_)
            | Self::Person(_)
            | Self::Text(_)
            | Self::Value
            | Self::Moment
            | Self::Incomplete(_)
            | Self::DraftOpen
            | Self::InCheck
            | Self::SameSubject
            | Self::DraftChanged
            | Self::NotInvented
            | Self::Gone
            | Self::Withdrawn
            | Self::TooOld
            | Self::EnrolmentCode
            | Self::NotEnrolled
            | Self::NotLead
            | Self::Period
            | Self::Lesson
            | Self::SecondView
            | Self::Call(_) => None,
        }
    }
}

impl From<&DeviceError> for CommandError {
    fn from(error: &DeviceError) -> Self {
        let missing = match error {
            DeviceError::Incomplete(missing) => missing.clone(),
            DeviceError::Plate(_)
            | DeviceError::Person(_)
            | DeviceError::Text(_)
            | DeviceError::Value
            | DeviceError::Moment
            | DeviceError::DraftOpen
            | DeviceError::InCheck
            | DeviceError::SameSubject
            | DeviceError::DraftChanged
            | DeviceError::NotInvented
            | DeviceError::Gone
            | DeviceError::Withdrawn
            | DeviceError::TooOld
            | DeviceError::EnrolmentCode
            | DeviceError::NotEnrolled
            | DeviceError::NotLead
            | DeviceError::Period
            | DeviceError::Lesson
            | DeviceError::SecondView
            | DeviceError::Store(_)
            | DeviceError::Call(_) => Vec::new(),
        };
        Self {
            code: error.code(),
            missing,
        }
    }
}

impl From<DeviceError> for CommandError {
    fn from(error: DeviceError) -> Self {
        Self::from(&error)
    }
}

fn code(error: &DeviceError) -> ErrorCode {
    match error {
        DeviceError::Plate(refused) => plate(*refused),
        DeviceError::Person(refused) => person(*refused),
        DeviceError::Text(TextRefused::TooLong) => ErrorCode::TextTooLong,
        DeviceError::Text(TextRefused::Bsn) => ErrorCode::Bsn,
        DeviceError::Text(TextRefused::MaybeBsn) => ErrorCode::MaybeBsn,
        DeviceError::Value => ErrorCode::Value,
        DeviceError::Moment => ErrorCode::Moment,
        DeviceError::Incomplete(_) => ErrorCode::DraftIncomplete,
        DeviceError::DraftOpen => ErrorCode::DraftOpen,
        DeviceError::InCheck => ErrorCode::InCheck,
        DeviceError::SameSubject => ErrorCode::SameSubject,
        DeviceError::DraftChanged => ErrorCode::DraftChanged,
        DeviceError::NotInvented => ErrorCode::NotInvented,
        DeviceError::Gone => ErrorCode::Gone,
        DeviceError::Withdrawn => ErrorCode::Withdrawn,
        DeviceError::TooOld => ErrorCode::TooOld,
        DeviceError::EnrolmentCode => ErrorCode::EnrolmentCode,
        DeviceError::NotEnrolled => ErrorCode::NotEnrolled,
        DeviceError::NotLead => ErrorCode::Forbidden,
        DeviceError::Period => ErrorCode::Period,
        DeviceError::Lesson => ErrorCode::Lesson,
        DeviceError::SecondView => ErrorCode::SecondView,
        DeviceError::Store(fault) => store(*fault),
        DeviceError::Call(fault) => call(*fault),
    }
}

fn plate(refused: PlateRefused) -> ErrorCode {
    match refused {
        PlateRefused::Empty => ErrorCode::PlateEmpty,
        PlateRefused::Bsn => ErrorCode::Bsn,
        PlateRefused::Character => ErrorCode::PlateCharacter,
        PlateRefused::TooLong => ErrorCode::PlateTooLong,
        PlateRefused::Country => ErrorCode::Country,
        // The look-up asks which plate is meant before this could be refused.
        PlateRefused::Several => ErrorCode::Value,
    }
}

fn person(refused: PersonRefused) -> ErrorCode {
    match refused {
        PersonRefused::NoFamilyName => ErrorCode::FamilyName,
        PersonRefused::Bsn => ErrorCode::Bsn,
        PersonRefused::Name(NotLatin::OtherScript) => ErrorCode::NameScript,
        PersonRefused::Name(NotLatin::NotALetter) => ErrorCode::NameCharacter,
        PersonRefused::FirstName(NotLatin::OtherScript) => ErrorCode::FirstNameScript,
        PersonRefused::FirstName(NotLatin::NotALetter) => ErrorCode::FirstNameCharacter,
        PersonRefused::TooLong => ErrorCode::NameTooLong,
        PersonRefused::FirstNameTooLong => ErrorCode::FirstNameTooLong,
        PersonRefused::BirthDate => ErrorCode::BirthDate,
        PersonRefused::BirthYear => ErrorCode::BirthYear,
        PersonRefused::BirthPart => ErrorCode::BirthPart,
        PersonRefused::NotYetBorn => ErrorCode::BirthInFuture,
    }
}

fn store(fault: StoreError) -> ErrorCode {
    match fault {
        StoreError::Locked(fault) => key(fault),
        StoreError::InUse => ErrorCode::StoreInUse,
        StoreError::Newer { .. } => ErrorCode::StoreNewer,
        StoreError::DiskFull => ErrorCode::DiskFull,
        StoreError::Schema(_) => ErrorCode::StoreSchema,
        StoreError::Vanished => ErrorCode::StoreGone,
        StoreError::Damaged
        | StoreError::Row(_)
        | StoreError::File(_)
        | StoreError::Closed
        | StoreError::Sqlite(_) => ErrorCode::Store,
    }
}

fn key(fault: KeyError) -> ErrorCode {
    match fault {
        KeyError::NoRoom => ErrorCode::DiskFull,
        KeyError::Missing => ErrorCode::KeyLost,
        KeyError::Exposed => ErrorCode::KeyExposed,
        KeyError::Unreadable | KeyError::Other | KeyError::OtherCounts | KeyError::OtherSigning => {
            ErrorCode::KeyChanged
        }
        KeyError::Unreachable | KeyError::Exists => ErrorCode::StoreLocked,
    }
}

fn call(fault: CallFault) -> ErrorCode {
    match fault.meaning().class {
        ErrorClass::Offline => ErrorCode::Offline,
        ErrorClass::Portal => ErrorCode::Portal,
        ErrorClass::CertificateRefused => ErrorCode::CertificateRefused,
        ErrorClass::NoCertificates => ErrorCode::NoCertificates,
        ErrorClass::NotEnrolled => ErrorCode::NotEnrolled,
        ErrorClass::Revoked => ErrorCode::Revoked,
        ErrorClass::Forbidden => ErrorCode::Forbidden,
        ErrorClass::Server => ErrorCode::Server,
    }
}
