//! Licence plates: the fourteen Dutch side codes, the special series, and foreign plates.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroize, Zeroizing};

use crate::bsn;

/// A country by its two letters (ISO 3166-1 alpha-2). It goes only into the mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "string"))]
#[serde(try_from = "String", into = "String")]
pub struct Country([u8; 2]);

impl Country {
    /// The Netherlands.
    pub const NL: Self = Self(*b"NL");

    /// The two letters.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).expect("only ASCII letters are ever taken in")
    }
}

impl TryFrom<String> for Country {
    type Error = PlateRefused;

    fn try_from(text: String) -> Result<Self, PlateRefused> {
        match text.trim().as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Ok(Self([a.to_ascii_uppercase(), b.to_ascii_uppercase()]))
            }
            _ => Err(PlateRefused::Country),
        }
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.code().to_owned()
    }
}

/// A plate in canonical form: upper case, only letters and digits, with its country.
///
/// `Debug` shows the country alone.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "PlateParts", into = "PlateParts")]
pub struct Plate {
    country: Country,
    characters: String,
}

/// What kind of Dutch plate a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DutchSeries {
    /// An ordinary plate of a side code from 1 to 14.
    SideCode(u8),
    /// Diplomatic (CD, CDJ) or of the royal house (AA).
    Special,
}

/// How well a plate fits what is known of its country.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// A known Dutch series, or any plate of another country.
    Known,
    /// Dutch, but of no known series: to be taken only after a question.
    Unknown,
}

/// Why a text cannot be a plate at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlateRefused {
    /// Nothing was typed.
    #[error("no plate was given")]
    Empty,
    /// A BSN, or nine digits in a row, which stand on no plate.
    #[error("a citizen service number is not a plate")]
    Bsn,
    /// A character other than letters, digits and the reader's separators.
    #[error("a plate has only letters and digits")]
    Character,
    /// More than twelve letters and digits.
    #[error("a plate has at most {MAX_PLATE} letters and digits")]
    TooLong,
    /// Not two letters.
    #[error("a country is given by its two letters")]
    Country,
}

/// The longest plate, in letters and digits. Dutch ones have six; some countries go to ten.
pub const MAX_PLATE: usize = 12;

/// So many digits in a row are somebody's number: plates have eight at most. The ones of other
/// countries with ten or more (the Algerian) are numbers of plates all the same.
const NUMBER: usize = 9;

/// The shapes of side codes 1 to 14 without their dashes: `A` a letter, `9` a digit.
const SIDE_CODES: [&str; 14] = [
    "AA9999", "9999AA", "99AA99", "AA99AA", "AAAA99", "99AAAA", "99AAA9", "9AAA99", "AA999A",
    "A999AA", "AAA99A", "A99AAA", "9AA999", "999AA9",
];

impl Plate {
    /// Reads a plate in any spelling: case, dashes, dots and spaces are the reader's.
    ///
    /// # Errors
    /// [`PlateRefused`] when the text cannot be a plate of any country.
    pub fn read(text: &str, country: Country) -> Result<Self, PlateRefused> {
        if bsn::contains_bsn(text) {
            return Err(PlateRefused::Bsn);
        }
        let characters = canonical(text);
        let stands_on_a_plate = |c: char| match country {
            Country::NL => c.is_ascii_alphanumeric(),
            _ => c.is_ascii_digit() || c.is_alphabetic(),
        };
        if !characters.chars().all(stands_on_a_plate) {
            return Err(PlateRefused::Character);
        }
        // Without its separators, or with one digit wrong, a citizen's number is one all the same.
        let is_number = |digits: &str| match country {
            Country::NL => digits.len() >= NUMBER,
            _ => digits.len() == NUMBER,
        };
        if characters
            .split(|c: char| !c.is_ascii_digit())
            .any(is_number)
        {
            return Err(PlateRefused::Bsn);
        }
        match characters.chars().count() {
            0 => Err(PlateRefused::Empty),
            1..=MAX_PLATE => Ok(Self {
                country,
                characters: characters.as_str().to_owned(),
            }),
            _ => Err(PlateRefused::TooLong),
        }
    }

    /// Takes a plate as it was kept. What was once taken in is not judged anew: a row that cannot
    /// be read would hold back all that comes after it.
    fn kept(characters: String, country: Country) -> Result<Self, PlateRefused> {
        if characters.is_empty() {
            return Err(PlateRefused::Empty);
        }
        if !characters.chars().all(char::is_alphanumeric) {
            return Err(PlateRefused::Character);
        }
        Ok(Self {
            country,
            characters,
        })
    }

    /// The country.
    #[must_use]
    pub fn country(&self) -> Country {
        self.country
    }

    /// The letters and digits. Each caller is a place of exposure: the mark, the officer's own
    /// screen, the encrypted store.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.characters
    }

    /// How well it fits its country.
    #[must_use]
    pub fn fit(&self) -> Fit {
        if self.country != Country::NL || self.dutch_series().is_some() {
            Fit::Known
        } else {
            Fit::Unknown
        }
    }

    /// Which Dutch series it belongs to, if any.
    #[must_use]
    pub fn dutch_series(&self) -> Option<DutchSeries> {
        let shape = shape(&self.characters);
        if let Some(at) = SIDE_CODES.iter().position(|code| *code == shape) {
            let code = u8::try_from(at + 1).expect("there are fourteen side codes");
            return Some(DutchSeries::SideCode(code));
        }
        let special = [("CDJ", 1..=4), ("CD", 1..=4), ("AA", 1..=3)]
            .into_iter()
            .any(|(prefix, digits)| {
                self.characters.strip_prefix(prefix).is_some_and(|rest| {
                    digits.contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_digit())
                })
            });
        special.then_some(DutchSeries::Special)
    }

    /// The plate with dashes where the characters change kind, as a Dutch reader writes it.
    #[must_use]
    pub fn spelled(&self) -> String {
        if self.country != Country::NL || self.characters.len() != 6 {
            return self.characters.clone();
        }
        let bytes = self.characters.as_bytes();
        let mut out = String::with_capacity(8);
        let mut run = 0;
        for (at, byte) in bytes.iter().enumerate() {
            let turn = at > 0 && byte.is_ascii_digit() != bytes[at - 1].is_ascii_digit();
            // Four of one kind stand as two and two.
            if turn || (run == 2 && run_length(bytes, at - 2) == 4) {
                out.push('-');
                run = 0;
            }
            out.push(char::from(*byte));
            run += 1;
        }
        out
    }
}

/// Upper case and nothing of the reader's; the same letter in another form is the same letter.
fn canonical(text: &str) -> Zeroizing<String> {
    let is_readers =
        |c: &char| c.is_whitespace() || matches!(c, '-' | '.' | '·' | '\u{2010}'..='\u{2015}');
    let upper = text
        .nfkc()
        .filter(|c| !is_readers(c))
        .flat_map(char::to_uppercase);
    Zeroizing::new(upper.nfkc().collect())
}

fn run_length(bytes: &[u8], from: usize) -> usize {
    let kind = bytes[from].is_ascii_digit();
    bytes[from..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit() == kind)
        .count()
}

fn shape(characters: &str) -> String {
    characters
        .chars()
        .map(|c| if c.is_ascii_digit() { '9' } else { 'A' })
        .collect()
}

/// A plate as it stands in the encrypted store.
#[derive(Serialize, Deserialize)]
struct PlateParts {
    country: Country,
    plate: String,
}

impl TryFrom<PlateParts> for Plate {
    type Error = PlateRefused;

    fn try_from(parts: PlateParts) -> Result<Self, PlateRefused> {
        Self::kept(parts.plate, parts.country)
    }
}

impl From<Plate> for PlateParts {
    fn from(plate: Plate) -> Self {
        Self {
            country: plate.country,
            plate: plate.characters.clone(),
        }
    }
}

impl fmt::Debug for Plate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Plate({}, …)", self.country.code())
    }
}

impl Drop for Plate {
    fn drop(&mut self) {
        self.characters.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn dutch(text: &str) -> Plate {
        Plate::read(text, Country::NL).unwrap()
    }

    #[test]
    fn all_fourteen_side_codes_in_any_spelling() {
        let examples = [
            "AB-12-34", "12-34-AB", "12-AB-34", "AB-12-CD", "AB-CD-12", "12-AB-CD", "12-ABC-3",
            "1-ABC-23", "AB-123-C", "A-123-BC", "ABC-12-D", "A-12-BCD", "1-AB-234", "123-AB-4",
        ];
        for (at, text) in examples.iter().enumerate() {
            let code = DutchSeries::SideCode(u8::try_from(at + 1).unwrap());
            for spelling in [
                (*text).to_owned(),
                text.replace('-', ""),
                text.replace('-', " ").to_lowercase(),
                format!("  {} ", text.replace('-', "–")),
            ] {
                let plate = dutch(&spelling);
                assert_eq!(plate.dutch_series(), Some(code), "{spelling}");
                assert_eq!(
                    plate.spelled(),
                    *text,
                    "{spelling} is read back with its dashes"
                );
            }
        }
    }

    #[test]
    fn special_series_are_known_and_nonsense_is_asked_about() {
        for text in ["CD-12-34", "CDJ-123", "AA-11", "AA 86"] {
            assert_eq!(dutch(text).fit(), Fit::Known, "{text}");
        }
        for text in ["ABCDEF", "A1", "1234567"] {
            assert_eq!(dutch(text).fit(), Fit::Unknown, "{text}");
        }
        let german = Plate::read("M-XY 1234", Country::try_from("de".to_owned()).unwrap()).unwrap();
        assert_eq!((german.expose(), german.fit()), ("MXY1234", Fit::Known));
    }

    #[test]
    fn what_can_be_no_plate() {
        let refused = |text: &str| Plate::read(text, Country::NL).unwrap_err();
        assert_eq!(refused(" - "), PlateRefused::Empty);
        assert_eq!(refused("123456782"), PlateRefused::Bsn);
        assert_eq!(refused("1234.56.782"), PlateRefused::Bsn);
        assert_eq!(refused("AB/12"), PlateRefused::Character);
        assert_eq!(refused("AB12CD34EF56G"), PlateRefused::TooLong);
        assert_eq!(
            Country::try_from("N1".to_owned()),
            Err(PlateRefused::Country)
        );
    }

    #[test]
    fn a_bsn_is_no_plate_in_any_spelling_and_of_any_country() {
        let german = Country::try_from("DE".to_owned()).unwrap();
        for text in [
            "111222333",
            "111\u{2013}222\u{2013}333",
            "111\u{a0}222\u{a0}333",
            "111\t222\t333",
            "111\u{b7}222\u{b7}333",
            "BSN111222333",
            "BSN 111 222 333",
            "22 111222333",
            "\u{ff11}\u{ff11}\u{ff11}222333",
            "123456789",
        ] {
            for country in [Country::NL, german] {
                assert_eq!(Plate::read(text, country), Err(PlateRefused::Bsn), "{text}");
            }
        }
        assert_eq!(
            Plate::read("22111222333", Country::NL),
            Err(PlateRefused::Bsn),
            "no Dutch plate has nine digits in a row, or more"
        );
        let algerian = Plate::read("12345 116 16", Country::try_from("DZ".to_owned()).unwrap());
        assert!(algerian.is_ok(), "ten digits are an ordinary plate there");
    }

    #[test]
    fn one_plate_in_any_form_of_its_letters_is_one_plate() {
        let german = |text| Plate::read(text, Country::try_from("DE".to_owned()).unwrap());
        assert_eq!(german("m\u{fc}-a 1"), german("MU\u{308}A\u{ff11}"));
    }

    #[test]
    fn every_letter_is_refused_or_can_be_read_back() {
        // The two great blocks of one kind, Chinese and Korean, are left out: they take a minute.
        let letters = ('\0'..='\u{ffff}')
            .filter(|c| c.is_alphanumeric() && !matches!(c, '\u{3400}'..='\u{d7ff}'));
        let german = Country::try_from("DE".to_owned()).unwrap();
        for c in letters {
            if let Ok(plate) = Plate::read(&format!("A{c}1"), german) {
                can_be_read_back(&plate);
            }
        }
    }

    fn can_be_read_back(plate: &Plate) {
        let json = serde_json::to_string(plate).unwrap();
        let kept = serde_json::from_str::<Plate>(&json);
        assert_eq!(kept.as_ref().ok(), Some(plate), "from the store");
        let typed = Plate::read(plate.expose(), plate.country());
        assert_eq!(typed.as_ref(), Ok(plate), "typed as it is kept");
    }

    #[test]
    fn a_plate_never_prints() {
        assert_eq!(format!("{:?}", dutch("AB-12-CD")), "Plate(NL, …)");
    }

    proptest! {
        #[test]
        fn what_was_accepted_can_be_read_back(
            text in prop_oneof!["\\PC{0,16}", any::<String>(), "[0-9\u{2010}-\u{2015}\u{b7}\u{a0}./ -]{9,20}"],
            foreign in any::<bool>(),
        ) {
            let country = if foreign { "FR" } else { "NL" };
            let country = Country::try_from(country.to_owned()).unwrap();
            if let Ok(plate) = Plate::read(&text, country) {
                can_be_read_back(&plate);
                prop_assert!(!bsn::contains_bsn(plate.expose()));
            }
        }

        #[test]
        fn reading_what_was_read_changes_nothing(text in "[A-Za-z0-9 .-]{1,14}") {
            if let Ok(plate) = Plate::read(&text, Country::NL) {
                prop_assert_eq!(&Plate::read(&plate.spelled(), Country::NL).unwrap(), &plate);
            }
        }
    }
}
