// What was practised: the scenarios that were done, and the practice stop, which is a world of its own.
import INVENTED from '../../../../crates/practice/data/invented.json';
import type { Backend } from '../backend';
import type { SubjectInput } from '../types';
import { refused } from './asked';
import { counts } from './counts';
import { World } from './world';

type Commands = Pick<Backend, 'practised' | 'practise' | 'begin_practice' | 'practice_review' | 'end_practice'>;

export const practice = (world: World): Commands => ({
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

/** What a practice stop answers to: the commands of a check. */
const OF_A_CHECK: ReadonlySet<string> = new Set<keyof Backend>([
  'look_up', 'central_counts', 'close_look_up', 'leave_it', 'typed_wrong', 'start_check', 'open_draft', 'open_drafts', 'park', 'go_on',
  'join_check', 'take_out', 'open_look_up', 'see_look_up', 'save_field', 'go_to_step', 'finish', 'discard_draft', 'can_take_back',
  'take_back', 'time', 'recent_bases', 'weak_words', 'practice_review',
]);

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
        if (!core || world.practice !== of_this || world.practices !== number || !OF_A_CHECK.has(name)) throw refused('practice_over');
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
  const rows = [day, week, month, year].map(({ queries, stops, found_nothing }) => [queries, stops, found_nothing] as [number, number, number]);
  const [last_query, last_stop] = [hour_of(now, one.last_query_hours), hour_of(now, one.last_stop_hours)];
  world.central = async () => ({
    answer: 'known',
    counts: { ...counts(rows, now), last_query, last_stop },
    advisory: one.spared_days === null ? null : { until: now + one.spared_days * 24 * HOUR, on: last_stop },
    advisory_ended: null,
  });
}
