// The types of the surface between screens and core, by hand until ts-rs writes them from Rust.

export type UtcMillis = number;
export type Hour = number;
export type QueryId = string;
export type DraftId = string;
export type StopId = string;

export type Initiative = 'proactive' | 'call' | 'briefing' | 'operation';
export type LeaveReason =
  | 'no_ground'
  | 'recently_checked'
  | 'spared'
  | 'explained'
  | 'something_urgent';
export type GroundKind = 'behaviour' | 'circumstance' | 'information';
export type GroundCode =
  | 'traffic_offence'
  | 'unsafe_conduct'
  | 'evading'
  | 'scouting_property'
  | 'handling_goods'
  | 'disturbance'
  | 'vehicle_defect'
  | 'register_signal'
  | 'recent_crime_nearby'
  | 'fixed_rule'
  | 'designated_area'
  | 'report'
  | 'briefing_item'
  | 'colleague_information'
  | 'wanted_description';
export type NotAGround = 'gut_feeling' | 'does_not_belong' | 'group_statistics' | 'foreign_plate';
export type DescriptionSource =
  | 'control_room'
  | 'witness'
  | 'briefing'
  | 'wanted_notice'
  | 'colleague';
export type LegalBasis =
  | 'wvw_160'
  | 'politiewet_8_wid_2'
  | 'politiewet_3'
  | 'sv_27_52'
  | 'politiewet_7'
  | 'gemeentewet_151b'
  | 'gemeentewet_174b'
  | 'wwm_51'
  | 'wwm_52'
  | 'opiumwet_9'
  | 'vw_50'
  | 'awb_5_16a_5_19'
  | 'wed_23'
  | 'apv'
  | 'voluntary';
export type PlaceKind =
  | 'main_road'
  | 'residential'
  | 'centre'
  | 'nightlife'
  | 'transport'
  | 'parking'
  | 'industrial'
  | 'outdoors';
export type ReasonTold = 'unasked' | 'when_asked' | 'not_told';
export type Understood = 'yes' | 'partly' | 'no';
export type Answer = 'yes' | 'no';
export type Ratings = { voice?: number; neutral?: number; respect?: number; trust?: number };
export type Aspect = 'voice' | 'neutral' | 'respect' | 'trust';
export type Duration = 'under5' | 'from5_to10' | 'from10_to20' | 'from20_to40' | 'over40';
export type Search = 'none' | 'frisk' | 'belongings' | 'vehicle';
export type Force = 'none' | 'handcuffs' | 'physical' | 'means';
export type Escalation = 'none' | 'calmed' | 'remained';
export type Calming = 'listening' | 'explaining' | 'distance' | 'colleague' | 'bystander';
export type ResultChoice = 'nothing' | 'found';
export type Finding =
  | 'warning'
  | 'fine'
  | 'vehicle_order'
  | 'seizure'
  | 'arrest'
  | 'wanted_found'
  | 'help'
  | 'information';
export type Link = 'linked' | 'unlinked';
export type Outcome = { result: 'nothing' } | { result: 'found'; findings: Finding[]; link: Link };
export type DoAgain = 'yes' | 'differently' | 'no';
export type Theme =
  | 'first_impression'
  | 'appearance'
  | 'neighbourhood'
  | 'vehicle_type'
  | 'earlier_experience'
  | 'colleague'
  | 'workload'
  | 'counts';
export type Reflection = { do_again: DoAgain; themes: Theme[]; note: string | null };
export type WithdrawReason = 'wrong_subject' | 'no_stop' | 'double';
export type Step = 'select' | 'contact' | 'reflect';
export type Missing =
  | 'ground'
  | 'description_source'
  | 'legal_basis'
  | 'reason_told'
  | 'outcome'
  | 'findings'
  | 'link'
  | 'amend_reason';

export type Answers = {
  place: PlaceKind | null;
  grounds: GroundCode[];
  description_source: DescriptionSource | null;
  description_given_at: UtcMillis | null;
  ground_note: string | null;
  legal_basis: LegalBasis | null;
  reason_told: ReasonTold | null;
  understood: Understood | null;
  language_barrier: Answer | null;
  slip_offered: Answer | null;
  ratings: Ratings;
  duration: Duration | null;
  search: Search | null;
  force: Force | null;
  escalation: Escalation | null;
  calming: Calming[];
  complaint_offered: Answer | null;
  result: ResultChoice | null;
  findings: Finding[];
  link: Link | null;
  spare: number | null;
  do_again: DoAgain | null;
  themes: Theme[];
  reflection_note: string | null;
  amend_reason: string | null;
};
export type Change = { [F in keyof Answers]: { field: F; value: Answers[F] } }[keyof Answers];

export type Role = 'officer' | 'shift_lead' | 'analyst' | 'complaint_handler' | 'administrator';
export type Notice = 'store_moved_aside' | 'revoked' | 'clock_off';
export type SyncProblem =
  | 'offline'
  | 'not_enrolled'
  | 'revoked'
  | 'quota'
  | 'server'
  | 'update_needed';
export type SyncStatus = {
  running: boolean;
  waiting: number;
  refused: number;
  last_success: UtcMillis | null;
  last_attempt: UtcMillis | null;
  problem: SyncProblem | null;
};
export type Status = {
  enrolled: boolean;
  role: Role | null;
  team: string | null;
  sync: SyncStatus;
  notices: Notice[];
};
export type BirthInput = { year: number; month: number | null; day: number | null };
export type SubjectInput =
  | { kind: 'plate'; text: string; country: string }
  | { kind: 'person'; family_name: string; first_name: string; birth: BirthInput };
export type LookUpRequest = { subject: SubjectInput; initiative: Initiative; confirmed: boolean };
export type SubjectView =
  | { kind: 'plate'; spelled: string; country: string }
  | { kind: 'person'; family_name: string; first_name: string; birth: string };
export type Window = 'day' | 'week' | 'month' | 'year';
export type WindowCount = {
  window: Window;
  queries: number;
  stops: number;
  found_nothing: number;
};
export type Counts = {
  windows: WindowCount[];
  last_query: UtcMillis | null;
  last_stop: UtcMillis | null;
  as_of: UtcMillis;
};
export type AdvisoryView = { until: UtcMillis };
export type CentreAnswer =
  | { answer: 'known'; counts: Counts; advisory: AdvisoryView | null }
  | { answer: 'offline' }
  | { answer: 'unavailable'; problem: SyncProblem };
export type LookUpView = {
  query: QueryId;
  subject: SubjectView;
  at: UtcMillis;
  local: Counts;
  advisory: AdvisoryView | null;
  centre: CentreAnswer | null;
};
export type LookUpAnswer =
  | { answer: 'known'; look_up: LookUpView }
  | { answer: 'question'; spelled: string };
export type DraftView = {
  id: DraftId;
  query: QueryId;
  subject: SubjectView;
  initiative: Initiative;
  started_at: UtcMillis;
  despite_advisory: boolean;
  amends: StopId | null;
  step: Step;
  answers: Answers;
  missing: Missing[];
};
export type RefusalCode =
  | 'unreadable'
  | 'inconsistent'
  | 'in_future'
  | 'epoch_closed'
  | 'not_yours';
export type SyncState =
  | { state: 'waiting' }
  | { state: 'sent' }
  | { state: 'refused'; code: RefusalCode }
  | { state: 'never_sent' };
export type StopCard = {
  id: StopId;
  subject: SubjectView | null;
  at: UtcMillis;
  revision: number;
  sync: SyncState;
  awaits_reflection: boolean;
  outcome: Outcome;
  withdrawn: boolean;
  spared_until: UtcMillis | null;
  centre: CentreAnswer | null;
};
export type RevisionView = {
  revision: number;
  finished_at: UtcMillis;
  amend_reason: string | null;
  answers: Answers;
};
export type StopView = { card: StopCard; revisions: RevisionView[] };

export type Figure = number | null;
export type PeriodKind = 'week' | 'month' | 'quarter';
export type PeriodName = { kind: PeriodKind; code: string; from: Hour; to: Hour };
export type TeamPeriods = { team: string; periods: PeriodName[] };
export type Coded<T> = { code: T; figure: Figure };
export type GroundFigures = { code: GroundCode; stops: Figure; found_nothing: Figure };
export type RatingFigures = { aspect: Aspect; rated: Figure; mean_tenths: Figure };
export type TeamSummary = {
  team: string;
  period: PeriodName;
  queries: Figure;
  left_it: Figure;
  stops: Figure;
  found_nothing: Figure;
  repeat_stops: Figure;
  despite_advisory: Figure;
  grounds: GroundFigures[];
  reason_told: Coded<ReasonTold>[];
  findings: Coded<Finding>[];
  ratings: RatingFigures[];
  do_again: Coded<DoAgain>[];
  themes: Coded<Theme>[];
};

export type ErrorCode =
  | 'plate_empty'
  | 'plate_character'
  | 'plate_too_long'
  | 'country'
  | 'bsn'
  | 'family_name'
  | 'name_script'
  | 'name_character'
  | 'name_too_long'
  | 'birth_date'
  | 'text_too_long'
  | 'value'
  | 'draft_incomplete'
  | 'draft_open'
  | 'gone'
  | 'withdrawn'
  | 'too_old'
  | 'enrolment_code'
  | 'not_enrolled'
  | 'revoked'
  | 'offline'
  | 'forbidden'
  | 'period'
  | 'server'
  | 'disk_full'
  | 'store_newer'
  | 'store_locked'
  | 'store';
export type CommandError = { code: ErrorCode; missing?: Missing[] };
