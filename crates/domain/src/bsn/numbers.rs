//! Numbers that are no BSN, recognised by their form or by the word before them.

use super::codes::code;
use super::figures::{amounts, date, figures, place, times};
use super::groups::Group;
use super::telephone::telephone;
use super::words::{Named, named};

/// The most digits of a measurement: two coordinates or two readings of a meter.
const MOST_MEASURED: usize = 12;

/// What is known of a group of digits.
#[derive(Clone, Copy, Default)]
pub(super) struct Known {
    /// It is part of a date, an amount, a code or a coordinate, so no BSN includes it.
    pub(super) is_other: bool,
    /// No BSN begins here, because it is inside a recognised number.
    pub(super) begins_none: bool,
    /// Another number begins here, so no earlier BSN continues.
    pub(super) ends_before: bool,
    /// What begins here may be a BSN or something else.
    pub(super) is_doubtful: bool,
    /// The word before it says that it is a BSN.
    pub(super) is_named: bool,
}

/// What is known of each group.
pub(super) fn known(groups: &[Group]) -> Vec<Known> {
    let mut known = vec![Known::default(); groups.len()];
    for at in 0..groups.len() {
        let forms = [date, times, amounts, figures, place, code];
        for count in forms.iter().filter_map(|form| form(groups, at)) {
            let other = known[at..at + count].iter_mut();
            other.for_each(|one| one.is_other = true);
        }
    }
    for at in 0..groups.len() {
        let name = named(&groups[at].before);
        match name {
            Some(Named::Bsn) => known[at].is_named = true,
            Some(Named::Perhaps) => known[at].is_doubtful = true,
            Some(Named::Other | Named::Measured | Named::Telephone) => {
                let told =
                    known[at..at + told(groups, at, name == Some(Named::Measured))].iter_mut();
                told.for_each(|one| (one.begins_none, one.ends_before) = (true, true));
            }
            None => {}
        }
        // A case number may begin like a country code with its zeros.
        if known[at].begins_none && name != Some(Named::Telephone) {
            continue;
        }
        let other = known[at..].iter().position(|one| one.is_other);
        let end = at + other.unwrap_or(groups.len() - at);
        if let Some(telephone) = telephone(&groups[..end], at) {
            for one in &mut known[at..at + telephone.count] {
                if telephone.is_doubtful {
                    one.is_doubtful = true;
                } else {
                    one.begins_none = true;
                }
            }
            known[at].ends_before = true;
        }
    }
    known
}

/// The number of groups that a word refers to: one, together with those in which a code or a reference
/// continues, or all of a measurement. If more digits follow than a measurement has, another number may be
/// among them.
fn told(groups: &[Group], at: usize, is_measured: bool) -> usize {
    let behind = &groups[at + 1..];
    if is_measured {
        let joined = behind.iter().take_while(|group| group.is_joined()).count();
        let digits: usize = groups[at..=at + joined].iter().map(Group::len).sum();
        return if digits > MOST_MEASURED {
            1
        } else {
            1 + joined
        };
    }
    let goes_on = |group: &&Group| {
        let in_letters = !group.before.is_empty() && group.before.chars().all(char::is_alphabetic);
        in_letters || (group.before == " " && group.len() == 4)
    };
    1 + behind.iter().take_while(goes_on).count()
}
