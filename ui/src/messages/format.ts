// Dates, times and numbers as a reader of the chosen language writes them.
import type { Hour, Seen, UtcMillis } from '../backend/types';
import { settings } from '../settings.svelte';
import { t } from './t';

const locale = (): string => (settings.language === 'nl' ? 'nl-NL' : 'en-GB');

const format = (at: number, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(locale(), options).format(at);

export const clock = (at: UtcMillis): string => format(at, { hour: '2-digit', minute: '2-digit' });

export const day = (at: UtcMillis): string =>
  format(at, { day: 'numeric', month: 'long', year: 'numeric' });

/** A month of a year, with a capital: it begins a line. */
export function month(year: number, nth: number): string {
  const name = format(Date.UTC(year, nth - 1), { month: 'long', timeZone: 'UTC' });
  return name.charAt(0).toLocaleUpperCase(locale()) + name.slice(1);
}

export const short_day = (at: UtcMillis): string =>
  format(at, { day: 'numeric', month: 'short', timeZone: 'UTC' });

const today = (at: number, now: number): boolean =>
  new Date(at).toDateString() === new Date(now).toDateString();

/** A day, with its year when that is another one than this. */
const day_of = (at: number, now: number): Intl.DateTimeFormatOptions => ({
  day: 'numeric',
  month: 'short',
  ...(new Date(at).getFullYear() === new Date(now).getFullYear() ? {} : { year: 'numeric' }),
});

/** The clock for today, else the day and the clock. */
export function moment(at: UtcMillis, now: number = Date.now()): string {
  if (today(at, now)) return clock(at);
  return `${format(at, day_of(at, now))}, ${clock(at)}`;
}

/** As finely as it is known: a moment, or the hour or the day in which it happened. */
export function last_seen(last: Seen, now: number = Date.now()): string {
  if (last.grain === 'moment') return moment(last.at, now);
  const at = hour_start(last.at);
  if (last.grain === 'day') return format(at, { ...day_of(at, now), timeZone: 'UTC' });
  const from = new Date(at).getHours();
  const between = t('time.between', { from, to: from + 1 });
  return today(at, now) ? between : `${format(at, day_of(at, now))}, ${between}`;
}

/** The day of the week, the day and the clock. */
export function when(at: UtcMillis, now: number = Date.now()): string {
  return `${format(at, { weekday: 'short', ...day_of(at, now) })}, ${clock(at)}`;
}

export const hour_start = (hour: Hour): UtcMillis => hour * 3_600_000;

export const number = (value: number, digits = 0): string =>
  new Intl.NumberFormat(locale(), {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);

/** The most that the counts of the country say; it stands for so many or more. */
const MOST = 1_000;

export const count = (value: number): string =>
  value < MOST ? number(value) : `${number(MOST)}+`;

export const percent = (part: number, whole: number): string =>
  new Intl.NumberFormat(locale(), { style: 'percent' }).format(whole === 0 ? 0 : part / whole);

/** `1980-05-09`, `1980-05`, `1980` or, when nothing is known, `0000`, as a reader writes it. */
export function birth(date: string): string {
  const [year = '', month, dayOfMonth] = date.split('-');
  if (year === '0000') return t('subject.born_unknown');
  const at = Date.UTC(Number(year), Number(month ?? 1) - 1, Number(dayOfMonth ?? 1));
  if (month === undefined) return t('subject.born', { date: year });
  const shown = dayOfMonth === undefined ? {} : ({ day: 'numeric' } as const);
  const text = format(at, { ...shown, month: 'long', year: 'numeric', timeZone: 'UTC' });
  return t('subject.born', { date: text });
}
