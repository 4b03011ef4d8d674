//! What is counted and what is shown of it: one list, from which both enums and their names follow.
//!
//! Nearly every figure of a summary is one thing that the roll-up counts, under the same name. Four are not: the
//! look-ups are the sum of their outcomes, and a theme, what two looked back on and what was looked back on late are counted
//! by answer.

use proco_exchange::codes::{DoAgain, Finding, GroundCode, ReasonTold, Theme};
use proco_exchange::summary::Aspect;

/// Makes [`Measure`] and [`Key`] of what both have. A case with a code is one for each code of that list.
macro_rules! catalogue {
    ($($(#[$doc:meta])* $case:ident $(($code:ident: $list:ident))? = $name:literal,)+) => {
        /// What is counted of the records of an officer in a week.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Measure {
            $($(#[$doc])* $case $(($list))?,)+
            /// Stops with a theme, by whether the officer would do it again: a theme is a part of the answered.
            Theme(Theme, DoAgain),
            /// Stops on which two officers looked back together, by whether the officer would do it again.
            Together(DoAgain),
            /// Stops on which the officer looked back late, by whether the officer would do it again.
            ReflectedLate(DoAgain),
        }

        /// A figure of a summary. Where two are as useful and as large, the one that comes first here is
        /// decided on first.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Key {
            /// Look-ups: their three outcomes together.
            Queries,
            $($(#[$doc])* $case $(($list))?,)+
            /// Stops with a theme.
            Theme(Theme),
            /// Stops on which two officers looked back together.
            Together,
            /// Stops on which the officer looked back late.
            ReflectedLate,
        }

        impl Measure {
            /// All measures, in the order of the enum.
            #[must_use]
            pub fn all() -> Vec<Self> {
                let mut all = Vec::new();
                $(catalogue!(@all all $case $($list)?);)+
                for theme in Theme::ALL {
                    all.extend(DoAgain::ALL.map(|again| Self::Theme(theme, again)));
                }
                all.extend(DoAgain::ALL.map(Self::Together));
                all.extend(DoAgain::ALL.map(Self::ReflectedLate));
                all
            }

            /// The name under which it is kept, put together.
            pub(super) fn spell(self) -> String {
                match self {
                    $(Self::$case $(($code))? => spell($name, &[$($code.name())?]),)+
                    Self::Theme(theme, again) => spell("theme", &[theme.name(), again.name()]),
                    Self::Together(again) => spell("together", &[again.name()]),
                    Self::ReflectedLate(again) => spell("reflected_late", &[again.name()]),
                }
            }
        }

        impl Key {
            /// All figures, each after the figure that it is a part of.
            #[must_use]
            pub fn all() -> Vec<Self> {
                let mut all = vec![Self::Queries];
                $(catalogue!(@all all $case $($list)?);)+
                all.extend(Theme::ALL.map(Self::Theme));
                all.extend([Self::Together, Self::ReflectedLate]);
                all
            }

            /// The name under which it is published.
            #[must_use]
            pub fn name(self) -> String {
                match self {
                    Self::Queries => "queries".to_owned(),
                    $(Self::$case $(($code))? => spell($name, &[$($code.name())?]),)+
                    Self::Theme(theme) => spell("theme", &[theme.name()]),
                    Self::Together => "together".to_owned(),
                    Self::ReflectedLate => "reflected_late".to_owned(),
                }
            }

            /// The measures of the roll-up that add up to this figure.
            #[must_use]
            pub fn measures(self) -> Vec<Measure> {
                match self {
                    Self::Queries => vec![Measure::LeftIt, Measure::Undecided, Measure::Stops],
                    $(Self::$case $(($code))? => vec![Measure::$case $(($code))?],)+
                    Self::Theme(theme) => {
                        DoAgain::ALL.map(|again| Measure::Theme(theme, again)).to_vec()
                    }
                    Self::Together => DoAgain::ALL.map(Measure::Together).to_vec(),
                    Self::ReflectedLate => DoAgain::ALL.map(Measure::ReflectedLate).to_vec(),
                }
            }
        }
    };
    (@all $all:ident $case:ident) => { $all.extend([Self::$case]) };
    (@all $all:ident $case:ident $list:ident) => { $all.extend($list::ALL.map(Self::$case)) };
}

catalogue! {
    /// Look-ups after which the officer left the subject alone.
    LeftIt = "left_it",
    /// Look-ups after which nothing was decided.
    Undecided = "undecided",
    /// All stops, whatever was found.
    Stops = "stops",
    /// Stops that found nothing.
    FoundNothing = "found_nothing",
    /// Stops of a subject that had been stopped in the 30 days before.
    RepeatStops = "repeat_stops",
    /// Stops in spite of an advisory.
    DespiteAdvisory = "despite_advisory",
    /// Stops with a ground.
    Ground(code: GroundCode) = "ground",
    /// Stops with a ground that found nothing.
    GroundNothing(code: GroundCode) = "ground_nothing",
    /// Stops by whether the reason was told.
    ReasonTold(code: ReasonTold) = "reason_told",
    /// Stops with a finding.
    Finding(code: Finding) = "finding",
    /// Stops in which an aspect was rated.
    Rated(code: Aspect) = "rated",
    /// Stops in which it was rated 4 or 5.
    RatedHigh(code: Aspect) = "rated_high",
    /// Stops in which it was rated 1 or 2.
    RatedLow(code: Aspect) = "rated_low",
    /// Stops by whether the officer would do it again.
    DoAgain(code: DoAgain) = "do_again",
    /// Look-ups that were typed wrong and taken back. They are in no other figure.
    Mistyped = "mistyped",
    /// Stops on one ground alone.
    OneGround = "one_ground",
    /// Stops whose grounds are described in own words too.
    OwnWords = "own_words",
    /// Of these, with the same words as another stop of the phone.
    WordsRepeated = "words_repeated",
}

fn spell(name: &str, codes: &[&str]) -> String {
    [&[name], codes].concat().join(":")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_by_itself_is_shown_under_the_same_name() {
        for key in Key::all() {
            if let [measure] = key.measures()[..] {
                assert_eq!(key.name(), measure.name());
            }
        }
    }

    #[test]
    fn the_names_that_are_kept_and_published_stay() {
        let spelt = [
            (Measure::LeftIt, "left_it"),
            (
                Measure::GroundNothing(GroundCode::ALL[0]),
                "ground_nothing:traffic_offence",
            ),
            (Measure::RatedLow(Aspect::Voice), "rated_low:voice"),
            (
                Measure::Theme(Theme::ALL[0], DoAgain::ALL[0]),
                "theme:first_impression:yes",
            ),
        ];
        for (measure, name) in spelt {
            assert_eq!(measure.name(), name);
        }
        assert_eq!(Key::Theme(Theme::ALL[0]).name(), "theme:first_impression");
    }
}
