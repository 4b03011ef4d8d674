//! What believably leads to a stop of a vehicle or of a person, and what it may yield.

use proco_domain::ground::GroundCode;
use proco_domain::legal_basis::LegalBasis;
use proco_domain::outcome::Finding;
use proco_domain::query::Initiative;
use proco_domain::subject::SubjectKind;

/// A ground with the power that goes with it.
pub struct Reason {
    /// The ground of the stop.
    pub ground: GroundCode,
    /// The legal basis that goes with the ground.
    pub basis: LegalBasis,
    /// Of a hundred stops, how many find something.
    pub finds: u32,
    /// What the ground points to.
    pub points_to: &'static [Finding],
}

const fn reason(
    ground: GroundCode,
    basis: LegalBasis,
    finds: u32,
    points_to: &'static [Finding],
) -> Reason {
    Reason {
        ground,
        basis,
        finds,
        points_to,
    }
}

/// The likely reasons to stop such a subject on such an initiative; the likelier ones stand twice.
#[must_use]
pub fn likely(kind: SubjectKind, initiative: Initiative) -> &'static [Reason] {
    match (kind, initiative) {
        (SubjectKind::Plate, Initiative::Proactive) => VEHICLE_SEEN,
        (SubjectKind::Plate, Initiative::Call) => VEHICLE_REPORTED,
        (SubjectKind::Plate, Initiative::Briefing) => BRIEFED,
        (SubjectKind::Plate, Initiative::Operation) => VEHICLE_IN_OPERATION,
        (SubjectKind::Person, Initiative::Proactive) => PERSON_SEEN,
        (SubjectKind::Person, Initiative::Call) => PERSON_REPORTED,
        (SubjectKind::Person, Initiative::Briefing) => BRIEFED,
        (SubjectKind::Person, Initiative::Operation) => PERSON_IN_OPERATION,
    }
}

/// What a stop of such a subject brings to light beside its ground.
#[must_use]
pub fn by_chance(kind: SubjectKind) -> &'static [Finding] {
    match kind {
        SubjectKind::Plate => &[
            Finding::Warning,
            Finding::Fine,
            Finding::VehicleOrder,
            Finding::Help,
        ],
        SubjectKind::Person => &[
            Finding::Warning,
            Finding::Help,
            Finding::WantedFound,
            Finding::Information,
        ],
    }
}

const OFFENCE: Reason = reason(
    GroundCode::TrafficOffence,
    LegalBasis::Wvw160,
    60,
    &[Finding::Fine, Finding::Warning],
);
const UNSAFE_DRIVING: Reason = reason(
    GroundCode::UnsafeConduct,
    LegalBasis::Wvw160,
    20,
    &[Finding::Fine, Finding::Warning, Finding::Arrest],
);
const REPORT: Reason = reason(
    GroundCode::Report,
    LegalBasis::Politiewet8Wid2,
    40,
    &[Finding::Warning, Finding::Help, Finding::Information],
);
const AREA: Reason = reason(
    GroundCode::DesignatedArea,
    LegalBasis::Gemeentewet151b,
    40,
    &[Finding::Seizure],
);

const WANTED: Reason = reason(
    GroundCode::WantedDescription,
    LegalBasis::Politiewet8Wid2,
    40,
    &[Finding::WantedFound, Finding::Information],
);

const VEHICLE_SEEN: &[Reason] = &[
    OFFENCE,
    OFFENCE,
    UNSAFE_DRIVING,
    reason(
        GroundCode::VehicleDefect,
        LegalBasis::Wvw160,
        60,
        &[Finding::VehicleOrder, Finding::Warning, Finding::Fine],
    ),
    reason(
        GroundCode::RegisterSignal,
        LegalBasis::Wvw160,
        40,
        &[Finding::Fine, Finding::VehicleOrder, Finding::Seizure],
    ),
    reason(
        GroundCode::Evading,
        LegalBasis::Wvw160,
        20,
        &[Finding::Fine, Finding::Information],
    ),
];

const VEHICLE_REPORTED: &[Reason] = &[
    REPORT,
    WANTED,
    UNSAFE_DRIVING,
    reason(
        GroundCode::HandlingGoods,
        LegalBasis::Opiumwet9,
        40,
        &[Finding::Seizure, Finding::Arrest],
    ),
];

const VEHICLE_IN_OPERATION: &[Reason] = &[
    reason(
        GroundCode::FixedRule,
        LegalBasis::Wvw160,
        40,
        &[Finding::Fine, Finding::Warning],
    ),
    AREA,
];

const PERSON_SEEN: &[Reason] = &[
    reason(
        GroundCode::ScoutingProperty,
        LegalBasis::Politiewet8Wid2,
        50,
        &[Finding::Information, Finding::Warning],
    ),
    reason(
        GroundCode::HandlingGoods,
        LegalBasis::Politiewet8Wid2,
        40,
        &[Finding::Seizure, Finding::Information],
    ),
    reason(
        GroundCode::Evading,
        LegalBasis::Politiewet8Wid2,
        20,
        &[Finding::WantedFound, Finding::Information],
    ),
    reason(
        GroundCode::UnsafeConduct,
        LegalBasis::Politiewet3,
        20,
        &[Finding::Help, Finding::Warning],
    ),
    DISTURBANCE,
];

const DISTURBANCE: Reason = reason(
    GroundCode::Disturbance,
    LegalBasis::Apv,
    40,
    &[Finding::Warning, Finding::Fine],
);

const PERSON_REPORTED: &[Reason] = &[REPORT, WANTED, DISTURBANCE, DISTURBANCE];

const PERSON_IN_OPERATION: &[Reason] = &[AREA];

const BRIEFED: &[Reason] = &[
    reason(
        GroundCode::BriefingItem,
        LegalBasis::Politiewet8Wid2,
        40,
        &[Finding::Information, Finding::WantedFound],
    ),
    reason(
        GroundCode::ColleagueInformation,
        LegalBasis::Politiewet8Wid2,
        40,
        &[Finding::Information, Finding::Warning],
    ),
    reason(
        GroundCode::RecentCrimeNearby,
        LegalBasis::Politiewet8Wid2,
        40,
        &[Finding::Information, Finding::Arrest],
    ),
];
