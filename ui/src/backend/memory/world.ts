// What the in-memory backend knows: a test may set it beforehand and look at it afterwards.
import type {
  AskedView,
  AdvisoryView,
  CentralAnswer,
  Counts,
  DraftView,
  ErrorCode,
  ExportView,
  Initiative,
  LegalBasis,
  ForceView,
  LessonDraft,
  LookUpView,
  Mirror,
  OwnLesson,
  OwnSecondView,
  ReadLesson,
  PairView,
  PeriodReview,
  PracticeReview,
  ReflectionDraft,
  Reminders,
  Seen,
  RevisionView,
  ScannedLesson,
  SecondViewDraft,
  ShiftQuestion,
  Status,
  StopCard,
  SubjectView,
  TeamPeriods,
  TeamSummary,
  TeamTalk,
  UndatedView,
  UnsentView,
  WeakWords,
  WithdrawReason,
} from '../types';
import QUESTIONS from '../../../../crates/practice/data/questions.json';
import { counts } from './counts';
import MIRRORS from './recorded/mirror.json';
import { DEMO_TALK } from './talk';

/** A look-up, and what it led to so far. */
export type Query = {
  subject: SubjectView;
  initiative: Initiative;
  at: number;
  led_to: null | 'nothing' | 'left_it' | 'stop';
  /** As it was shown; of one that a test set beforehand there is nothing to show again. */
  look_up?: LookUpView;
};

/** What an amendment takes over from the draft of its stop. */
export type Origin = Pick<DraftView, 'query' | 'initiative' | 'despite_advisory'>;

export class World {
  /** The draft on the screen, if one is. */
  get draft(): DraftView | null {
    return this.drafts.find((draft) => draft.id === this.on_screen) ?? null;
  }
  now = (): number => Date.now();
  status: Status = {
    enrolled: true,
    role: 'officer',
    team: 'Centrum-Noord',
    sync: {
      running: false,
      waiting: 0,
      refused: 0,
      refused_look_ups: 0,
      undated: 0,
      last_success: Date.now() - 240_000,
      last_attempt: Date.now() - 240_000,
      problem: null,
    },
    notices: [],
    lost_saves: 0,
  };
  local: Counts = counts([], Date.now());
  central: () => Promise<CentralAnswer> = async () => ({ answer: 'offline' });
  advisory: AdvisoryView | null = null;
  advisory_ended: Seen | null = null;
  periods: TeamPeriods = { team: 'Centrum-Noord', periods: [] };
  summary: ((period: string) => TeamSummary) | null = null;
  stops: StopCard[] = [];
  /** The legal bases of checks from before, the newest first. */
  recent: LegalBasis[] = [];
  /** The mirror: the core makes it, here it is one that was recorded from the core. */
  mirror: Mirror = MIRRORS[0] as Mirror;
  /** What this phone knows of the whole force: central tells it. */
  force: ForceView = { answer: 'not_fetched' };
  reminders: Reminders = { times: [], language: 'nl' };
  /** Whether this device shows notifications. */
  notifications = true;
  /** The scenarios that were done. */
  practised = new Set<string>();
  /** The talk of a lead with the team: which one is on is the core's to say. */
  talk: TeamTalk = DEMO_TALK;
  reviews: PeriodReview[] = [];
  /** The practice stop that goes on: a world of its own. */
  practice: World | null = null;
  /** How many practice stops were begun. */
  practices = 0;
  /** What is said of what was practised: the core judges it, nothing does here. */
  practice_review: PracticeReview[] = [];
  /** The weak grounds that a text names: the core weighs words, nothing does here. */
  weak_words: (text: string) => WeakWords[] = () => [];
  /** What the scan finds in a lesson: the core scans, nothing does here. */
  scan: (text: string) => ScannedLesson = (text) => ({ unreadable: text.trim() === '' ? 'blank' : null, findings: [] });
  lesson_drafts = new Map<string, LessonDraft>();
  /** The last day on which a lesson that is shared now could be read. */
  lessons_until = '2027-01-24';
  own_lessons: OwnLesson[] = [];
  /** What central tells of the lessons of the team. */
  team_lessons: ReadLesson[] = [];
  second_view_drafts = new Map<string, SecondViewDraft>();
  /** The last day on which a request that is made now would stand. */
  second_views_until = '2027-01-21';
  own_second_views: OwnSecondView[] = [];
  /** What central tells an adviser. */
  asked_views: AskedView[] = [];
  /** The question of the shift: the core says which one it is, here it is the first of the list. */
  question: ShiftQuestion = { day: '2026-11-27', question: QUESTIONS.questions[0]?.id ?? '', choice: null, thought: null, earlier: [] };
  /** The revisions of each stop, newest first. */
  revisions = new Map<string, RevisionView[]>();
  /** Of each stop of a check of several subjects: the first stop of that check. */
  checks = new Map<string, string>();
  /** Why each stop that was withdrawn here was. */
  withdrawn = new Map<string, WithdrawReason>();
  /** What there is of looking back together, by stop. */
  pairs = new Map<string, PairView>();
  reflections = new Map<string, ReflectionDraft>();
  queries = new Map<string, Query>();
  /** Of each stop that was finished here. */
  origins = new Map<string, Origin>();
  /** The look-ups and stops that were recorded here and not sent since. */
  outbox = new Set<string>();
  /** Records that the officer has to date; `status.sync.undated` counts them. */
  undated: UndatedView[] = [];
  unsent: UnsentView[] = [];
  exported: ExportView = { path: '/data/export/proco-niet-verzonden-1.json', records: 0 };
  /** The last look-up, while nothing was decided about it. */
  look_up: LookUpView | null = null;
  /** Whether the disk has room: without it a look-up is answered and not recorded. */
  room = true;
  /** The open drafts, in the order in which they were begun. */
  drafts: DraftView[] = [];
  /** The draft on the screen; the others are parked. */
  on_screen: string | null = null;
  /** The last decision: until when it can be taken back, and how. */
  undo: { until: number; take_back: () => void } | null = null;
  /** The last number that a new record got. */
  ids = 0;
  /** Whether a subject that was not recorded is shown as typed. In a test it is a fault of the test. */
  shows_unrecorded = false;
  /** What was asked, in order: the command and its arguments. */
  asked: { command: string; args: unknown }[] = [];
  /** The next question of this name is refused with this code. */
  refuse = new Map<string, ErrorCode>();

  /** Sends all that waits. Central has it from then on. */
  send(): void {
    const sent = this.outbox;
    this.stops = this.stops.map((card) => (sent.has(card.id) ? { ...card, sync: { state: 'sent' } } : card));
    this.outbox = new Set();
  }
}
