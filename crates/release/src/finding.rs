//! What the scan found: the kind of personal data, how sure that is, and which words.

use serde::Serialize;

use crate::released::Harmless;

proco_domain::code_list! {
    [#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "PersonalDataKind"))]]
    /// A kind of personal data.
    pub enum Kind {
        /// The plate of a vehicle, Dutch or foreign.
        Plate = "plate",
        /// A citizen service number.
        Bsn = "bsn",
        /// A day, or the month or year of a birth.
        Date = "date",
        /// A time of the day.
        ClockTime = "clock_time",
        /// A telephone number, Dutch or foreign.
        Telephone = "telephone",
        /// An e-mail address, a web address, or the name of an account.
        Mail = "mail",
        /// The number of a bank account (IBAN).
        Iban = "iban",
        /// The number of a document, a case or a thing, and any other long number.
        Number = "number",
        /// A street with a house number, a postcode, or a place on the map.
        Address = "address",
        /// A name of a person.
        Name = "name",
    }
}

proco_domain::code_list! {
    []
    /// How sure the scan is of a finding.
    pub enum Certainty {
        /// The officer decides whether it is personal data.
        InDoubt = "in_doubt",
        /// The text cannot be released with these words.
        Sure = "sure",
    }
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
