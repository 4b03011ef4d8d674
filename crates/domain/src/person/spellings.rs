//! Other marks under which one person may have been recorded: what a look-up asks for besides the person's own
//! mark.

use crate::latin::Spelling;
use crate::name::{self, Cut, Reading};

use super::{MOST_MARKS, Person};

impl Person {
    /// The texts of all marks under which this person may have been recorded, the person's own first: a
    /// document of another country prints some letters otherwise, some prefixes are written together with the
    /// name, and a dash between given names is lost in a machine-readable zone.
    pub(crate) fn spellings(&self) -> Vec<String> {
        let names = self.names().into_iter();
        names
            .map(|(family, given)| self.text(&family.zone, &given))
            .collect()
    }

    /// The names of the other marks, for the screen: `MULLER, JAN`. Those that differ from the typed name only
    /// in the place of a prefix are left out. A place of exposure.
    #[must_use]
    pub fn expose_other_spellings(&self) -> Vec<String> {
        let own = &self.families()[0].zone;
        let others = self.names().into_iter().skip(1);
        let told = others.filter(|(family, _)| family.is_told || family.zone == *own);
        let shown = told.map(|(family, given)| {
            let Cut { family, given, .. } = name::cut(&family.zone, &given);
            if given.is_empty() {
                family
            } else {
                format!("{family}, {given}")
            }
        });
        shown.collect()
    }

    /// The pairs of family and given name of the marks, as zones.
    fn names(&self) -> Vec<(Family, String)> {
        let (families, givens) = (self.families(), self.givens());
        let mut pairs: Vec<(usize, usize)> = (0..families.len())
            .flat_map(|family| (0..givens.len()).map(move |given| (family, given)))
            .collect();
        pairs.sort_by_key(|(family, given)| family + given);
        let mut names = Vec::with_capacity(MOST_MARKS);
        let mut texts = Vec::with_capacity(MOST_MARKS);
        for (family, given) in pairs {
            let (family, given) = (&families[family], &givens[given]);
            let text = self.text(&family.zone, given);
            if texts.len() < MOST_MARKS && !texts.contains(&text) {
                texts.push(text);
                names.push((family.clone(), given.clone()));
            }
        }
        names
    }

    fn families(&self) -> Vec<Family> {
        let read = |spelling, reading| {
            name::family(&self.family_name, spelling, reading).unwrap_or_default()
        };
        let mark = &self.zone.0;
        let mut all = vec![Family::told(mark.clone())];
        if !self.family_name.is_ascii() {
            let two_letters = read(Spelling::TwoLetters, Reading::Mark);
            all.push(Family::told(name::without_prefix(&two_letters)));
        }
        all.extend(name::one_lettered(mark).into_iter().map(Family::told));
        let other = read(Spelling::Canonical, Reading::Other);
        all.push(Family::untold(name::without_prefix(&other)));
        let loose = read(Spelling::Canonical, Reading::Loose);
        all.push(Family::told(name::without_prefix(&loose)));
        let joined = name::without_joined(mark).into_iter();
        all.extend(joined.map(|rest| Family::told(rest.to_owned())));
        let mut all = distinct(all, |family| name::cut(&family.zone, "").family);
        // A cut-off name has less room with its prefix, and more without its gaps.
        all.push(Family::untold(read(Spelling::Canonical, Reading::Mark)));
        all.push(Family::untold(name::in_one(mark)));
        all
    }

    fn givens(&self) -> Vec<String> {
        let read = |spelling| name::given(&self.first_name, spelling).unwrap_or_default();
        let given = read(Spelling::Canonical);
        let mut all = vec![given.first.clone()];
        if !self.first_name.is_ascii() {
            all.push(read(Spelling::TwoLetters).first);
        }
        all.extend(name::one_lettered(&given.first));
        all.extend(given.before_dash);
        all.extend(given.with_next);
        let mut all = distinct(all, |given| name::in_one(given));
        if all.is_empty() {
            all.push(String::new());
        }
        all
    }
}

/// A form of the family name that is looked up, in the zone.
#[derive(Clone)]
struct Family {
    zone: String,
    /// Whether the officer is told, because it may be another family's name.
    is_told: bool,
}

impl Family {
    fn told(zone: String) -> Self {
        Self {
            zone,
            is_told: true,
        }
    }

    fn untold(zone: String) -> Self {
        Self {
            zone,
            is_told: false,
        }
    }
}

/// The values with different keys, without those whose key is empty.
fn distinct<T>(all: Vec<T>, key: impl Fn(&T) -> String) -> Vec<T> {
    let mut known = Vec::new();
    let mut kept = Vec::new();
    for one in all {
        let key = key(&one);
        if !key.is_empty() && !known.contains(&key) {
            known.push(key);
            kept.push(one);
        }
    }
    kept
}
