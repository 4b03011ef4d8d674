//! What of a draft does not fit its legal basis. The officer is asked about it, and nothing is refused: the law has
//! more cases than these lists.

use std::collections::BTreeSet;

use serde::Serialize;

use super::Answers;
use crate::codes::codes;
use crate::coercion::Search;
use crate::ground::GroundCode;
use crate::legal_basis::LegalBasis;

codes! {
    /// In which way something does not fit a legal basis.
    pub enum Misfit {
        /// A ground may make a suspect of somebody, and under the basis there is no suspicion, or the other person is told
        /// that she may walk on.
        Suspicion = "suspicion",
        /// A check on none of these grounds usually rests on the basis.
        Ground = "ground",
        /// A search usually rests on another basis.
        Search = "search",
        /// There was a search or force, and under the basis the other person may walk on.
        Compulsion = "compulsion",
    }
}

/// Something that does not fit a legal basis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Unfit {
    /// Which rule of fitting is not met.
    pub misfit: Misfit,
    /// The search that does not fit; `None` for the grounds, and for force.
    pub search: Option<Search>,
    /// The basis that it does not fit.
    pub basis: LegalBasis,
}

impl Answers {
    /// What does not fit its legal basis: in the order of the ways, and in each the searches before the force.
    #[must_use]
    pub fn misfits(&self) -> Vec<Unfit> {
        let of_grounds = self.legal_basis.and_then(|basis| {
            Some(Unfit {
                misfit: misfit_of_grounds(&self.grounds, basis)?,
                search: None,
                basis,
            })
        });
        let unfit = self.resting().into_iter().filter_map(|(search, basis)| {
            misfit(search, basis).map(|misfit| Unfit {
                misfit,
                search,
                basis,
            })
        });
        let mut all: Vec<Unfit> = of_grounds.into_iter().chain(unfit).collect();
        all.sort_by_key(|each| each.misfit);
        all
    }

    /// Each search, and force as `None`, with the basis on which it rests: a search on one of its own where it has
    /// one, all else on that of the check.
    fn resting(&self) -> Vec<(Option<Search>, LegalBasis)> {
        let searches = self.treatment.search.iter().flatten();
        let searches = searches.map(|(search, told)| (Some(*search), told.basis));
        let any_force = self.treatment.force.iter().any(|force| !force.is_empty());
        let force = any_force.then_some((None, None));
        searches
            .chain(force)
            .filter_map(|(search, own)| Some((search, own.or(self.legal_basis)?)))
            .collect()
    }
}

/// In which way these grounds do not fit this basis. Without a ground there is nothing to fit yet; a by-law may be about
/// anything, and under a basis without compulsion nobody has to stay.
fn misfit_of_grounds(grounds: &BTreeSet<GroundCode>, basis: LegalBasis) -> Option<Misfit> {
    let may_be_suspect = grounds.iter().any(|ground| ground.may_make_suspect());
    if may_be_suspect && (basis.says_no_suspicion() || basis.is_without_compulsion()) {
        return Some(Misfit::Suspicion);
    }
    let is_for_any = basis.is_without_compulsion() || basis == LegalBasis::Apv;
    let is_usual = || {
        grounds
            .iter()
            .any(|ground| ground.usual_bases().contains(&basis))
    };
    (!grounds.is_empty() && !is_for_any && !is_usual()).then_some(Misfit::Ground)
}

/// In which way a search, or force where it is none, does not fit this basis.
fn misfit(search: Option<Search>, basis: LegalBasis) -> Option<Misfit> {
    if basis.is_without_compulsion() {
        return Some(Misfit::Compulsion);
    }
    let is_unusual = search.is_some_and(|search| !search.usual_bases().contains(&basis));
    is_unusual.then_some(Misfit::Search)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::coercion::{Force, Forced, Searched};

    fn checked_on(legal_basis: LegalBasis) -> Answers {
        Answers {
            legal_basis: Some(legal_basis),
            ..Answers::default()
        }
    }

    fn searched(answers: &mut Answers, search: Search, basis: Option<LegalBasis>) {
        let told = Searched {
            basis,
            ..Searched::default()
        };
        let all = answers.treatment.search.get_or_insert_default();
        all.insert(search, told);
    }

    fn ways(answers: &Answers) -> Vec<(Misfit, Option<Search>)> {
        let misfits = answers.misfits().into_iter();
        misfits.map(|each| (each.misfit, each.search)).collect()
    }

    #[test]
    fn whoever_may_be_a_suspect_is_not_checked_without_suspicion() {
        let mut answers = checked_on(LegalBasis::Wvw160);
        answers.grounds = BTreeSet::from([GroundCode::UnsafeConduct]);
        assert_eq!(ways(&answers), []);
        answers.grounds.insert(GroundCode::TrafficOffence);
        answers.grounds.insert(GroundCode::WantedDescription);
        assert_eq!(ways(&answers), [(Misfit::Suspicion, None)], "asked once");
        answers.legal_basis = Some(LegalBasis::Sv2752);
        assert_eq!(ways(&answers), []);
        answers.legal_basis = None;
        assert_eq!(ways(&answers), []);
    }

    #[test]
    fn nobody_who_may_be_a_suspect_is_told_to_walk_on() {
        for basis in [LegalBasis::Voluntary, LegalBasis::Politiewet3] {
            let mut answers = checked_on(basis);
            answers.grounds = BTreeSet::from([GroundCode::Evading]);
            assert_eq!(ways(&answers), []);
            answers.grounds.insert(GroundCode::TrafficOffence);
            assert_eq!(ways(&answers), [(Misfit::Suspicion, None)]);
        }
    }

    #[test]
    fn a_basis_fits_where_a_check_on_one_of_the_grounds_usually_rests_on_it() {
        let mut answers = checked_on(LegalBasis::Vw50);
        assert_eq!(ways(&answers), [], "there is no ground yet");
        answers.grounds = BTreeSet::from([GroundCode::VehicleDefect]);
        assert_eq!(ways(&answers), [(Misfit::Ground, None)]);
        for basis in [LegalBasis::Gemeentewet174b, LegalBasis::Sv96b] {
            answers.legal_basis = Some(basis);
            assert_eq!(ways(&answers), [(Misfit::Ground, None)]);
        }
        for basis in [LegalBasis::Wvw160, LegalBasis::Apv, LegalBasis::Voluntary] {
            answers.legal_basis = Some(basis);
            assert_eq!(ways(&answers), [], "{basis:?}");
        }
        answers.legal_basis = Some(LegalBasis::Sv96b);
        answers.grounds.insert(GroundCode::RegisterSignal);
        assert_eq!(ways(&answers), [], "the other ground carries it");
    }

    #[test]
    fn a_search_rests_on_its_own_basis_where_it_has_one() {
        let mut answers = checked_on(LegalBasis::Wvw160);
        searched(&mut answers, Search::Home, None);
        searched(&mut answers, Search::Vehicle, None);
        let both = [Search::Vehicle, Search::Home].map(|search| (Misfit::Search, Some(search)));
        assert_eq!(ways(&answers), both);
        searched(&mut answers, Search::Vehicle, Some(LegalBasis::Sv96b));
        assert_eq!(ways(&answers), both[1..]);
        answers.legal_basis = None;
        assert_eq!(ways(&answers), [], "the home rests on nothing yet");
    }

    #[test]
    fn nobody_is_searched_or_forced_who_may_walk_on() {
        let mut answers = checked_on(LegalBasis::Voluntary);
        assert_eq!(ways(&answers), []);
        answers.treatment.force = Some(BTreeMap::new());
        assert_eq!(ways(&answers), [], "there was none");
        searched(&mut answers, Search::Frisk, None);
        answers.treatment.force = Some(BTreeMap::from([(Force::Handcuffs, Forced::default())]));
        let force = (Misfit::Compulsion, None);
        let frisk = (Misfit::Compulsion, Some(Search::Frisk));
        assert_eq!(ways(&answers), [frisk, force]);
        searched(&mut answers, Search::Frisk, Some(LegalBasis::Politiewet7));
        assert_eq!(
            ways(&answers),
            [force],
            "force rests on the basis of the check"
        );
    }

    #[test]
    fn the_ways_stand_in_the_order_of_the_list() {
        let mut answers = checked_on(LegalBasis::Wvw160);
        answers.grounds = BTreeSet::from([GroundCode::TrafficOffence]);
        searched(&mut answers, Search::Frisk, Some(LegalBasis::Voluntary));
        searched(&mut answers, Search::Home, None);
        let ways: Vec<Misfit> = ways(&answers)
            .into_iter()
            .map(|(misfit, _)| misfit)
            .collect();
        let order = [Misfit::Suspicion, Misfit::Search, Misfit::Compulsion];
        assert_eq!(ways, order);
        assert!(Misfit::ALL.is_sorted());
    }
}
