//! What a stop *is*: the types of the field and the rules that hold for them.
//!
//! This crate does no input or output, reads no clock, draws no random number and knows no
//! network. Everything that happens here can be checked with a value in and a value out.
//!
//! | module | what it holds |
//! |---|---|
//! | [`time`], [`local_time`] | moments, hours, epochs; what the clocks here say |
//! | [`clock`] | the clock as an injected dependency |
//! | [`ids`] | identifiers that stay on the phone |
//! | `codes` | closed lists of codes: enum, list and names in one place |
//! | [`bsn`] | recognising a citizen service number, only to keep it out |
//! | [`latin`], `name` | names as ICAO 9303 writes them |
//! | [`plate`], [`no_plate`], [`person`], [`subject`] | who or what is looked up, and its mark |
//! | [`query`] | a look-up and what it led to |
//! | [`mirror`] | what an officer's own records of a year say |
//! | [`reminder`] | when an officer is reminded of looking back |
//! | [`shift`] | the shift of an officer, by the hours of what was recorded |
//! | [`place`], [`ground`], [`legal_basis`], [`selection`], [`explanation`], [`treatment`], [`coercion`], [`outcome`], [`reflection`] | the parts of a stop |
//! | [`pair`] | looking back together |
//! | [`draft`] | a stop in the making |
//! | [`stop`] | a finished stop, its revisions, its withdrawal |
//! | [`text`] | free text, which never leaves the phone |

pub mod bsn;
pub mod clock;
mod codes;
pub mod coercion;
pub mod draft;
pub mod explanation;
pub mod ground;
pub mod ids;
pub mod latin;
pub mod legal_basis;
pub mod local_time;
pub mod mirror;
mod name;
pub mod no_plate;
pub mod outcome;
pub mod pair;
pub mod person;
pub mod place;
pub mod plate;
pub mod query;
pub mod reflection;
pub mod reminder;
pub mod selection;
pub mod shift;
pub mod stop;
pub mod subject;
pub mod text;
pub mod time;
pub mod treatment;
