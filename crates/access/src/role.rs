//! What a role may.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// As what somebody speaks to a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Looks up, records, reflects, syncs.
    Officer,
    /// As an officer, and sees what the own team can learn from.
    ShiftLead,
    /// Makes the national report.
    Analyst,
    /// Handles the complaint about one stop.
    ComplaintHandler,
    /// Enrols and revokes devices; sees no record.
    Administrator,
}

/// What can be asked of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Turn marks into pseudonyms and ask how often a subject was queried and stopped.
    LookUp,
    /// Upload reports and withdrawals.
    Report,
    /// See the summaries and released lessons of the own team.
    SeeOwnTeam,
    /// Make the national report.
    NationalReport,
    /// Open one stop by the reference that the citizen was given.
    OpenOneStop,
    /// Enrol and revoke devices.
    ManageDevices,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 5] = [
        Self::Officer,
        Self::ShiftLead,
        Self::Analyst,
        Self::ComplaintHandler,
        Self::Administrator,
    ];

    /// The actions that this role may take; it may take no other.
    #[must_use]
    pub fn actions(self) -> &'static [Action] {
        match self {
            Self::Officer => &[Action::LookUp, Action::Report],
            Self::ShiftLead => &[Action::LookUp, Action::Report, Action::SeeOwnTeam],
            Self::Analyst => &[Action::NationalReport],
            Self::ComplaintHandler => &[Action::OpenOneStop],
            Self::Administrator => &[Action::ManageDevices],
        }
    }

    /// Whether this role may take an action.
    #[must_use]
    pub fn may(self, action: Action) -> bool {
        self.actions().contains(&action)
    }

    /// The name as it stands in tokens and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Officer => "officer",
            Self::ShiftLead => "shift_lead",
            Self::Analyst => "analyst",
            Self::ComplaintHandler => "complaint_handler",
            Self::Administrator => "administrator",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A text that names no role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a role is officer, shift_lead, analyst, complaint_handler or administrator")]
pub struct NotARole;

impl FromStr for Role {
    type Err = NotARole;

    fn from_str(text: &str) -> Result<Self, NotARole> {
        Self::ALL
            .into_iter()
            .find(|role| role.name() == text)
            .ok_or(NotARole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_analyst_and_an_administrator_cannot_look_anybody_up() {
        for role in [Role::Analyst, Role::Administrator, Role::ComplaintHandler] {
            assert!(
                !role.may(Action::LookUp),
                "{role} has no subject before them"
            );
            assert!(!role.may(Action::Report), "{role} stops nobody");
        }
    }

    #[test]
    fn only_the_shift_lead_sees_the_team() {
        let who: Vec<_> = Role::ALL
            .into_iter()
            .filter(|r| r.may(Action::SeeOwnTeam))
            .collect();
        assert_eq!(who, [Role::ShiftLead]);
    }

    #[test]
    fn the_name_is_the_one_in_the_token() {
        for role in Role::ALL {
            assert_eq!(serde_json::to_value(role).unwrap(), role.name());
            assert_eq!(role.name().parse(), Ok(role));
        }
        assert_eq!("chief".parse::<Role>(), Err(NotARole));
    }
}
