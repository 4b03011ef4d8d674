//! What an officer practises with, apart from any record: the question of the shift, scenarios, invented subjects, and the
//! team talk.
//!
//! The texts are data (`data/`), for somebody who knows the field to change without touching code; the screens read them from
//! there too. It knows no network, no store and no clock.
//!
//! | module | what it holds |
//! |---|---|
//! | [`invented`] | the invented subjects of the practice stop |
//! | [`question`] | the questions, and which one is asked on a day |
//! | [`scenario`] | the scenarios |
//! | [`talk`] | the topics of the team talk, and which one a team talks about in a week |

pub mod invented;
pub mod question;
pub mod scenario;
pub mod talk;
#[cfg(test)]
mod written;
