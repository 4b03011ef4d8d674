//! One SQLite file: its schema brought up to date, and what can be read of a damaged one.
//!
//! What phone, central and key service have in common below their own statements. This crate knows
//! no table of theirs and depends on no other crate of the project: the numbered migrations and
//! the open connection are handed in.
//!
//! | module | what it holds |
//! |---|---|
//! | [`schema`] | bringing a file to the newest migration, whole or not at all |
//! | `history`, `shape` | which migrations a file went through; its tables and indexes, in a form that can be compared |
//! | [`fault`] | why that fails, as data |
//! | [`open`](mod@open) | opening a file; no other code does |
//! | [`rescue`] | every row that can be read of a damaged database, into a new one |
//! | [`first_page`] | the first page of a damaged database, made anew |
//! | [`bits`] | repair of one flipped bit in an encrypted page, and of the salt from a copy |
//! | [`log`] | what stands in its write-ahead log, also behind a wrong bit |
//! | [`pair`] | whether a log is that of the file beside it |
//! | [`work`] | a folder for the copy that a rescue works on |

pub mod bits;
pub mod fault;
pub mod first_page;
mod history;
pub mod log;
pub mod open;
pub mod pair;
pub mod rescue;
pub mod schema;
mod shape;
pub mod work;

pub use bits::{mend_single_bits, salt_of};
pub use fault::SchemaFault;
pub use log::{working_copy, working_copy_with_key};
pub use open::{open, open_in_memory, open_with_flags};
pub use pair::{Counted, Ends, open_alone};
pub use rescue::{RescueFault, Rescued, rescue, rescue_file};
pub use schema::{bring_up_to_date, has_all_tables, refuse_unknown};
pub use work::WorkFolder;
