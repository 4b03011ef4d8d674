// The one interface between the screens and the core. Three hosts stand behind it.
import type {
  CentreAnswer,
  Change,
  CommandError,
  DraftId,
  DraftView,
  ErrorCode,
  ExportView,
  LeaveReason,
  LookUpAnswer,
  LookUpRequest,
  LookUpView,
  Missing,
  QueryId,
  Reflection,
  ReflectionDraft,
  Status,
  Step,
  StopCard,
  StopId,
  StopView,
  SyncStatus,
  TeamPeriods,
  TeamSummary,
  UndatedView,
  UnsentView,
  UtcMillis,
  WithdrawReason,
} from './types';

/** What the officer said of a text: the number in it is no BSN. */
export type Said = { no_bsn?: boolean };

export interface Backend {
  status(): Promise<Status>;
  enrol(args: { code: string }): Promise<Status>;
  look_up(args: LookUpRequest): Promise<LookUpAnswer>;
  centre_counts(args: { query: QueryId }): Promise<CentreAnswer>;
  close_look_up(args: { query: QueryId }): Promise<void>;
  leave_it(args: { query: QueryId; reason: LeaveReason | null }): Promise<void>;
  start_check(args: { query: QueryId }): Promise<DraftView>;
  open_draft(): Promise<DraftView | null>;
  open_look_up(): Promise<LookUpView | null>;
  save_field(args: { draft: DraftId; change: Change & Said }): Promise<DraftView>;
  go_to_step(args: { draft: DraftId; step: Step }): Promise<DraftView>;
  /** Makes the stop, after one last answer if there is one. A draft that is refused keeps that answer. */
  finish(args: { draft: DraftId; last: (Change & Said) | null }): Promise<StopCard>;
  discard_draft(args: { draft: DraftId }): Promise<void>;
  my_stops(): Promise<StopCard[]>;
  stop(args: { stop: StopId }): Promise<StopView>;
  amend(args: { stop: StopId }): Promise<DraftView>;
  reflect(args: { stop: StopId; reflection: Reflection & Said }): Promise<StopCard>;
  save_reflection(args: { stop: StopId; reflection: ReflectionDraft & Said }): Promise<StopCard>;
  withdraw(args: { stop: StopId; reason: WithdrawReason }): Promise<StopCard>;
  sync_status(): Promise<SyncStatus>;
  sync_now(): Promise<SyncStatus>;
  summary_periods(): Promise<TeamPeriods>;
  summary(args: { period: string }): Promise<TeamSummary>;
  /** Records of a clock that was wrong, of which the officer has to say when they were. */
  undated(): Promise<UndatedView[]>;
  date(args: { number: number; first: UtcMillis }): Promise<void>;
  /** What central refused; it stays on the phone. */
  unsent(): Promise<UnsentView[]>;
  export_unsent(): Promise<ExportView>;
  network_returned(): Promise<void>;
  on_sync_changed(listener: (status: SyncStatus) => void): () => void;
}

/** A refusal that a screen can word; `unexpected` is what the core itself never says. */
export type Refusal = { code: ErrorCode | 'unexpected'; missing?: Missing[] };

/** Reads what a refused command threw. */
export function refusal(thrown: unknown): Refusal {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown) {
    return thrown as CommandError;
  }
  return { code: 'unexpected' };
}
