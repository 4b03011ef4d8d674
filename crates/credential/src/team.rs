//! A team: the code of a *basisteam*.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The longest code of a team, in characters.
const LONGEST: usize = 32;

/// The code of a team: 1 to 32 letters, digits, dashes or underscores. It stands in paths and in
/// log lines, so it can hold nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, pattern = "^[A-Za-z0-9_-]{1,32}$")]
pub struct Team(String);

impl Team {
    /// The code as text, such as `roermond-1`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Team {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text that is no code of a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a team is written with 1 to 32 letters, digits, dashes or underscores")]
pub struct NotATeam;

impl TryFrom<String> for Team {
    type Error = NotATeam;

    fn try_from(text: String) -> Result<Self, NotATeam> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if (1..=LONGEST).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text))
        } else {
            Err(NotATeam)
        }
    }
}

impl FromStr for Team {
    type Err = NotATeam;

    fn from_str(text: &str) -> Result<Self, NotATeam> {
        Self::try_from(text.to_owned())
    }
}

impl From<Team> for String {
    fn from(team: Team) -> Self {
        team.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_team_is_a_short_code() {
        assert_eq!("roermond-1".parse::<Team>().unwrap().as_str(), "roermond-1");
        let long = "x".repeat(33);
        for text in ["", "a b", "a/b", "a?b", "Eik\u{e9}", &long] {
            assert_eq!(text.parse::<Team>(), Err(NotATeam), "{text:?}");
        }
    }
}
