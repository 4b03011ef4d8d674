//! Central, told over its own HTTP routes on a real SQLite file.

mod enrolment;
mod frequencies;
mod privacy;
mod reports;
mod summaries;
mod support;
