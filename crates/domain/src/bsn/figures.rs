//! Figures that are recognised by their form: dates and times, amounts, measures, coordinates. Each function
//! gives the number of groups of the figures that begin at one.

use super::groups::Group;

/// The units in a list of figures.
const UNITS: [&str; 22] = [
    "km/u", "km/h", "kmu", "kmh", "km", "ug/l", "ug", "euro", "eur", "€", "kg", "gram", "gr", "g",
    "cm", "mm", "meter", "m", "liter", "cc", "kwh", "pk",
];
const CURRENCIES: [&str; 3] = ["€", "eur", "euro"];

/// A date with a year of four digits, or with a year of two digits and a time beside it. A number that
/// continues with the same sign between its groups is not a date.
pub(super) fn date(groups: &[Group], at: usize) -> Option<usize> {
    let [first, second, third, rest @ ..] = &groups[at..] else {
        return None;
    };
    let sign = second.before.as_str();
    let same = third.before == sign || third.before == format!("{sign}'");
    if !same || !matches!(sign, "-" | "." | "/" | " ") {
        return None;
    }
    let goes_on = rest.first().is_some_and(|next| next.before == sign);
    let went_on = at > 0 && first.before == sign;
    let day = |group: &Group| matches!(group.number(), Some(1..=31)) && group.len() <= 2;
    let month = |group: &Group| matches!(group.number(), Some(1..=12)) && group.len() <= 2;
    let year = |group: &Group| matches!(group.number(), Some(1900..=2099));
    let is_whole = month(second) && ((day(first) && year(third)) || (year(first) && day(third)));
    if is_whole && (sign == " " || !(goes_on || went_on)) {
        return Some(3);
    }
    let is_short = month(second) && day(first) && third.len() == 2 && sign != " ";
    if !is_short || goes_on || went_on {
        return None;
    }
    // The time stands before or after the date.
    let behind = rest
        .first()
        .filter(|next| next.is_joined())
        .and(time(groups, at + 3));
    match behind {
        Some(count) => Some(3 + count),
        None => (2..=3)
            .any(|count| {
                first.is_joined()
                    && at
                        .checked_sub(count)
                        .is_some_and(|from| time(groups, from) == Some(count))
            })
            .then_some(3),
    }
}

/// Hours, minutes and perhaps seconds.
fn time(groups: &[Group], at: usize) -> Option<usize> {
    let [hour, minute, rest @ ..] = groups.get(at..)? else {
        return None;
    };
    let sign = minute.before.as_str();
    let sixty = |group: &Group| group.len() == 2 && matches!(group.number(), Some(0..=59));
    let is_hour = hour.len() <= 2 && matches!(hour.number(), Some(0..=23));
    if !is_hour || !sixty(minute) || !matches!(sign, ":" | ".") || (at > 0 && hour.before == sign) {
        return None;
    }
    let seconds = usize::from(rest.first().is_some_and(|s| s.before == sign && sixty(s)));
    let goes_on = rest.get(seconds).is_some_and(|next| next.before == sign);
    (!goes_on).then_some(2 + seconds)
}

/// Two or more times in a row.
pub(super) fn times(groups: &[Group], at: usize) -> Option<usize> {
    let mut count = time(groups, at)?;
    let mut times = 1;
    while let Some(more) = groups
        .get(at + count)
        .filter(|next| next.is_joined())
        .and_then(|_| time(groups, at + count))
    {
        count += more;
        times += 1;
    }
    (times > 1).then_some(count)
}

/// Amounts of money in a row, with a currency before or after them. An amount that is only grouped by three
/// digits is left out, because a BSN may be grouped so.
pub(super) fn amounts(groups: &[Group], at: usize) -> Option<usize> {
    let goes_on = at > 0 && matches!(groups[at].before.as_str(), "." | ",");
    let mut count = amount(groups, at).filter(|_| !goes_on)?;
    let mut is_plain = count == 3 && groups[at..at + 3].iter().all(|group| group.len() == 3);
    while groups.get(at + count).is_some_and(Group::is_listed) {
        let Some(more) = amount(groups, at + count) else {
            break;
        };
        count += more;
        is_plain = false;
    }
    let before = groups[at].before.trim_end();
    let after = groups[at + count - 1].after.trim_start();
    let is_money = CURRENCIES.iter().any(|currency| before.ends_with(currency))
        || CURRENCIES
            .iter()
            .any(|currency| after.starts_with(currency));
    (is_money && count > 1 && !is_plain).then_some(count)
}

/// `12`, `1.250`, `1.250,75`, `12,50`.
fn amount(groups: &[Group], at: usize) -> Option<usize> {
    let [first, rest @ ..] = groups.get(at..)? else {
        return None;
    };
    if first.len() > 3 {
        return None;
    }
    let thousands = rest
        .iter()
        .take_while(|group| group.before == "." && group.len() == 3)
        .count();
    let cents = rest
        .get(thousands)
        .is_some_and(|group| group.before == "," && group.len() == 2);
    Some(1 + thousands + usize::from(cents))
}

/// A list of short figures followed by their unit.
pub(super) fn figures(groups: &[Group], at: usize) -> Option<usize> {
    let listed = groups[at + 1..]
        .iter()
        .take_while(|group| group.is_listed());
    let count = 1 + listed.count();
    let last = &groups[at + count - 1];
    let word = last.after.trim_start();
    let unit = word
        .split(|c: char| !c.is_alphabetic() && !matches!(c, '/' | '€'))
        .next()
        .unwrap_or_default();
    let short = groups[at..at + count].iter().all(|group| group.len() <= 4);
    (count > 1 && short && UNITS.contains(&unit)).then_some(count)
}

/// Two coordinates in degrees with four decimals or more.
pub(super) fn place(groups: &[Group], at: usize) -> Option<usize> {
    let [first, decimals, second, other, ..] = &groups[at..] else {
        return None;
    };
    let point = |group: &Group| matches!(group.before.as_str(), "." | ",") && group.len() >= 4;
    let degrees =
        |group: &Group, most| group.number().is_some_and(|n| n <= most) && group.len() <= 3;
    let is_place = point(decimals)
        && point(other)
        && degrees(first, 90)
        && degrees(second, 180)
        && second.is_joined()
        && second.before.contains([' ', ',', ';', '/', '|']);
    is_place.then_some(4)
}
