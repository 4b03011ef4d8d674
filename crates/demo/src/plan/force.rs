//! Three teams: two large enough for a summary, one too small for it.

/// A team and how many officers it has.
pub struct Team {
    /// Its code, as in tokens.
    pub code: &'static str,
    /// Officers, the lead included.
    pub size: usize,
}

/// The teams. Invented names: no such basisteams exist.
pub const TEAMS: [Team; 3] = [
    Team {
        code: "duinwijk",
        size: 18,
    },
    Team {
        code: "havenkwartier",
        size: 14,
    },
    Team {
        code: "polderdorp",
        size: 4,
    },
];

/// The force: for each officer the team.
pub struct Force {
    /// Team codes, one per officer.
    pub officers: Vec<&'static str>,
}

impl Force {
    /// The 36 officers.
    #[must_use]
    pub fn invented() -> Self {
        let officers = TEAMS
            .iter()
            .flat_map(|team| std::iter::repeat_n(team.code, team.size))
            .collect();
        Self { officers }
    }
}
