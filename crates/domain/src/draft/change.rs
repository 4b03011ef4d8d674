//! One change of a draft, and the check that typed text has to pass first.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{ResultChoice, StopDraft};
use crate::coercion::{Forces, Searches};
use crate::explanation::{Answer, ReasonTold, Understood};
use crate::ground::{DescriptionSource, GroundCode};
use crate::legal_basis::LegalBasis;
use crate::outcome::{Finding, Link};
use crate::place::PlaceKind;
use crate::reflection::{Concrete, DoAgain, Theme, Yielded};
use crate::stop::SpareDays;
use crate::text::{FreeText, TextRefused, TypedText};
use crate::time::UtcMillis;
use crate::treatment::{Calming, Duration, Escalation, Ratings};

/// Makes [`Change`] from a table: each row names a variant, the type of its value unless that is text, and the
/// field of [`Answers`](super::Answers) that it sets.
macro_rules! changes {
    (
        codes { $($(#[$of_code:meta])* $code:ident($type:ty) in $($place:ident).+,)+ }
        texts { $($(#[$of_text:meta])* $text:ident in $($text_place:ident).+,)+ }
    ) => {
        /// One field of a draft, with its new value. Absent values take an answer back.
        ///
        /// The screens send one with [`TypedText`] in it, which can be read from JSON and not be applied; one
        /// with [`FreeText`] can be applied and not be read.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(concrete(Text = FreeText)))]
        #[serde(rename_all = "snake_case", tag = "field", content = "value")]
        pub enum Change<Text = FreeText> {
            $($(#[$of_code])* $code($type),)+
            $($(#[$of_text])* $text(Option<Text>),)+
        }

        impl Change<TypedText> {
            /// The change, if its text may be kept. Of a doubtful number the officer may have said that it is
            /// no BSN.
            ///
            /// # Errors
            /// [`TextRefused`].
            pub fn checked(self, is_no_bsn: bool) -> Result<Change, TextRefused> {
                Ok(match self {
                    $(Self::$code(value) => Change::$code(value),)+
                    $(Self::$text(text) => Change::$text(TypedText::check(text, is_no_bsn)?),)+
                })
            }
        }

        impl StopDraft {
            /// Sets one answer, or removes it.
            pub fn apply(&mut self, change: Change) {
                match change {
                    $(Change::$code(value) => self.answers.$($place).+ = value,)+
                    $(Change::$text(value) => self.answers.$($text_place).+ = value,)+
                }
            }
        }
    };
}

changes! {
    codes {
        /// The kind of place; `None` takes the answer back, here and below.
        Place(Option<PlaceKind>) in selection.place,
        /// The concrete grounds, as the whole list.
        Grounds(BTreeSet<GroundCode>) in grounds,
        /// Source of the description.
        DescriptionSource(Option<DescriptionSource>) in description_source,
        /// Time of the description.
        DescriptionGivenAt(Option<UtcMillis>) in description_given_at,
        /// The power on which the officer acts.
        LegalBasis(Option<LegalBasis>) in legal_basis,
        /// Whether the reason of the stop was told.
        ReasonTold(Option<ReasonTold>) in explanation.reason_told,
        /// Whether the person understood the explanation.
        Understood(Option<Understood>) in explanation.understood,
        /// Whether a language barrier was in the way.
        LanguageBarrier(Option<Answer>) in explanation.language_barrier,
        /// Whether a slip with the reason was offered.
        SlipOffered(Option<Answer>) in explanation.slip_offered,
        /// The self-ratings, all four at once.
        Ratings(Ratings) in treatment.ratings,
        /// How long the stop took.
        Duration(Option<Duration>) in treatment.duration,
        /// All that was searched; empty for nothing.
        Search(Option<Searches>) in treatment.search,
        /// All force that was used; empty for none.
        Force(Option<Forces>) in treatment.force,
        /// Whether the contact grew tense.
        Escalation(Option<Escalation>) in treatment.escalation,
        /// What calmed a contact that grew tense.
        Calming(BTreeSet<Calming>) in treatment.calming,
        /// Whether the officer said where one can complain.
        ComplaintOffered(Option<Answer>) in treatment.complaint_offered,
        /// Whether nothing or something was found.
        Result(Option<ResultChoice>) in result,
        /// What was found, as the whole list.
        Findings(BTreeSet<Finding>) in findings,
        /// Whether the ground pointed to what was found.
        Link(Option<Link>) in link,
        /// For how many days the subject is better left alone.
        Spare(Option<SpareDays>) in spare,
        /// Whether the officer would do the same again.
        DoAgain(Option<DoAgain>) in do_again,
        /// The themes of the reflection, as the whole list.
        Themes(BTreeSet<Theme>) in themes,
        /// Whether the reason was concrete before the stop.
        Concrete(Option<Concrete>) in looking_back.concrete,
        /// What the check yielded, in the officer's own eyes.
        Yielded(Option<Yielded>) in looking_back.yielded,
    }
    texts {
        /// The reason in own words.
        GroundNote in selection.ground_note,
        /// The officer's own note of the reflection.
        ReflectionNote in reflection_note,
        /// How the other person would tell it.
        OtherView in looking_back.other_view,
        /// Reason of the amendment.
        AmendReason in amend_reason,
    }
}
