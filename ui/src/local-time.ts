// The clocks of the Netherlands, whatever zone this phone is set to. How they change is the core's to say:
// CLOCK_CHANGES. What they say is read from a date that is moved by that, with the getters of UTC.
import type { UtcMillis } from './backend/types';
import { CLOCK_CHANGES } from './lists';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const QUARTER = HOUR / 4;

/** How many hours the clocks can be ahead of UTC, the fewest first: in winter and in summer. */
const AHEAD = [...new Set(CLOCK_CHANGES.map(([, hours]) => hours))].sort((one, other) => one - other);

/** How far the clocks are ahead of UTC at a moment. */
function ahead(at: UtcMillis): number {
  const change = CLOCK_CHANGES.findLast(([from]) => from * HOUR <= at) ?? CLOCK_CHANGES[0];
  return (change?.[1] ?? 0) * HOUR;
}

/** A moment moved so that the getters of UTC, and formats in UTC, say what the clocks do. */
export const on_the_clock = (at: UtcMillis): number => at + ahead(at);

/** The hour of the day, 0 to 23. */
export const hour_of_day = (at: UtcMillis): number => new Date(on_the_clock(at)).getUTCHours();

/** The year. */
export const year_of = (at: UtcMillis): number => new Date(on_the_clock(at)).getUTCFullYear();

/** How many midnights lie between two moments: 0 on the same day, 1 when the first was yesterday. */
export const days_between = (one: UtcMillis, other: UtcMillis): number =>
  Math.floor(on_the_clock(other) / DAY) - Math.floor(on_the_clock(one) / DAY);

export const same_day = (one: UtcMillis, other: UtcMillis): boolean => days_between(one, other) === 0;

/** What <input type="datetime-local"> speaks: the time to the minute, without a zone. */
export function local_time(at: UtcMillis): string {
  return new Date(on_the_clock(at)).toISOString().slice(0, 16);
}

/**
 * The moment that was typed; null while the field holds no complete date and time. In autumn an hour comes twice: then it is the later one,
 * unless that lies after `latest`. What falls into the hour that is skipped in spring is as much later.
 */
export function typed_time(text: string, latest: UtcMillis | null = null): UtcMillis | null {
  const typed = new Date(`${text}Z`).getTime();
  if (Number.isNaN(typed)) return null;
  const in_order = AHEAD.map((hours) => typed - hours * HOUR);
  const can_be = in_order.filter((at) => on_the_clock(at) === typed);
  return can_be.find((at) => latest === null || at <= latest) ?? can_be.at(-1) ?? in_order[0] ?? null;
}

/** The quarters of an hour of the 24 hours before a moment, the newest first. */
export function quarters_before(now: UtcMillis): UtcMillis[] {
  const newest = Math.floor(now / QUARTER) * QUARTER;
  const many = Math.floor((newest - (now - DAY)) / QUARTER) + 1;
  return Array.from({ length: many }, (_, nth) => newest - nth * QUARTER);
}

/** The quarters of an hour of a day, each as `07:30`. */
export function quarters_of_a_day(): string[] {
  const two = (number: number): string => String(number).padStart(2, '0');
  return Array.from({ length: DAY / QUARTER }, (_, nth) => `${two(Math.floor(nth / 4))}:${two((nth % 4) * 15)}`);
}

/** Which of the two it is, for a moment in the hour that comes twice in autumn; otherwise `null`. */
export function twice(at: UtcMillis): 'summer' | 'winter' | null {
  const said = on_the_clock(at);
  if (on_the_clock(at + HOUR) === said) return 'summer';
  return on_the_clock(at - HOUR) === said ? 'winter' : null;
}
