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

proco_domain::code_list! {
    [#[cfg_attr(feature = "ts", derive(ts_rs::TS))]]
    /// Every refusal that has a sentence of its own on a screen.
    pub enum ErrorCode {
        /// No plate was typed.
        PlateEmpty = "plate_empty",
        /// A character that stands on no plate.
        PlateCharacter = "plate_character",
        /// Too many characters for a plate.
        PlateTooLong = "plate_too_long",
        /// Not a country code.
        Country = "country",
        /// A BSN was typed; it was not kept.
        Bsn = "bsn",
        /// A number was typed that may be a BSN; the officer can say that it is none.
        MaybeBsn = "maybe_bsn",
        /// No family name was typed.
        FamilyName = "family_name",
        /// A letter that is not Latin.
        NameScript = "name_script",
        /// A character that stands in no name.
        NameCharacter = "name_character",
        /// A name that is too long.
        NameTooLong = "name_too_long",
        /// As [`Self::NameScript`], of the first name.
        FirstNameScript = "first_name_script",
        /// As [`Self::NameCharacter`], of the first name.
        FirstNameCharacter = "first_name_character",
        /// As [`Self::NameTooLong`], of the first name.
        FirstNameTooLong = "first_name_too_long",
        /// The birth date is not in the calendar.
        BirthDate = "birth_date",
        /// A year that is none of a birth.
        BirthYear = "birth_year",
        /// A day without its month, or a month without its year.
        BirthPart = "birth_part",
        /// A date on which nobody can have been born yet.
        BirthInFuture = "birth_in_future",
        /// A text that is too long.
        TextTooLong = "text_too_long",
        /// A value outside its list or range.
        Value = "value",
        /// A moment at which it cannot have been.
        Moment = "moment",
        /// The draft lacks answers.
        DraftIncomplete = "draft_incomplete",
        /// There is already an open draft.
        DraftOpen = "draft_open",
        /// The subject has a stop in this check already.
        InCheck = "in_check",
        /// The check to be corrected stands under that subject already.
        SameSubject = "same_subject",
        /// The draft was changed meanwhile by another window.
        DraftChanged = "draft_changed",
        /// It is not one of the invented subjects of the practice stop.
        NotInvented = "not_invented",
        /// The practice stop is over, or this cannot be asked in it.
        PracticeOver = "practice_over",
        /// It is not there, or no longer.
        Gone = "gone",
        /// The stop was withdrawn and cannot be changed.
        Withdrawn = "withdrawn",
        /// The readable mark is gone, so the stop can no longer be changed.
        TooOld = "too_old",
        /// The one-time code is wrong, used or expired.
        EnrolmentCode = "enrolment_code",
        /// This phone is not enrolled.
        NotEnrolled = "not_enrolled",
        /// This device was revoked.
        Revoked = "revoked",
        /// The server was not reached: there is no network.
        Offline = "offline",
        /// A network that asks to log in first answered in place of our server.
        Portal = "portal",
        /// The certificate of the server is not trusted.
        CertificateRefused = "certificate_refused",
        /// This phone has no certificates to trust.
        NoCertificates = "no_certificates",
        /// This role may not see it.
        Forbidden = "forbidden",
        /// The scan blocks the lesson, or the officer has not decided on a word in doubt.
        Lesson = "lesson",
        /// The scan blocks the question or the answer of a second view, or a decision on a word in doubt is lacking.
        SecondView = "second_view",
        /// This device shows no notifications of the app.
        NotificationsOff = "notifications_off",
        /// No such closed period.
        Period = "period",
        /// A server answered with a fault.
        Server = "server",
        /// The disk is full; what was typed is still on the screen.
        DiskFull = "disk_full",
        /// The store was made by a newer version of the app.
        StoreNewer = "store_newer",
        /// The store cannot be brought up to date: its tables are those of no version known here.
        StoreSchema = "store_schema",
        /// The file of the store was deleted while the app runs: nothing is saved any more.
        StoreGone = "store_gone",
        /// The key of the store cannot be had now: the store stays closed.
        StoreLocked = "store_locked",
        /// The key of the store is gone.
        KeyLost = "key_lost",
        /// The keys that are there are not those that the store was made with.
        KeyChanged = "key_changed",
        /// Others on this device may read the key of the store.
        KeyExposed = "key_exposed",
        /// The store is open in another window or program.
        StoreInUse = "store_in_use",
        /// The store answered with a fault.
        Store = "store",
    }
}
