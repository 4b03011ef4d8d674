//! The ways in which a text can be read as a plate, and which of them are meant.

use zeroize::Zeroizing;

/// What speaks against a way, and how much: a gap that tells cars apart was not typed,
pub const MISSING: u32 = 2;
/// the plate is of a rare kind,
pub const RARE: u32 = 2;
/// a gap was typed where none is printed,
pub const TOO_MANY: u32 = 3;
/// a character was typed as its look-alike,
pub const SWAPPED: u32 = 3;
/// the district is not listed,
pub const UNLISTED: u32 = 4;
/// the country's letters were typed apart beside the plate,
pub const BESIDE: u32 = 1;
/// or without a gap.
pub const GLUED: u32 = 4;

/// A way against which more speaks than this is never taken unasked.
pub const CEILING: u32 = 7;

/// One way in which a text has a shape. It holds a plate: it is wiped when dropped, and does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct Way {
    /// The letters and digits, with a dash in each gap that tells cars apart.
    pub mark: Zeroizing<String>,
    /// The plate as it is printed.
    pub printed: Zeroizing<String>,
    /// How much of it was typed otherwise: 0 is nothing.
    pub cost: u32,
    /// How many gaps that tell nothing were typed in another place, as a cost. It decides between
    /// two ways and speaks against none by itself.
    pub astray: u32,
    /// Which of the shapes of its country.
    pub shape: usize,
    /// Whether that is a rare kind, to be asked for beside the others.
    pub rare: bool,
    /// Whether a character was typed as its look-alike.
    pub swapped: bool,
    /// Whether it was typed as it is printed, with its gaps.
    pub exact: bool,
    /// Whether a suffix that was typed behind it is no part of it.
    pub cut: bool,
    /// Whether something was taken off, or a mark put on a letter, on a mere guess.
    pub guessed: bool,
}

impl Way {
    fn total(&self) -> u32 {
        self.cost + self.astray
    }

    /// Whether the way is taken only beside the text as it was typed. `complete` says that the
    /// country has no series but the ones that are known.
    pub fn is_doubtful(&self, complete: bool) -> bool {
        self.guessed || (self.swapped && !complete) || self.cost > CEILING
    }
}

/// The ways that can be meant, each mark once: the best ordinary ones and the best rare ones, unless
/// one of the two is worse than the other by more than being rare costs. A look-alike is none beside
/// what was typed as it is printed.
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
