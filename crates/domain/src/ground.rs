//! Grounds: the behaviour, circumstance or information that justifies *this* check.
//!
//! Source of the rule: the framework *professioneel controleren*. A hunch may start a check and never justify
//! it; what is no ground cannot be put in a [`Grounds`] at all.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::codes::codes;
use crate::legal_basis::LegalBasis;
use crate::time::UtcMillis;

codes! {
    /// The three kinds of concrete ground.
    pub enum GroundKind {
        /// What the officer saw somebody do.
        Behaviour = "behaviour",
        /// What the officer saw of the vehicle, the place or the moment.
        Circumstance = "circumstance",
        /// What the officer was told.
        Information = "information",
    }
}

codes! {
    /// A concrete ground (closed list of 2026-11), in the order of the screens.
    pub enum GroundCode {
        /// A traffic offence that was seen.
        TrafficOffence = "traffic_offence",
        /// Driving or walking that endangers, or that points to drink, drugs or a phone.
        UnsafeConduct = "unsafe_conduct",
        /// Turning away or fleeing at the sight of police.
        Evading = "evading",
        /// Feeling at doors, cars or bicycles; spying out a place.
        ScoutingProperty = "scouting_property",
        /// Handing over, hiding or throwing away goods.
        HandlingGoods = "handling_goods",
        /// Threatening, aggressive or disturbing conduct.
        Disturbance = "disturbance",
        /// A visible defect, missing light or missing plate.
        VehicleDefect = "vehicle_defect",
        /// The vehicle register says: no inspection, no insurance, stolen, invalid plate.
        RegisterSignal = "register_signal",
        /// A crime near this place a short while ago, with a concrete link to it.
        RecentCrimeNearby = "recent_crime_nearby",
        /// A fixed rule without choice, such as every tenth car, or everyone.
        FixedRule = "fixed_rule",
        /// An area designated for preventive search.
        DesignatedArea = "designated_area",
        /// A report by a citizen or the control room about this subject.
        Report = "report",
        /// An item of the briefing about this subject.
        BriefingItem = "briefing_item",
        /// What a colleague saw or knows of this subject.
        ColleagueInformation = "colleague_information",
        /// The concrete description of a wanted person; needs its source and time.
        WantedDescription = "wanted_description",
    }
}

impl GroundCode {
    /// Whether the ground is behaviour, circumstance or information.
    #[must_use]
    pub fn kind(self) -> GroundKind {
        match self {
            Self::TrafficOffence
            | Self::UnsafeConduct
            | Self::Evading
            | Self::ScoutingProperty
            | Self::HandlingGoods
            | Self::Disturbance => GroundKind::Behaviour,
            Self::VehicleDefect
            | Self::RegisterSignal
            | Self::RecentCrimeNearby
            | Self::FixedRule
            | Self::DesignatedArea => GroundKind::Circumstance,
            Self::Report
            | Self::BriefingItem
            | Self::ColleagueInformation
            | Self::WantedDescription => GroundKind::Information,
        }
    }
}

impl GroundCode {
    /// Whether this ground may make somebody a suspect, who need not answer.
    #[must_use]
    pub fn may_make_suspect(self) -> bool {
        match self {
            Self::TrafficOffence | Self::WantedDescription => true,
            Self::UnsafeConduct
            | Self::Evading
            | Self::ScoutingProperty
            | Self::HandlingGoods
            | Self::Disturbance
            | Self::VehicleDefect
            | Self::RegisterSignal
            | Self::RecentCrimeNearby
            | Self::FixedRule
            | Self::DesignatedArea
            | Self::Report
            | Self::BriefingItem
            | Self::ColleagueInformation => false,
        }
    }

    /// The legal bases on which a check on this ground usually rests. The screens show them first.
    #[must_use]
    pub fn usual_bases(self) -> &'static [LegalBasis] {
        use LegalBasis::{
            Apv, Awb516a519, Gemeentewet151b, Gemeentewet174b, Opiumwet9, Politiewet3, Politiewet7,
            Politiewet8Wid2, Sv96b, Sv2752, Wvw160, Wvw160Tests, Wwm51, Wwm52,
        };
        match self {
            Self::TrafficOffence => &[Wvw160, Sv2752],
            Self::UnsafeConduct => &[Wvw160, Wvw160Tests, Sv2752],
            Self::Evading => &[Politiewet8Wid2, Politiewet3],
            Self::ScoutingProperty => &[Politiewet8Wid2, Sv2752, Apv],
            Self::HandlingGoods => &[Politiewet8Wid2, Sv2752, Opiumwet9],
            Self::Disturbance => &[Politiewet8Wid2, Sv2752, Politiewet7, Apv],
            Self::VehicleDefect => &[Wvw160],
            Self::RegisterSignal => &[Wvw160, Sv2752, Sv96b],
            Self::RecentCrimeNearby => &[Politiewet8Wid2, Sv2752, Sv96b],
            Self::FixedRule => &[Wvw160, Wvw160Tests, Gemeentewet151b, Awb516a519],
            Self::DesignatedArea => &[Gemeentewet151b, Gemeentewet174b],
            Self::Report => &[Politiewet8Wid2, Sv2752, Wwm51, Wwm52],
            Self::BriefingItem | Self::ColleagueInformation => &[Politiewet8Wid2, Sv2752],
            Self::WantedDescription => &[Sv2752, Politiewet8Wid2],
        }
    }
}

codes! {
    /// What officers sometimes take for a ground and is none. It is shown with why, and never stored.
    pub enum NotAGround {
        /// A feeling, and nothing that can be named.
        GutFeeling = "gut_feeling",
        /// "Does not belong here".
        DoesNotBelong = "does_not_belong",
        /// Statistics about a group.
        GroupStatistics = "group_statistics",
        /// A foreign plate: it stands in for nationality.
        ForeignPlate = "foreign_plate",
    }
}

codes! {
    /// Where the description of a wanted person came from.
    pub enum DescriptionSource {
        ControlRoom = "control_room",
        /// A witness or victim, directly.
        Witness = "witness",
        /// The briefing at the start of the shift.
        Briefing = "briefing",
        WantedNotice = "wanted_notice",
        /// A colleague on the spot.
        Colleague = "colleague",
    }
}

/// A concrete description of a wanted person: the one way in which a trait counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Description {
    /// Where it came from.
    pub source: DescriptionSource,
    /// When it was given. It stays on the phone.
    pub given_at: UtcMillis,
}

/// The grounds of a finished stop: at least one, and a description exactly when
/// [`GroundCode::WantedDescription`] is among them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "GroundParts", into = "GroundParts")]
pub struct Grounds {
    codes: BTreeSet<GroundCode>,
    description: Option<Description>,
}

/// What is still missing in the grounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GroundsRefused {
    /// No concrete ground was chosen.
    #[error("at least one concrete ground is needed")]
    None,
    /// A wanted person's description without source and time.
    #[error("a description counts only with its source and time")]
    DescriptionWithoutSource,
}

impl Grounds {
    /// Takes the grounds of a draft. A description without its ground is left out.
    ///
    /// # Errors
    /// [`GroundsRefused`] says what is missing.
    pub fn new(
        codes: BTreeSet<GroundCode>,
        description: Option<Description>,
    ) -> Result<Self, GroundsRefused> {
        if codes.is_empty() {
            return Err(GroundsRefused::None);
        }
        let wanted = codes.contains(&GroundCode::WantedDescription);
        match description {
            None if wanted => Err(GroundsRefused::DescriptionWithoutSource),
            given => Ok(Self {
                codes,
                description: given.filter(|_| wanted),
            }),
        }
    }

    /// The chosen grounds, at least one of them concrete.
    #[must_use]
    pub fn codes(&self) -> &BTreeSet<GroundCode> {
        &self.codes
    }

    /// The description of the wanted person, when that is a ground.
    #[must_use]
    pub fn description(&self) -> Option<Description> {
        self.description
    }
}

#[derive(Serialize, Deserialize)]
struct GroundParts {
    codes: BTreeSet<GroundCode>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<Description>,
}

impl TryFrom<GroundParts> for Grounds {
    type Error = GroundsRefused;

    fn try_from(parts: GroundParts) -> Result<Self, GroundsRefused> {
        Self::new(parts.codes, parts.description)
    }
}

impl From<Grounds> for GroundParts {
    fn from(grounds: Grounds) -> Self {
        Self {
            codes: grounds.codes,
            description: grounds.description,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_stop_without_a_concrete_ground() {
        assert_eq!(
            Grounds::new(BTreeSet::new(), None),
            Err(GroundsRefused::None)
        );
    }

    #[test]
    fn a_trait_counts_only_with_source_and_time() {
        let wanted = BTreeSet::from([GroundCode::WantedDescription]);
        assert_eq!(
            Grounds::new(wanted.clone(), None),
            Err(GroundsRefused::DescriptionWithoutSource)
        );
        let description = Description {
            source: DescriptionSource::Witness,
            given_at: UtcMillis(1),
        };
        assert!(Grounds::new(wanted, Some(description)).is_ok());
    }

    #[test]
    fn a_description_that_is_no_ground_is_not_kept() {
        let description = Description {
            source: DescriptionSource::Witness,
            given_at: UtcMillis(1),
        };
        let grounds = Grounds::new(
            BTreeSet::from([GroundCode::VehicleDefect]),
            Some(description),
        )
        .unwrap();
        assert_eq!(grounds.description(), None);
    }

    #[test]
    fn every_code_stands_once_in_the_list() {
        let all: BTreeSet<_> = GroundCode::ALL.into_iter().collect();
        assert_eq!(all.len(), GroundCode::ALL.len());
    }
}
