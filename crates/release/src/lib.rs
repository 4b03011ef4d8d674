//! What an officer may release: the scan of a lesson for personal data, and the text that passed it.
//!
//! The scan knows no network, no store and no clock: a text in, findings out. It is the only maker of
//! [`ReleasedText`], the one type of free text that may leave the phone.
//!
//! | module | what it holds |
//! |---|---|
//! | `reading` | a text in plain letters, or why it cannot be read |
//! | `piece` | the runs of letters and of digits of a text |
//! | `finding` | what was found, how sure that is, and which words |
//! | `plate`, `bsn`, `number`, `telephone`, `iban`, `mail`, `date`, `clock_time`, `address`, `name` | one kind of personal data each |
//! | `subject` | the plate or the person that was looked up |
//! | `spelled` | numbers in words and the spelling alphabets |
//! | `lists` | the words of `data/` |
//! | `scan` | all rules over one text |
//! | `released` | the officer's decisions, and the text that may be sent |

mod address;
mod bsn;
mod clock_time;
mod date;
mod finding;
mod iban;
mod lists;
mod mail;
mod name;
mod number;
mod piece;
mod plate;
mod reading;
mod released;
mod scan;
mod spelled;
mod subject;
mod telephone;

pub use finding::{Certainty, Finding, Kind};
pub use reading::{MAX_ANSWER, MAX_LESSON, Unreadable};
pub use released::{Harmless, NotReleased, ReleasedText, is_refused, is_refused_answer};
pub use scan::{Scanned, findings, findings_in_answer, scan, scan_answer};
