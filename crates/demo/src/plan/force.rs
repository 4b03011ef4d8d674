//! Three teams: a whole basisteam, a small one that is large enough for a summary, and one that is not.

/// A team and how many officers it has.
pub struct Team {
    /// Its code, as in tokens.
    pub code: &'static str,
    /// How many officers it has.
    pub size: usize,
    /// On how many of a hundred days an officer is out and looks somebody up. The large team has
    /// other work, too; and a demo of all of it would take a minute more.
    pub out: u32,
}

/// The teams. Invented names: no such basisteams exist.
pub const TEAMS: [Team; 3] = [
    Team {
        code: "duinwijk",
        size: 60,
        out: 30,
    },
    Team {
        code: "havenkwartier",
        size: 12,
        out: 50,
    },
    Team {
        code: "polderdorp",
        size: 4,
        out: 40,
    },
];

/// The force: for each officer the team.
pub struct Force {
    /// Teams, one per officer.
    pub officers: Vec<&'static Team>,
}

impl Force {
    /// The invented force: 76 officers, in the order of [`TEAMS`].
    #[must_use]
    pub fn invented() -> Self {
        let officers = TEAMS
            .iter()
            .flat_map(|team| std::iter::repeat_n(team, team.size))
            .collect();
        Self { officers }
    }
}
