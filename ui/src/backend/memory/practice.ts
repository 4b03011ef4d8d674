// The question of the shift, the words that are weighed, and what was practised: the scenarios that were done, and the practice stop, which is a world of its own.
import INVENTED from '../../../../crates/practice/data/invented.json';
import type { Backend } from '../backend';
import COMMANDS from '../types/commands.json';
import type { AdvisoryView, Counts, Seen, SubjectInput } from '../types';
import { refused } from './asked';
import { counts } from './counts';
import { own_text } from './drafts';
import { World } from './world';

type Commands = Pick<
  Backend,
  'shift_question' | 'answer_question' | 'weak_words' | 'practised' | 'practise' | 'begin_practice' | 'practice_review' | 'end_practice'
>;

export const practice = (world: World): Commands => ({
  shift_question: async () => world.question,
  answer_question: async ({ day, question, answer: { choice, thought, no_bsn } }) => {
    if (world.question.day !== day || world.question.question !== question) throw refused('gone');
    world.question = { ...world.question, choice, thought: own_text(thought, no_bsn === true) };
  },
  weak_words: async ({ text }) => world.weak_words(text),
  practised: async () => [...world.practised],
  practise: async ({ scenario }) => void world.practised.add(scenario),
  begin_practice: async () => {
    world.practice = Object.assign(new World(), { now: world.now, weak_words: world.weak_words });
    return ++world.practices;
  },
  practice_review: async () => {
    throw refused('practice_over');
  },
  end_practice: async () => void (world.practice = null),
});

/** What a practice stop answers to, as the shell has it. */
const ANSWERED: ReadonlySet<string> = new Set(COMMANDS.filter(({ practice }) => practice).map(({ name }) => name));

const HOUR = 3_600_000;
const hour_of = (now: number, hours: number | null) =>
  hours === null ? null : { grain: 'hour' as const, at: Math.floor((now - hours * HOUR) / HOUR) };

/** The one that was typed, however it was written. */
function found(typed: SubjectInput) {
  const bare = (text: string | undefined): string => (text ?? '').replace(/[^a-z0-9]/gi, '').toUpperCase();
  return INVENTED.subjects.find(({ subject }) =>
    typed.kind === 'plate'
      ? subject.text !== undefined && bare(subject.text) === bare(typed.text)
      : typed.kind === 'person' && subject.family_name === typed.family_name && subject.first_name === typed.first_name,
  );
}

export function practice_core(world: World, number: number, memory: (world: World) => Backend): Backend {
  const of_this = world.practice;
  const core = of_this && memory(of_this);
  return new Proxy({} as Backend, {
    get(_, name) {
      if (typeof name === 'symbol' || name === 'then') return undefined;
      return async (args: unknown) => {
        if (!core || world.practice !== of_this || world.practices !== number || !ANSWERED.has(name)) throw refused('practice_over');
        if (name === 'practice_review') return world.practice_review;
        if (name === 'look_up') know(of_this, (args as { subject: SubjectInput }).subject);
        return (Reflect.get(core, name) as (args: unknown) => Promise<unknown>)(args);
      };
    },
  });
}

/** Sets what central says in a practice stop of the subject that is looked up; of another one nothing may be said. */
function know(world: World, typed: SubjectInput): void {
  const one = found(typed);
  if (!one && typed.kind !== 'no_plate') throw refused('not_invented');
  if (!one) return;
  const now = world.now();
  const { day, week, month, year } = one.windows;
  const rows = [day, week, month, year].map(({ queries, stops, found_nothing }) => [queries, stops, found_nothing]);
  const [last_query, last_stop] = [hour_of(now, one.last_query_hours), hour_of(now, one.last_stop_hours)];
  const advised = one.spared_days === null ? null : { until: now + one.spared_days * 24 * HOUR, on: last_stop };
  // Beside it stands what was practised on the subject so far, as a test says.
  world.central = async () => ({
    answer: 'known',
    counts: added({ ...counts(rows, now), last_query, last_stop }, world.local),
    advisory: longer(world.advisory, advised),
    advisory_ended: null,
  });
}

/** The sum of two counts, and the later of each last time. */
function added(told: Counts, own: Counts): Counts {
  const windows = told.windows.map((each) => {
    const here = own.windows.find(({ window }) => window === each.window);
    const sum = (of: 'queries' | 'stops' | 'found_nothing'): number => each[of] + (here?.[of] ?? 0);
    return { ...each, queries: sum('queries'), stops: sum('stops'), found_nothing: sum('found_nothing') };
  });
  return { ...told, windows, last_query: later(own.last_query, told.last_query), last_stop: later(own.last_stop, told.last_stop) };
}

const start = ({ grain, at }: Seen): number => (grain === 'moment' ? at : at * HOUR);
const later = (one: Seen | null, other: Seen | null): Seen | null =>
  one === null || (other !== null && start(other) > start(one)) ? other : one;
const longer = (one: AdvisoryView | null, other: AdvisoryView | null): AdvisoryView | null =>
  one === null || (other !== null && other.until > one.until) ? other : one;
