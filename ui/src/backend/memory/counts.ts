// Invented counts for screen tests and for looking at screens.
import type { Counts } from '../types';

const HOUR = 3_600_000;

export function counts(numbers: number[][], at: number): Counts {
  const windows = (['day', 'week', 'month', 'year'] as const).map((window, i) => {
    const [queries = 0, stops = 0, found_nothing = 0] = numbers[i] ?? [];
    return { window, queries, stops, found_nothing };
  });
  const any = windows[3];
  return {
    windows,
    last_query: any && any.queries > 0 ? { grain: 'moment', at: at - 26 * HOUR } : null,
    last_stop: any && any.stops > 0 ? { grain: 'hour', at: Math.floor(at / HOUR) - 26 } : null,
    as_of: at,
    incomplete: false,
  };
}
