//! The ways in which a text can be read as a plate, and the choice of those that are meant.

use zeroize::Zeroizing;

/// The cost of each deviation in a way: a gap that distinguishes cars was not typed,
pub const MISSING: u32 = 2;
/// the plate is of a rare kind,
pub const RARE: u32 = 2;
/// a gap was typed where none is printed,
pub const TOO_MANY: u32 = 3;
/// a character was typed as its look-alike,
pub const SWAPPED: u32 = 3;
/// the district is not in the list,
pub const UNLISTED: u32 = 4;
/// the country letters were typed beside the plate with a gap,
pub const BESIDE: u32 = 1;
/// or without one.
pub const GLUED: u32 = 4;

/// A way that costs more is accepted only after a question.
pub const CEILING: u32 = 7;

/// One way in which a text has a shape. It holds a plate, so it is wiped when dropped and has no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Way {
    /// The letters and digits, with a dash in each gap that distinguishes cars.
    pub mark: Zeroizing<String>,
    /// The plate as printed.
    pub printed: Zeroizing<String>,
    /// The cost of all deviations; 0 is none.
    pub cost: u32,
    /// The cost of the gaps without meaning that were typed in another place. It decides between two ways, and
    /// is no objection by itself.
    pub astray: u32,
    /// The number of its shape among those of the country.
    pub shape: usize,
    /// Whether it is of a rare kind, which is offered besides the others.
    pub rare: bool,
    /// Whether a character was typed as its look-alike.
    pub swapped: bool,
    /// Whether it was typed as printed, with its gaps.
    pub exact: bool,
    /// Whether a suffix was typed after it and cut off.
    pub cut: bool,
    /// Whether something was removed, or a diacritic added to a letter, by a guess.
    pub guessed: bool,
}

impl Way {
    fn total(&self) -> u32 {
        self.cost + self.astray
    }

    /// Whether the way is offered only besides the text as typed. `complete` says that all series of the
    /// country are known.
    pub fn is_doubtful(&self, complete: bool) -> bool {
        self.guessed || (self.swapped && !complete) || self.cost > CEILING
    }
}

/// The ways that may be meant, each mark once: the best ordinary ones and the best rare ones, unless one of the
/// two costs more than the other by more than the cost of being rare. A look-alike is left out if there is a
/// way that was typed as printed.
pub fn meant(mut ways: Vec<Way>) -> Vec<Way> {
    if ways.len() < 2 {
        return ways;
    }
    if ways.iter().any(|way| way.exact) {
        ways.retain(|way| !way.swapped);
    }
    let least = |rare| {
        let of_kind = ways.iter().filter(|way| way.rare == rare);
        of_kind.map(Way::total).min().unwrap_or(u32::MAX)
    };
    let (ordinary, rare) = (least(false), least(true));
    let most = ordinary.min(rare) + RARE;
    ways.retain(|way| {
        let best = if way.rare { rare } else { ordinary };
        way.total() == best && best <= most
    });
    ways.sort_by_key(Way::total);
    let mut kept: Vec<Way> = Vec::with_capacity(ways.len());
    for way in ways {
        if !kept.iter().any(|other| other.mark == way.mark) {
            kept.push(way);
        }
    }
    kept
}
