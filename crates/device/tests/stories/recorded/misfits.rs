//! What does not fit a legal basis, as tables: which ground, search or force with which basis. Each table is checked
//! against the core for every ground, and every pair of bases of a check and of a search in it.

use std::collections::{BTreeMap, BTreeSet};

use proco_domain::coercion::{Force, Forced, Search, Searched};
use proco_domain::draft::{Answers, Misfit};
use proco_domain::ground::GroundCode;
use proco_domain::legal_basis::LegalBasis;
use serde_json::{Value, json};

/// The tables. What each looks at is a ground, a search or `force`, and the basis on which that rests.
pub fn tables() -> Vec<Value> {
    let mut found = MisfitOfPair::default();
    for basis in LegalBasis::ALL {
        for ground in GroundCode::ALL {
            let grounds = BTreeSet::from([ground]);
            found.note(
                ground.name(),
                basis,
                &Answers {
                    grounds,
                    ..on(basis)
                },
            );
        }
        let mut forced = on(basis);
        forced.treatment.force = Some(BTreeMap::from([(Force::Physical, Forced::default())]));
        found.note("force", basis, &forced);
        for search in Search::ALL {
            for own in [None].into_iter().chain(LegalBasis::ALL.map(Some)) {
                let told = Searched {
                    basis: own,
                    ..Searched::default()
                };
                let mut searched = on(basis);
                searched.treatment.search = Some(BTreeMap::from([(search, told)]));
                found.note(search.name(), own.unwrap_or(basis), &searched);
            }
        }
    }
    assert_eq!(Answers::default().misfits(), []);
    let tables = Misfit::ALL.into_iter();
    tables.map(|misfit| found.shown(misfit)).collect()
}

fn on(basis: LegalBasis) -> Answers {
    Answers {
        legal_basis: Some(basis),
        ..Answers::default()
    }
}

/// Which way each pair does not fit in, if any.
#[derive(Default)]
struct MisfitOfPair(BTreeMap<String, Option<Misfit>>);

impl MisfitOfPair {
    fn note(&mut self, what: &str, basis: LegalBasis, answers: &Answers) {
        let misfits = answers.misfits();
        assert!(misfits.iter().all(|unfit| unfit.basis == basis));
        let [misfit] = misfits.as_slice() else {
            assert_eq!(misfits, [], "one thing is asked about once");
            return self.keep(what, basis, None);
        };
        self.keep(what, basis, Some(misfit.misfit));
    }

    fn keep(&mut self, what: &str, basis: LegalBasis, misfit: Option<Misfit>) {
        let key = format!("{what},{}", basis.name());
        let kept = *self.0.entry(key.clone()).or_insert(misfit);
        assert_eq!(kept, misfit, "{key} looks at more");
    }

    fn shown(&self, misfit: Misfit) -> Value {
        let pairs = self.0.iter().filter(|(_, found)| **found == Some(misfit));
        let when: Vec<&String> = pairs.map(|(pair, _)| pair).collect();
        assert!(!when.is_empty(), "{misfit:?} never holds");
        json!({ "rule": "misfit", "name": misfit, "when": when })
    }
}
