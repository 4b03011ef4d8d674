//! All plates that a typed text may mean.

use super::typed::Typed;
use super::ways::Way;
use super::{Country, MAX_PLATE, Plate, PlateRefused};
use crate::bsn::{self, Found};

/// So many digits in a row are a personal number, because plates have at most eight. Plates of other countries
/// with ten or more (such as Algeria) are an exception.
const NUMBER: usize = 9;

impl Plate {
    /// Parses a plate in any spelling. Case, dashes, dots, seals and spaces are ignored, except a gap that
    /// distinguishes cars of its country. Gives all plates that may be meant, at least one.
    ///
    /// If a plate fits only after the typed text is changed, and the country may have unknown kinds, the text
    /// as typed is among them.
    ///
    /// # Errors
    /// [`PlateRefused`] when the text cannot be a plate of any country.
    pub fn readings(text: &str, country: Country) -> Result<Vec<Self>, PlateRefused> {
        let number = bsn::find(text);
        let typed = match Typed::new(text, country) {
            Err(_) if number != Found::Nothing => return Err(PlateRefused::Bsn),
            typed => typed?,
        };
        let ways = typed.ways();
        if is_number(number, &typed, &ways, country) {
            return Err(PlateRefused::Bsn);
        }
        if country == Country::NL && !typed.characters().iter().all(char::is_ascii) {
            return Err(PlateRefused::Character);
        }
        let plate = |characters| Self {
            country,
            characters,
        };
        let length = typed.characters().len();
        // The text is checked with its suffix too: the suffix may complete a BSN.
        let can_be_kept = length <= MAX_PLATE && !is_number(number, &typed, &[], country);
        let may_be_as_it_is = can_be_kept && typed.may_be_as_it_is(&ways);
        let nothing_fits = ways.is_empty();
        let taken = |mut way: Way| plate(std::mem::take(&mut *way.mark));
        let mut readings: Vec<_> = ways.into_iter().map(taken).collect();
        if may_be_as_it_is {
            let as_it_is = plate(typed.as_it_is());
            if !readings.contains(&as_it_is) {
                readings.push(as_it_is);
            }
        }
        if may_be_as_it_is && nothing_fits {
            readings.extend(typed.with_marked_letters().into_iter().map(plate));
        }
        match length {
            0 => Err(PlateRefused::Empty),
            _ if readings.is_empty() => Err(PlateRefused::TooLong),
            _ => Ok(readings),
        }
    }
}

/// Whether the digits of a text are a personal number. A BSN counts also without its separators or with one
/// digit wrong; the digits of a suffix do not count, nor do groups of digits in the form that the country
/// prints.
fn is_number(number: Found, typed: &Typed, ways: &[Way], country: Country) -> bool {
    let has_suffix = !ways.is_empty() && ways.iter().all(|way| way.cut);
    let parted = ways
        .iter()
        .any(|way| way.cost == 0 && way.mark.contains('-'));
    match number {
        Found::Bsn => !has_suffix,
        Found::Doubtful => !has_suffix && !parted,
        Found::Nothing if country == Country::NL => typed.has_row(false, |row| row >= NUMBER),
        Found::Nothing => typed.has_row(has_suffix || parted, |row| row == NUMBER),
    }
}
