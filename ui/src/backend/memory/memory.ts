// The in-memory backend: for unit tests of screens, and for looking at them without any Rust.
import type { Backend } from '../backend';
import type {
  AdvisoryView,
  CentreAnswer,
  CommandError,
  Counts,
  DraftView,
  ErrorCode,
  ExportView,
  LookUpAnswer,
  LookUpView,
  ReflectionDraft,
  RevisionView,
  Status,
  StopCard,
  SyncStatus,
  TeamPeriods,
  TeamSummary,
  UndatedView,
  UnsentView,
} from '../types';
import { as_view, counts, is_birth, odd_person, spell, name_view } from './counts';
import { is_spare, missing, new_draft, outcome_of } from './drafts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Everything that a test may set beforehand or look at afterwards. */
export class World {
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
  centre: () => Promise<CentreAnswer> = async () => ({ answer: 'offline' });
  advisory: AdvisoryView | null = null;
  periods: TeamPeriods = { team: 'Centrum-Noord', periods: [] };
  summary: ((period: string) => TeamSummary) | null = null;
  stops: StopCard[] = [];
  revisions = new Map<string, RevisionView[]>();
  reflections = new Map<string, ReflectionDraft>();
  /** Records that the officer has to date; `status.sync.undated` counts them. */
  undated: UndatedView[] = [];
  unsent: UnsentView[] = [];
  exported: ExportView = { path: '/data/export/proco-niet-verzonden-1.json', records: 0 };
  look_up: LookUpView | null = null;
  /** Whether the disk has room: without it a look-up is answered and not recorded. */
  room = true;
  draft: DraftView | null = null;
  /** The last number that a new record got. */
  ids = 0;
  /** What is odd about the next subject; a yes or a choice gets past it. */
  question: Extract<LookUpAnswer, { answer: 'question' }> | null = null;
  /** What was asked, in order: the command and its arguments. */
  asked: { command: string; args: unknown }[] = [];
  /** The next question of this name is refused with this code. */
  refuse = new Map<string, ErrorCode>();
}

const refused = (code: ErrorCode): CommandError => ({ code });

export function memory(world: World): Backend {
  const id = (kind: string): string => `${kind}-${++world.ids}`;
  const listeners = new Set<(status: SyncStatus) => void>();
  const told = (sync: SyncStatus): SyncStatus => {
    world.status = { ...world.status, sync };
    listeners.forEach((listener) => listener(sync));
    return sync;
  };
  const card_of = (stop: string): StopCard => {
    const card = world.stops.find((each) => each.id === stop);
    if (!card) throw refused('gone');
    return card;
  };
  const change_card = (stop: string, change: Partial<StopCard>): StopCard => {
    const card = { ...card_of(stop), ...change };
    world.stops = world.stops.map((each) => (each.id === stop ? card : each));
    return card;
  };
  const decided = (query: string): void => {
    if (world.look_up?.query === query) world.look_up = null;
  };
  const open = (draft: string): DraftView => {
    if (world.draft?.id !== draft) throw refused('gone');
    return world.draft;
  };
  const answers: Omit<Backend, 'on_sync_changed'> = {
    status: async () => world.status,
    enrol: async ({ code }) => {
      if (code === '') throw refused('enrolment_code');
      return (world.status = { ...world.status, enrolled: true });
    },
    look_up: async ({ subject, confirmed }) => {
      if (world.question && !confirmed) return world.question;
      if (subject.kind === 'plate') {
        if (subject.text.trim() === '') throw refused('plate_empty');
        const spelled = spell(subject.text);
        const odd = subject.country === 'NL' && spelled.replaceAll('-', '').length !== 6;
        if (odd && !confirmed) return { answer: 'question', about: 'unknown_series', spelled, choices: [] };
      } else if (subject.kind === 'person') {
        if (subject.family_name.trim() === '') throw refused('family_name');
        if (!is_birth(subject.birth)) throw refused('birth_date');
        if (subject.birth.year > new Date(world.now()).getFullYear()) throw refused('birth_in_future');
        const about = odd_person(subject);
        if (about && !confirmed) return { answer: 'question', about, spelled: subject.family_name.trim(), choices: [] };
      }
      const at = world.now();
      const advisory = subject.kind === 'no_plate' ? null : world.advisory;
      const local = { ...world.local, as_of: at };
      world.look_up = { query: id('query'), subject: as_view(subject), name: name_view(subject), at, local, advisory, centre: null, recorded: world.room };
      return { answer: 'known', look_up: world.look_up };
    },
    centre_counts: async () => (world.look_up?.subject.kind === 'no_plate' ? { answer: 'nobody' } : world.centre()),
    close_look_up: async ({ query }) => {
      if (!world.room) throw refused('disk_full');
      decided(query);
    },
    leave_it: async ({ query }) => {
      if (!world.room) throw refused('disk_full');
      if (world.draft?.query === query && world.draft.amends === null) world.draft = null;
      decided(query);
    },
    start_check: async ({ query }) => {
      if (world.draft) throw refused('draft_open');
      if (world.look_up?.query !== query) throw refused('gone');
      return (world.draft = new_draft(id('draft'), world.look_up, world.now()));
    },
    open_draft: async () => world.draft,
    // A draft decides its own look-up, and no other one.
    open_look_up: async () => (world.draft?.query === world.look_up?.query ? null : world.look_up),
    save_field: async ({ draft, change }) => {
      const found = open(draft);
      if (change.field === 'spare' && !is_spare(change.value)) throw refused('value');
      const next = { ...found, answers: { ...found.answers, [change.field]: change.value } };
      return (world.draft = { ...next, missing: missing(next) });
    },
    go_to_step: async ({ draft, step }) => (world.draft = { ...open(draft), step }),
    finish: async ({ draft }) => {
      const done = open(draft);
      if (done.missing.length > 0) {
        throw { code: 'draft_incomplete', missing: done.missing } satisfies CommandError;
      }
      const stop = done.amends ?? id('stop');
      const earlier = world.revisions.get(stop) ?? [];
      const { subject } = done;
      const { do_again, themes, reflection_note } = done.answers;
      // Half a reflection is none, and stays for when the officer looks back.
      const answers = do_again === null ? { ...done.answers, themes: [], reflection_note: null } : done.answers;
      if (do_again === null) world.reflections.set(stop, { do_again, themes, note: reflection_note });
      const card: StopCard = {
        id: stop,
        subject,
        at: done.started_at,
        revision: earlier.length + 1,
        sync: { state: 'waiting' },
        awaits_reflection: do_again === null,
        outcome: outcome_of(answers),
        withdrawn: false,
        spared_until: answers.spare === null ? null : done.started_at + answers.spare * DAY,
        centre: null,
      };
      const revision = { revision: card.revision, finished_at: world.now(), amend_reason: answers.amend_reason, answers };
      world.revisions.set(stop, [revision, ...earlier]);
      world.stops = [card, ...world.stops.filter((each) => each.id !== stop)];
      world.draft = null;
      decided(done.query);
      told({ ...world.status.sync, waiting: world.status.sync.waiting + 1 });
      return card;
    },
    discard_draft: async () => void (world.draft = null),
    my_stops: async () => world.stops,
    stop: async ({ stop }) => ({
      card: card_of(stop),
      revisions: world.revisions.get(stop) ?? [],
      reflection_draft: world.reflections.get(stop) ?? null,
    }),
    amend: async ({ stop }) => {
      if (world.draft) throw refused('draft_open');
      const card = card_of(stop);
      const last = world.revisions.get(stop)?.[0];
      if (!last || card.subject === null) throw refused('too_old');
      const answers = { ...last.answers, amend_reason: null };
      return (world.draft = {
        id: id('draft'),
        query: id('query'),
        subject: card.subject,
        initiative: 'proactive',
        started_at: card.at,
        despite_advisory: false,
        amends: stop,
        step: 'select',
        answers,
        missing: missing({ answers, amends: stop, started_at: card.at }),
      });
    },
    reflect: async ({ stop, reflection }) => {
      const earlier = world.revisions.get(stop) ?? [];
      const last = earlier[0];
      if (!last) throw refused('gone');
      const { do_again, themes, note } = reflection;
      const answers = { ...last.answers, do_again, themes, reflection_note: note };
      const revision = { revision: last.revision + 1, finished_at: world.now(), amend_reason: null, answers };
      world.revisions.set(stop, [revision, ...earlier]);
      world.reflections.delete(stop);
      return change_card(stop, { awaits_reflection: false, revision: revision.revision });
    },
    save_reflection: async ({ stop, reflection }) => {
      if (reflection.note && reflection.note.length > 500) throw refused('text_too_long');
      world.reflections.set(stop, reflection);
      return card_of(stop);
    },
    withdraw: async ({ stop }) => change_card(stop, { withdrawn: true, sync: { state: 'waiting' } }),
    network_returned: async () => undefined,
    sync_status: async () => world.status.sync,
    sync_now: async () => {
      const { sync } = world.status;
      const problem = sync.undated > 0 ? 'time_unknown' : null;
      return told({ ...sync, waiting: sync.undated, last_success: world.now(), problem });
    },
    undated: async () => world.undated,
    date: async ({ number, first }) => {
      const group = world.undated.find((each) => each.number === number);
      if (!group) throw refused('gone');
      if (!may_be(group, first)) throw refused('moment');
      world.undated = world.undated.filter((each) => each !== group);
      const { sync } = world.status;
      const undated = world.undated.reduce((sum, each) => sum + each.records.length, 0);
      told({ ...sync, undated, waiting: sync.waiting - (sync.undated - undated), problem: null });
    },
    unsent: async () => world.unsent,
    export_unsent: async () => world.exported,
    summary_periods: async () => world.periods,
    summary: async ({ period }) => {
      if (!world.summary) throw refused('forbidden');
      return world.summary(period);
    },
  };
  return {
    ...watched(answers, world),
    on_sync_changed(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** As the core judges it: the first not before what is known before it, the last not after. */
function may_be({ from, until, clock_said, records }: UndatedView, first: number): boolean {
  const last = Math.max(clock_said, ...records.map((record) => record.clock_said));
  if (from !== null && first < from - (from % HOUR)) return false;
  return until === null || first + (last - clock_said) <= until;
}

/** Notes each question, and refuses the ones that the test wants refused. */
function watched<T extends object>(answers: T, world: World): T {
  return Object.fromEntries(
    Object.entries(answers).map(([command, answer]) => [
      command,
      async (args: unknown) => {
        world.asked.push({ command, args });
        const code = world.refuse.get(command);
        if (code) throw refused(code);
        return answer(args);
      },
    ]),
  ) as T;
}
