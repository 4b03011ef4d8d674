// The look-up of the in-memory backend that goes on when its subject is looked up again.
import { WITHIN } from '../../lists';
import type { SubjectView } from '../types';
import type { Query, World } from './world';

/** The last look-up of a subject, if the core takes the next one for the same. */
export function goes_on({ queries }: World, subject: SubjectView, now: number): [string, Query] | undefined {
  const same = ([, one]: [string, Query]): boolean => JSON.stringify(one.subject) === JSON.stringify(subject);
  const last = [...queries].reverse().find(same);
  if (!last || subject.kind === 'no_plate' || last[1].led_to === 'stop') return undefined;
  return now - last[1].at < WITHIN.one_look_up ? last : undefined;
}
