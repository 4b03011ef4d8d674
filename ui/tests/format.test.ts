// Times as a reader writes them, and no finer than they are known.
import { describe, expect, it } from 'vitest';
import { count, day_heading, last_seen, moment, when, when_in_full } from '../src/messages/format';
import { settings } from '../src/settings.svelte';

const at = (year: number, month: number, day: number, hour = 0, minute = 0): number =>
  new Date(year, month - 1, day, hour, minute).getTime();
const NOW = at(2026, 11, 22, 14, 5);
const hour = (start: number) => ({ grain: 'hour', at: start / 3_600_000 }) as const;

describe('a moment', () => {
  it('is the clock today, the day before that, and the year when it was another one', () => {
    expect(moment(at(2026, 11, 22, 9, 7), NOW)).toBe('09:07');
    expect(moment(at(2026, 11, 20, 9, 7), NOW)).toBe('20 nov, 09:07');
    expect(moment(at(2025, 11, 24, 9, 7), NOW)).toBe('24 nov 2025, 09:07');
  });

  it('of a check has its day of the week, and the year when it was another one', () => {
    expect(when(at(2026, 11, 20, 9, 7), NOW)).toBe('vr 20 nov, 09:07');
    expect(when(at(2025, 11, 24, 9, 7), NOW)).toBe('ma 24 nov 2025, 09:07');
    expect(when_in_full(at(2026, 11, 26, 0, 10), NOW)).toBe('Donderdag 26 november, 00:10');
  });
});

describe('a day as a heading', () => {
  it('is today, yesterday, or its name', () => {
    expect(day_heading(at(2026, 11, 22, 9), NOW)).toBe('Vandaag');
    expect(day_heading(at(2026, 11, 21, 0, 5), NOW)).toBe('Gisteren');
    expect(day_heading(at(2026, 11, 20, 23, 55), NOW)).toBe('Vrijdag 20 november');
  });

  it('is right where a day has 23 or 25 hours', () => {
    const after_spring = Date.UTC(2026, 2, 29, 22, 30); // Monday 30 March, 00:30
    expect(day_heading(Date.UTC(2026, 2, 29, 10), after_spring)).toBe('Gisteren');
    expect(day_heading(Date.UTC(2026, 2, 28, 10), after_spring)).toBe('Zaterdag 28 maart');
    const before_midnight = Date.UTC(2026, 9, 25, 22, 30); // Sunday 25 October, 23:30
    expect(day_heading(Date.UTC(2026, 9, 24, 10), before_midnight)).toBe('Gisteren');
    expect(day_heading(Date.UTC(2026, 9, 25, 0, 30), before_midnight)).toBe('Vandaag');
  });
});

describe('when something was last seen', () => {
  it('is a moment where this phone recorded it', () => {
    expect(last_seen({ grain: 'moment', at: at(2026, 11, 22, 9, 7) }, NOW)).toBe('09:07');
  });

  it('is an hour where only central knows of it', () => {
    expect(last_seen(hour(at(2026, 11, 22, 9)), NOW)).toBe('vandaag tussen 9 en 10 uur');
    expect(last_seen(hour(at(2026, 11, 20, 23)), NOW)).toBe('20 nov, tussen 23 en 24 uur');
    expect(last_seen(hour(at(2025, 11, 24, 9)), NOW)).toBe('24 nov 2025, tussen 9 en 10 uur');
    settings.language = 'en';
    expect(last_seen(hour(at(2025, 11, 24, 9)), NOW)).toBe('24 Nov 2025, between 9:00 and 10:00');
  });
});

describe('when something long ago was last seen', () => {
  it('is a day, because central knows no finer', () => {
    settings.language = 'nl';
    const day = { grain: 'day', at: Date.UTC(2026, 9, 20) / 3_600_000 } as const;
    expect(last_seen(day, NOW)).toBe('20 okt');
    const of_last_year = { grain: 'day', at: Date.UTC(2025, 11, 24) / 3_600_000 } as const;
    expect(last_seen(of_last_year, NOW)).toBe('24 dec 2025');
  });
});

describe('a count', () => {
  it('says that there may be more where central counts no further', () => {
    expect(count(999)).toBe('999');
    expect(count(1_000)).toMatch(/^1[.,]000\+$/);
    expect(count(1_003)).toBe(count(1_000));
  });
});
