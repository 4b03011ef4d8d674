//! A refusal as a screen words it: a code that has a sentence in the message files.

use proco_domain::draft::Missing;
use serde::Serialize;

/// Why a question was refused, as a screen words it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct CommandError {
    /// Which sentence to show.
    pub code: ErrorCode,
    /// With `draft_incomplete`: what is missing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(optional, as = "Option<Vec<Missing>>"))]
    pub missing: Vec<Missing>,
}

/// Every refusal that has a sentence of its own on a screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// No plate was typed.
    PlateEmpty,
    /// A character that stands on no plate.
    PlateCharacter,
    /// Too many characters for a plate.
    PlateTooLong,
    /// Not a country code.
    Country,
    /// A BSN was typed; it was not kept.
    Bsn,
    /// A number was typed that may be a BSN; the officer can say that it is none.
    MaybeBsn,
    /// No family name was typed.
    FamilyName,
    /// A letter that is not Latin.
    NameScript,
    /// A character that stands in no name.
    NameCharacter,
    /// A name that is too long.
    NameTooLong,
    /// As [`Self::NameScript`], of the first name.
    FirstNameScript,
    /// As [`Self::NameCharacter`], of the first name.
    FirstNameCharacter,
    /// As [`Self::NameTooLong`], of the first name.
    FirstNameTooLong,
    /// The birth date is not in the calendar.
    BirthDate,
    /// A year that is none of a birth.
    BirthYear,
    /// A day without its month, or a month without its year.
    BirthPart,
    /// A date on which nobody can have been born yet.
    BirthInFuture,
    /// A text that is too long.
    TextTooLong,
    /// A value outside its list or range.
    Value,
    /// A moment at which it cannot have been.
    Moment,
    /// The draft lacks answers.
    DraftIncomplete,
    /// There is already an open draft.
    DraftOpen,
    /// The subject has a stop in this check already.
    InCheck,
    /// The check to be corrected stands under that subject already.
    SameSubject,
    /// The draft was changed meanwhile by another window.
    DraftChanged,
    /// It is not one of the invented subjects of the practice stop.
    NotInvented,
    /// The practice stop is over, or this cannot be asked in it.
    PracticeOver,
    /// It is not there, or no longer.
    Gone,
    /// The stop was withdrawn and cannot be changed.
    Withdrawn,
    /// The readable mark is gone, so the stop can no longer be changed.
    TooOld,
    /// The one-time code is wrong, used or expired.
    EnrolmentCode,
    /// This phone is not enrolled.
    NotEnrolled,
    /// This device was revoked.
    Revoked,
    /// The server was not reached: there is no network.
    Offline,
    /// A network that asks to log in first answered in place of our server.
    Portal,
    /// The certificate of the server is not trusted.
    CertificateRefused,
    /// This phone has no certificates to trust.
    NoCertificates,
    /// This role may not see it.
    Forbidden,
    /// The scan blocks the lesson, or the officer has not decided on a word in doubt.
    Lesson,
    /// The scan blocks the question or the answer of a second view, or a decision on a word in doubt is lacking.
    SecondView,
    /// No such closed period.
    Period,
    /// A server answered with a fault.
    Server,
    /// The disk is full; what was typed is still on the screen.
    DiskFull,
    /// The store was made by a newer version of the app.
    StoreNewer,
    /// The store cannot be brought up to date: its tables are those of no version known here.
    StoreSchema,
    /// The file of the store was deleted while the app runs: nothing is saved any more.
    StoreGone,
    /// The key of the store cannot be had now: the store stays closed.
    StoreLocked,
    /// The key of the store is gone.
    KeyLost,
    /// The keys that are there are not those that the store was made with.
    KeyChanged,
    /// Others on this device may read the key of the store.
    KeyExposed,
    /// The store is open in another window or program.
    StoreInUse,
    /// The store answered with a fault.
    Store,
}
