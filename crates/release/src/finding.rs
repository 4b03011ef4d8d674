//! What the scan found: the kind of personal data, how sure that is, and which words.

use serde::Serialize;

use crate::released::Harmless;

/// A kind of personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "PersonalDataKind"))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The plate of a vehicle, Dutch or foreign.
    Plate,
    /// A citizen service number.
    Bsn,
    /// A day, or the month or year of a birth.
    Date,
    /// A time of the day.
    ClockTime,
    /// A telephone number, Dutch or foreign.
    Telephone,
    /// An e-mail address, a web address, or the name of an account.
    Mail,
    /// The number of a bank account (IBAN).
    Iban,
    /// The number of a document, a case or a thing, and any other long number.
    Number,
    /// A street with a house number, a postcode, or a place on the map.
    Address,
    /// A name of a person.
    Name,
}

/// How sure the scan is of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// The officer decides whether it is personal data.
    InDoubt,
    /// The text cannot be released with these words.
    Sure,
}

/// Words of a text that are, or may be, personal data. It holds their place and not the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Finding {
    /// The kind of personal data that they are.
    pub kind: Kind,
    /// How sure that is.
    pub certainty: Certainty,
    /// The first byte of the words in the text.
    pub start: usize,
    /// The byte after the words.
    pub end: usize,
}

impl Finding {
    /// Its words, as the officer decides on them.
    #[must_use]
    pub fn place(&self) -> Harmless {
        Harmless {
            start: self.start,
            end: self.end,
        }
    }
}

/// The pieces of a text that a rule claims, by their numbers; the last one is among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Claim {
    pub(crate) kind: Kind,
    pub(crate) certainty: Certainty,
    pub(crate) first: usize,
    pub(crate) last: usize,
}

impl Claim {
    pub(crate) fn sure(kind: Kind, first: usize, last: usize) -> Self {
        Self {
            kind,
            certainty: Certainty::Sure,
            first,
            last,
        }
    }

    pub(crate) fn in_doubt(kind: Kind, first: usize, last: usize) -> Self {
        Self {
            certainty: Certainty::InDoubt,
            ..Self::sure(kind, first, last)
        }
    }
}
