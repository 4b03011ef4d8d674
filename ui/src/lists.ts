// The closed lists in the order of the screens. The compiler refuses a list that misses a code.
import type {
  Answer,
  Aspect,
  Calming,
  DescriptionSource,
  DoAgain,
  Duration,
  Escalation,
  Finding,
  Force,
  GroundCode,
  GroundKind,
  Initiative,
  LeaveReason,
  LegalBasis,
  Link,
  Missing,
  NotAGround,
  PlaceKind,
  ReasonTold,
  Search,
  Step,
  Theme,
  Understood,
  WithdrawReason,
} from './backend/types';

const whole =
  <T extends string>() =>
  <const L extends readonly T[]>(list: [Exclude<T, L[number]>] extends [never] ? L : never): readonly T[] =>
    list;

export const INITIATIVES = whole<Initiative>()(['proactive', 'call', 'briefing', 'operation']);
export const LEAVE_REASONS = whole<LeaveReason>()([
  'no_ground',
  'recently_checked',
  'spared',
  'explained',
  'something_urgent',
]);

const GROUND_KINDS: Record<GroundCode, GroundKind> = {
  traffic_offence: 'behaviour',
  unsafe_conduct: 'behaviour',
  evading: 'behaviour',
  scouting_property: 'behaviour',
  handling_goods: 'behaviour',
  disturbance: 'behaviour',
  vehicle_defect: 'circumstance',
  register_signal: 'circumstance',
  recent_crime_nearby: 'circumstance',
  fixed_rule: 'circumstance',
  designated_area: 'circumstance',
  report: 'information',
  briefing_item: 'information',
  colleague_information: 'information',
  wanted_description: 'information',
};
export const GROUNDS = Object.keys(GROUND_KINDS) as GroundCode[];
export const GROUND_GROUPS = whole<GroundKind>()(['behaviour', 'circumstance', 'information']).map(
  (kind) => ({ kind, codes: GROUNDS.filter((code) => GROUND_KINDS[code] === kind) }),
);
export const NOT_GROUNDS = whole<NotAGround>()([
  'gut_feeling',
  'does_not_belong',
  'group_statistics',
  'foreign_plate',
]);
export const DESCRIPTION_SOURCES = whole<DescriptionSource>()([
  'control_room',
  'witness',
  'briefing',
  'wanted_notice',
  'colleague',
]);
export const LEGAL_BASES = whole<LegalBasis>()([
  'wvw_160',
  'politiewet_8_wid_2',
  'politiewet_3',
  'sv_27_52',
  'politiewet_7',
  'gemeentewet_151b',
  'gemeentewet_174b',
  'wwm_51',
  'wwm_52',
  'opiumwet_9',
  'vw_50',
  'awb_5_16a_5_19',
  'wed_23',
  'apv',
  'voluntary',
]);
export const PLACES = whole<PlaceKind>()([
  'main_road',
  'residential',
  'centre',
  'nightlife',
  'transport',
  'parking',
  'industrial',
  'outdoors',
]);
export const REASONS_TOLD = whole<ReasonTold>()(['unasked', 'when_asked', 'not_told']);
export const UNDERSTOOD = whole<Understood>()(['yes', 'partly', 'no']);
export const ANSWERS = whole<Answer>()(['yes', 'no']);
export const ASPECTS = whole<Aspect>()(['voice', 'neutral', 'respect', 'trust']);
export const DURATIONS = whole<Duration>()(['under5', 'from5_to10', 'from10_to20', 'from20_to40', 'over40']);
export const SEARCHES = whole<Search>()(['none', 'frisk', 'belongings', 'vehicle']);
export const FORCES = whole<Force>()(['none', 'handcuffs', 'physical', 'means']);
export const ESCALATIONS = whole<Escalation>()(['none', 'calmed', 'remained']);
export const CALMINGS = whole<Calming>()(['listening', 'explaining', 'distance', 'colleague', 'bystander']);
export const FINDINGS = whole<Finding>()([
  'warning',
  'fine',
  'vehicle_order',
  'seizure',
  'arrest',
  'wanted_found',
  'help',
  'information',
]);
export const LINKS = whole<Link>()(['linked', 'unlinked']);
export const DO_AGAIN = whole<DoAgain>()(['yes', 'differently', 'no']);
export const THEMES = whole<Theme>()([
  'first_impression',
  'appearance',
  'neighbourhood',
  'vehicle_type',
  'earlier_experience',
  'colleague',
  'workload',
  'counts',
]);
export const WITHDRAW_REASONS = whole<WithdrawReason>()(['wrong_subject', 'no_stop', 'double']);
export const STEPS = whole<Step>()(['select', 'contact', 'reflect']);

/** The step in which something missing is answered. */
export const STEP_OF: Record<Missing, Step> = {
  ground: 'select',
  description_source: 'select',
  description_time: 'select',
  legal_basis: 'select',
  reason_told: 'contact',
  outcome: 'reflect',
  findings: 'reflect',
  link: 'reflect',
  amend_reason: 'reflect',
};
