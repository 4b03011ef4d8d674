//! Looking back together: two officers of one patrol, one phone. Each answers alone, then both see the answers side by
//! side. It is kept when both say so, and either can let it go.

use std::collections::BTreeSet;

use crate::codes::codes;
use crate::reflection::ReflectionDraft;

codes! {
    /// How far two officers have come.
    pub enum PairStage {
        /// The colleague answers, and does not see what the officer of this phone answered.
        Colleague = "colleague",
        /// Both see the answers of both.
        SideBySide = "side_by_side",
        /// Both officers kept what they answered: it changes no more.
        Kept = "kept",
    }
}

codes! {
    /// One of the two.
    pub enum Partner {
        /// The officer whose phone it is.
        Officer = "officer",
        /// The colleague, to whom the phone was handed.
        Colleague = "colleague",
    }
}

/// What there is of looking back together, beside the officer's own reflection on the stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    stage: PairStage,
    colleague: ReflectionDraft,
    kept_by: BTreeSet<Partner>,
}

impl Pair {
    /// As it begins: the officer has answered, and hands the phone over.
    #[must_use]
    pub fn handed_over() -> Self {
        Self {
            stage: PairStage::Colleague,
            colleague: ReflectionDraft::default(),
            kept_by: BTreeSet::new(),
        }
    }

    /// As a store kept it.
    #[must_use]
    pub fn restored(
        stage: PairStage,
        colleague: ReflectionDraft,
        kept_by: BTreeSet<Partner>,
    ) -> Self {
        Self {
            stage,
            colleague,
            kept_by,
        }
    }

    /// How far they have come.
    #[must_use]
    pub fn stage(&self) -> PairStage {
        self.stage
    }

    /// What the colleague answered so far.
    #[must_use]
    pub fn colleague(&self) -> &ReflectionDraft {
        &self.colleague
    }

    /// Who of the two pressed to keep it.
    #[must_use]
    pub fn kept_by(&self) -> &BTreeSet<Partner> {
        &self.kept_by
    }

    /// Takes the answers of the colleague, as far as they go. Returns whether it was the colleague's turn.
    #[must_use]
    pub fn answered(&mut self, answers: ReflectionDraft) -> bool {
        let turn = self.stage == PairStage::Colleague;
        if turn {
            self.colleague = answers;
        }
        turn
    }

    /// Shows both what both answered, once the colleague said whether to do it again. Returns whether it did.
    #[must_use]
    pub fn shown(&mut self) -> bool {
        let ready = self.stage == PairStage::Colleague && self.colleague.do_again.is_some();
        if ready {
            self.stage = PairStage::SideBySide;
        }
        ready
    }

    /// One of the two presses to keep it: it is kept once both did. Returns whether it could be pressed.
    #[must_use]
    pub fn keeps(&mut self, who: Partner) -> bool {
        let open = self.stage == PairStage::SideBySide;
        if open {
            self.kept_by.insert(who);
            if self.kept_by.len() == Partner::ALL.len() {
                self.stage = PairStage::Kept;
            }
        }
        open
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reflection::DoAgain;

    fn answers() -> ReflectionDraft {
        ReflectionDraft {
            do_again: Some(DoAgain::Differently),
            ..ReflectionDraft::default()
        }
    }

    #[test]
    fn it_is_kept_when_both_pressed_and_not_when_one_pressed_twice() {
        let mut pair = Pair::handed_over();
        assert!(!pair.shown(), "the colleague has not answered");
        assert!(
            !pair.keeps(Partner::Officer),
            "nobody keeps what is not seen"
        );
        assert!(pair.answered(answers()) && pair.shown());
        assert!(pair.keeps(Partner::Officer) && pair.keeps(Partner::Officer));
        assert_eq!(pair.stage(), PairStage::SideBySide);
        assert!(pair.keeps(Partner::Colleague));
        assert_eq!(pair.stage(), PairStage::Kept);
    }

    #[test]
    fn nothing_changes_once_both_see_it() {
        let mut pair = Pair::handed_over();
        assert!(pair.answered(answers()) && pair.shown());
        let before = pair.clone();
        assert!(!pair.answered(ReflectionDraft::default()) && !pair.shown());
        assert_eq!(pair, before);
    }
}
