// Dates, times and numbers as a reader of the chosen language writes them.
import { drawn_at } from '../drawn.svelte';
import type { Hour, Seen, UtcMillis } from '../backend/types';
import { MOST } from '../lists';
import { days_between, hour_of_day, on_the_clock, same_day, year_of } from '../local-time';
import { settings } from '../settings.svelte';
import { t } from './t';

const locale = (): string => (settings.language === 'nl' ? 'nl-NL' : 'en-GB');

/** What is the same everywhere: a month, a date of birth, a day of central. */
const format = (at: number, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(locale(), { ...options, timeZone: 'UTC' }).format(at);

/** A moment by the clocks here. */
const format_here = (at: UtcMillis, options: Intl.DateTimeFormatOptions): string =>
  format(on_the_clock(at), options);

export const clock = (at: UtcMillis): string =>
  format_here(at, { hour: '2-digit', minute: '2-digit' });

export const day = (at: UtcMillis): string =>
  format_here(at, { day: 'numeric', month: 'long', year: 'numeric' });

/** The day of something, in full, however finely its time is known. */
export function day_seen(at: Seen): string {
  if (at.grain === 'moment') return day(at.at);
  const start = hour_start(at.at);
  if (at.grain === 'hour') return day(start);
  return format(start, { day: 'numeric', month: 'long', year: 'numeric' });
}

/** A month of a year, with a capital: it begins a line. */
export function month(year: number, nth: number): string {
  const name = format(Date.UTC(year, nth - 1), { month: 'long' });
  return name.charAt(0).toLocaleUpperCase(locale()) + name.slice(1);
}

export const short_day = (at: UtcMillis): string =>
  format(at, { day: 'numeric', month: 'short' });

/** A day, with its year when that is another one than this. */
const day_of = (at: number, now: number): Intl.DateTimeFormatOptions => ({
  day: 'numeric',
  month: 'short',
  ...(year_of(at) === year_of(now) ? {} : { year: 'numeric' }),
});

/** The clock for today, else the day and the clock. */
export function moment(at: UtcMillis, now: number = drawn_at()): string {
  if (same_day(at, now)) return clock(at);
  return `${format_here(at, day_of(at, now))}, ${clock(at)}`;
}

/** As finely as it is known: a moment, or the hour or the day in which it happened. */
export function last_seen(last: Seen, now: number = drawn_at()): string {
  if (last.grain === 'moment') return moment(last.at, now);
  const at = hour_start(last.at);
  if (last.grain === 'day') return format(at, day_of(at, now));
  const from = hour_of_day(at);
  const between = t('time.between', { from, to: from + 1 });
  return same_day(at, now) ? t('time.today', { between }) : `${format_here(at, day_of(at, now))}, ${between}`;
}

/** A date as `YYYY-MM-DD`, as a reader writes it. */
export const date = (text: string): string =>
  format(Date.parse(`${text}T00:00:00Z`), { day: 'numeric', month: 'long', year: 'numeric' });

/** A day as a heading: today, yesterday, or its name. */
export function day_heading(at: UtcMillis, now: number = drawn_at()): string {
  if (same_day(at, now)) return t('time.today_heading');
  if (days_between(at, now) === 1) return t('time.yesterday_heading');
  const text = format_here(at, { weekday: 'long', ...day_of(at, now), month: 'long' });
  return `${text.charAt(0).toLocaleUpperCase(locale())}${text.slice(1)}`;
}

/** The day of the week, the day and the clock. */
export function when(at: UtcMillis, now: number = drawn_at()): string {
  return `${format_here(at, { weekday: 'short', ...day_of(at, now) })}, ${clock(at)}`;
}

/** A day in full and the clock, with a capital: it begins a line. */
export function when_in_full(at: UtcMillis, now: number = drawn_at()): string {
  const shown = { weekday: 'long', ...day_of(at, now), month: 'long' } as const;
  const text = format_here(at, shown);
  return `${text.charAt(0).toLocaleUpperCase(locale())}${text.slice(1)}, ${clock(at)}`;
}

export const hour_start = (hour: Hour): UtcMillis => hour * 3_600_000;

export const number = (value: number, digits = 0): string =>
  new Intl.NumberFormat(locale(), {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);

/** A number of the counts of the country: the most that they say stands for so many or more. */
export const count = (value: number): string =>
  value < MOST.counts ? number(value) : `${number(MOST.counts)}+`;

export const percent = (part: number, whole: number): string =>
  new Intl.NumberFormat(locale(), { style: 'percent' }).format(whole === 0 ? 0 : part / whole);

/** Words as one enumeration: "a, b and c", the first as it is and the others without their capital. */
export const listed = (words: readonly string[]): string =>
  new Intl.ListFormat(locale(), { type: 'conjunction' }).format(
    words.map((word, at) => (at === 0 ? word : `${word.charAt(0).toLowerCase()}${word.slice(1)}`)),
  );

/** `1980-05-09`, `1980-05`, `1980` or, when nothing is known, `0000`, as a reader writes it. */
export function birth(date: string): string {
  const [year = '', month, dayOfMonth] = date.split('-');
  if (year === '0000') return t('subject.born_unknown');
  const at = Date.UTC(Number(year), Number(month ?? 1) - 1, Number(dayOfMonth ?? 1));
  if (month === undefined) return t('subject.born', { date: year });
  const shown = dayOfMonth === undefined ? {} : ({ day: 'numeric' } as const);
  const text = format(at, { ...shown, month: 'long', year: 'numeric' });
  return t('subject.born', { date: text });
}
