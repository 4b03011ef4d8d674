//! What may follow a plate without being part of it: the months of a season, the last day of an export plate.

/// A suffix of the data file.
pub struct Suffix {
    fields: Vec<Field>,
    /// Whether it follows rare kinds of plates too.
    pub behind_rare: bool,
}

/// One number of a suffix.
#[derive(Clone, Copy)]
enum Field {
    Day,
    Month,
    /// A year with or without its century.
    Year,
    WholeYear,
}

impl Suffix {
    /// Parses a suffix: `MM` is a month, `DD` a day, `YY` a year with or without its century, `YYYY` a year
    /// with it.
    ///
    /// # Panics
    /// When it is not valid; the data file is part of the program, and a test reads all of it.
    pub fn new(notation: &str) -> Self {
        let field = |name| match name {
            "DD" => Field::Day,
            "MM" => Field::Month,
            "YY" => Field::Year,
            "YYYY" => Field::WholeYear,
            _ => panic!("{name} is no field of a suffix"),
        };
        let (behind_rare, fields) = match notation.strip_prefix('?') {
            Some(fields) => (true, fields),
            None => (false, notation),
        };
        Self {
            fields: fields.split('/').map(field).collect(),
            behind_rare,
        }
    }

    /// The position where the suffix begins in a text, if it is separated from the plate. Numbers that were
    /// typed together have two digits each; a number that was typed apart may have one, or four if it is a
    /// year.
    pub fn begins(&self, characters: &[char], is_gap: impl Fn(usize) -> bool) -> Option<usize> {
        let ends = |at| at == characters.len() || is_gap(at);
        let mut from = characters.len();
        for field in self.fields.iter().rev() {
            let typed_apart = (1..=4).find(|digits| from > *digits && is_gap(from - digits));
            let digits = match typed_apart {
                Some(digits) if ends(from) && field.may_have(digits) => digits,
                _ => 2,
            };
            let begins = from.checked_sub(digits)?;
            if !field.holds(&characters[begins..from]) {
                return None;
            }
            from = begins;
        }
        is_gap(from).then_some(from)
    }
}

impl Field {
    fn may_have(self, digits: usize) -> bool {
        match self {
            Self::Day | Self::Month => digits <= 2,
            Self::Year => digits == 2 || digits == 4,
            Self::WholeYear => digits == 4,
        }
    }

    fn holds(self, typed: &[char]) -> bool {
        let value = typed
            .iter()
            .try_fold(0, |value, c| Some(10 * value + c.to_digit(10)?));
        value.is_some_and(|value| match (self, typed.len()) {
            (Self::Day, _) => (1..=31).contains(&value),
            (Self::Month, _) => (1..=12).contains(&value),
            (Self::Year, 2) => true,
            (Self::Year | Self::WholeYear, _) => (1990..=2099).contains(&value),
        })
    }
}
