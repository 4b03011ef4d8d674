//! The roles, and the actions that each may take.

use std::fmt;
use std::str::FromStr;

proco_domain::code_list! {
    [
        #[derive(utoipa::ToSchema)]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS))]
    ]
    /// The role in which somebody calls a server.
    pub enum Role {
        /// Looks up, records, reflects, syncs.
        Officer = "officer",
        /// As an officer, and sees the summaries of the own team.
        ShiftLead = "shift_lead",
        /// Makes the national report; no look-up.
        Analyst = "analyst",
        /// Sees one stop, by the reference that the citizen was given.
        ComplaintHandler = "complaint_handler",
        /// Enrols and revokes devices; sees no record.
        Administrator = "administrator",
        /// Answers what officers ask about cultures and backgrounds; looks nobody up and sees no record.
        Adviser = "adviser",
    }
}

/// What can be asked of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Turn marks into pseudonyms and ask how often a subject was queried and stopped.
    LookUp,
    /// Upload reports and withdrawals.
    Report,
    /// See the summaries of the own team.
    SeeOwnTeam,
    /// See the figures of the whole force.
    SeeForce,
    /// Share lessons with the own team, and read those that colleagues shared.
    ShareLessons,
    /// Set a lesson of the own team aside.
    SetLessonAside,
    /// Ask the advisers for a second view, and read their answers.
    AskSecondView,
    /// See what officers ask the advisers, and answer.
    GiveSecondView,
    /// Make the national report.
    NationalReport,
    /// Open one stop by the reference that the citizen was given.
    OpenOneStop,
    /// Enrol and revoke devices.
    ManageDevices,
}

impl Role {
    /// The actions that this role may take; it may take no other.
    #[must_use]
    pub fn actions(self) -> &'static [Action] {
        match self {
            Self::Officer => &[
                Action::LookUp,
                Action::Report,
                Action::SeeForce,
                Action::ShareLessons,
                Action::AskSecondView,
            ],
            Self::ShiftLead => &[
                Action::LookUp,
                Action::Report,
                Action::SeeForce,
                Action::SeeOwnTeam,
                Action::ShareLessons,
                Action::SetLessonAside,
                Action::AskSecondView,
            ],
            Self::Analyst => &[Action::NationalReport],
            Self::ComplaintHandler => &[Action::OpenOneStop],
            Self::Administrator => &[Action::ManageDevices],
            Self::Adviser => &[Action::GiveSecondView],
        }
    }

    /// Whether this role may take an action.
    #[must_use]
    pub fn may(self, action: Action) -> bool {
        self.actions().contains(&action)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A text that names no role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a role is officer, shift_lead, analyst, complaint_handler, administrator or adviser")]
pub struct NotARole;

impl FromStr for Role {
    type Err = NotARole;

    fn from_str(text: &str) -> Result<Self, NotARole> {
        Self::of_name(text).ok_or(NotARole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_makes_no_stops_cannot_look_anybody_up() {
        for role in [
            Role::Analyst,
            Role::Administrator,
            Role::ComplaintHandler,
            Role::Adviser,
        ] {
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
    fn whoever_makes_stops_sees_the_force_and_nobody_else_does() {
        for role in Role::ALL {
            assert_eq!(
                role.may(Action::SeeForce),
                role.may(Action::Report),
                "{role}"
            );
        }
    }

    #[test]
    fn those_who_check_share_lessons_and_the_shift_lead_alone_sets_one_aside() {
        let those_who_may = |action| Role::ALL.into_iter().filter(move |role| role.may(action));
        let share: Vec<_> = those_who_may(Action::ShareLessons).collect();
        assert_eq!(share, [Role::Officer, Role::ShiftLead]);
        let set_aside: Vec<_> = those_who_may(Action::SetLessonAside).collect();
        assert_eq!(set_aside, [Role::ShiftLead]);
    }

    #[test]
    fn those_who_check_ask_for_a_second_view_and_an_adviser_does_nothing_but_answer() {
        for role in Role::ALL {
            assert_eq!(
                role.may(Action::AskSecondView),
                role.may(Action::Report),
                "{role}"
            );
        }
        let those_who_may = Role::ALL
            .into_iter()
            .filter(|role| role.may(Action::GiveSecondView));
        assert_eq!(those_who_may.collect::<Vec<_>>(), [Role::Adviser]);
        assert_eq!(Role::Adviser.actions(), [Action::GiveSecondView]);
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
