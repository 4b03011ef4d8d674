// The in-memory backend beside the core: the same commands, and answers recorded from the core itself.
import { describe, expect, it } from 'vitest';
import type { Backend } from '../src/backend/backend';
import { finished } from '../src/backend/memory/drafts';
import { memory } from '../src/backend/memory/memory';
import { misfits, missing, type Judged } from '../src/backend/memory/recorded';
import { World } from '../src/backend/memory/world';
import type {
  Answers,
  LessonDraft,
  LookUpAnswer,
  Missing,
  Outcome,
  OwnLesson,
  OwnSecondView,
  SecondViewDraft,
  ShiftQuestion,
  StopCard,
  Unfit,
} from '../src/backend/types';
import COMMANDS from '../src/backend/types/commands.json';
import DRAFTS from './recorded/drafts.json';

type Step = { wait_minutes: number } | { ask: keyof Backend; args: unknown; answer?: unknown; refused?: unknown };
const SCRIPTS = import.meta.glob<Step[]>('./recorded/{scripts,sent}/*.json', { eager: true, import: 'default' });

/** The moment at which each script begins. */
const MORNING = 1_795_000_000_000;

/** A phone that was never enrolled and has sent nothing, as the one that was recorded. */
function phone(): World {
  const world = new World();
  const sync = { ...world.status.sync, last_success: null, last_attempt: null };
  world.status = { ...world.status, enrolled: false, role: null, team: null, sync };
  return world;
}

/** Changes each text, the fields of an object in the order of their names. */
function each_text(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => each_text(item, change));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([name, field]) => [name, each_text(field, change)]));
}

/** Calls identifiers as the scripts do, `id-1`, `id-2`: in the order in which they come up. */
class Names {
  #ids: string[] = [];

  given = (args: unknown): unknown =>
    each_text(args, (text) => this.#ids[Number(/^id-(\d+)$/.exec(text)?.[1]) - 1] ?? text);
  named = (answer: unknown): unknown =>
    each_text(answer, (text) => {
      if (!/^(query|draft|lesson|view)-\d+$/.test(text)) return text;
      if (!this.#ids.includes(text)) this.#ids.push(text);
      return `id-${this.#ids.indexOf(text) + 1}`;
    });
}

/** The checks in an answer. */
function cards(answer: unknown): StopCard[] {
  const { card } = (answer ?? {}) as { card?: StopCard };
  const found: unknown[] = [card ?? answer].flat();
  return found.filter((each): each is StopCard => typeof each === 'object' && each !== null && 'awaits_reflection' in each);
}

/** The places of a lesson or a request of which central tells. */
const TOLD: readonly string[] = ['sent', 'released', 'refused', 'aside_names_somebody', 'aside_no_lesson'];

/** What this phone has shared or asked, with what central told of each in a recorded answer. */
function as_told<T extends { place: string; until: string | null }>(own: T[], answer: T[], is_it: (one: T, told: T) => boolean): T[] {
  return own.map((one) => {
    const told = answer.find((each) => TOLD.includes(each.place) && is_it(one, each));
    return told ? { ...one, place: told.place, until: told.until } : one;
  });
}

/** The commands that no script asks, and why. */
const IN_NO_SCRIPT: Partial<Record<keyof Backend, string>> = {
  central_counts: 'it is given what central answers, and counts nothing; in a practice stop it adds what a test says',
  enrol: 'it needs an enrolment code of a server, and a script has one phone that is enrolled or not',
  export_unsent: 'its answer is where a file stands, and it writes none',
  force_figures: 'it is given the figures that central told',
  mirror: 'it is given a mirror that was recorded from the core, and counts nothing',
  keep_talk: 'it needs the phone of a lead, and that of a script is none',
  asked_second_views: 'it is given what central tells an adviser, and the phone of a script is none of an adviser',
  give_answer: 'it answers what central tells an adviser, and the phone of a script is none of an adviser',
  scan_answer: 'it scans no words: a test says what is found',
  scan_lesson: 'it scans no words: a test says what is found',
  set_lesson_aside: 'it needs the phone of a lead',
  team_lessons: 'it is given the lessons that central tells',
  period_reviews: 'it needs the phone of a lead',
  begin_practice: 'it is of the shell, which opens a core for it',
  end_practice: 'it is of the shell, which closes that core',
  practice_review: 'it judges nothing: a test says what is found',
  practise: 'the names of the scenarios that were done are a set, and nothing else comes of it',
  practised: 'the same set',
  reminders: 'the times that were set',
  reopen: 'it is of the shell, which opens the core anew; the core has no such command',
  review_period: 'it needs the phone of a lead',
  set_aside: 'it is of the shell, for a store whose key is gone',
  set_reminders: 'it is of the shell, which knows whether the device shows notifications',
  summary: 'it is given the summary that central published',
  summary_periods: 'it is given the periods that central published',
  team_talk: 'it is given the talk that the core chose',
  weak_words: 'it weighs no words: a test says what is found',
};

describe('the in-memory backend answers as the core does', () => {
  it('to every command, save those that are named with why', () => {
    const commands = COMMANDS.map(({ name }) => name);
    expect(commands.length).toBeGreaterThan(40);
    const asked = new Set(Object.values(SCRIPTS).flatMap((steps) => steps.flatMap((step) => ('ask' in step ? [step.ask] : []))));
    expect([...asked, ...Object.keys(IN_NO_SCRIPT)].toSorted(), 'each in a script or in the list').toEqual(commands.toSorted());
  });

  it.each(Object.entries(SCRIPTS))('%s', async (_, steps) => {
    let now = MORNING;
    const world = phone();
    world.now = () => now;
    const backend = memory(world);
    const names = new Names();
    for (const [number, step] of steps.entries()) {
      if ('wait_minutes' in step) {
        now += step.wait_minutes * 60_000;
        continue;
      }
      // What this phone counted is given to the backend, which counts nothing.
      const { look_up } = (step.answer ?? {}) as Partial<Extract<LookUpAnswer, { answer: 'known' }>>;
      if (look_up) Object.assign(world, { local: look_up.local, advisory: look_up.advisory, advisory_ended: look_up.advisory_ended });
      // So is what central counted, which comes with the receipt of a check.
      for (const { id, central } of cards(step.answer)) {
        world.stops = world.stops.map((card) => (names.named(card.id) === id ? { ...card, central } : card));
      }
      // And the question of the shift, which the core draws; how it was answered is compared.
      if (step.ask === 'shift_question') {
        const { day, question, earlier } = step.answer as ShiftQuestion;
        world.question = { ...world.question, day, question, earlier };
      }
      // The core knows the calendar, and central where it has what was shared or asked; what is taken back is compared.
      if (step.ask === 'lesson_draft' && step.answer) world.lessons_until = (step.answer as LessonDraft).until;
      if (step.ask === 'second_view_draft' && step.answer) world.second_views_until = (step.answer as SecondViewDraft).until;
      if (step.ask === 'own_lessons') {
        const is_it = (one: OwnLesson, told: OwnLesson) => names.named(one.lesson) === told.lesson;
        world.own_lessons = as_told(world.own_lessons, step.answer as OwnLesson[], is_it);
      }
      if (step.ask === 'own_second_views') {
        const is_it = (one: OwnSecondView, told: OwnSecondView) => names.named(one.view) === told.view;
        world.own_second_views = as_told(world.own_second_views, step.answer as OwnSecondView[], is_it);
      }
      const ask = backend[step.ask] as (args: unknown) => Promise<unknown>;
      const answer = await ask(names.given(step.args)).then(
        (answer) => ({ answer: names.named(answer ?? null) }),
        (refused: unknown) => ({ refused }),
      );
      const { ask: command, args: _args, ...recorded } = step;
      expect(answer, `step ${number}: ${command}`).toEqual(recorded);
    }
  });
});

type Draft = Omit<Judged, 'amends'> & {
  amends: boolean;
  subject: 'plate' | 'person' | 'no_plate';
  missing: Missing[];
  misfits: Unfit[];
  finished: { answers: Answers; outcome: Outcome; spared_until: number | null } | null;
};

describe('the recorded tables', () => {
  const drafts = (DRAFTS as unknown as Draft[]).map(({ amends, subject, ...draft }) => ({
    ...draft,
    amends: amends ? 'stop-a' : null,
    subject: { kind: subject },
  }));

  it('tell of each draft what it lacks', () => {
    expect(drafts.length).toBeGreaterThan(50);
    for (const draft of drafts) expect(missing(draft), JSON.stringify(draft.answers)).toEqual(draft.missing);
  });

  it('tell of each draft what does not fit its legal basis', () => {
    for (const draft of drafts) expect(misfits(draft.answers), JSON.stringify(draft.answers)).toEqual(draft.misfits);
  });

  it('tell of each draft that may be finished what its stop keeps', () => {
    const whole = drafts.filter((draft) => draft.finished !== null);
    expect(whole.length).toBeGreaterThan(20);
    for (const draft of whole) expect(finished(draft), JSON.stringify(draft.answers)).toEqual(draft.finished);
  });
});
