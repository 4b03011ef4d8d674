// The clocks of the Netherlands over both of their changes, whatever zone this machine is in.
import { describe, expect, it } from 'vitest';
import CLOCKS from '../../crates/domain/tests/clocks.json';
import { days_between, hour_of_day, local_time, quarters_before, same_day, twice, typed_time } from '../src/local-time';
import { day_heading, last_seen, moment, when } from '../src/messages/format';

const at = (text: string): number => new Date(text).getTime();
const typed = (text: string, latest: string | null = null): string | null => {
  const found = typed_time(text, latest === null ? null : at(latest));
  return found === null ? null : new Date(found).toISOString().slice(0, 16);
};

describe('the clock', () => {
  it('skips an hour on the last Sunday of March', () => {
    expect(local_time(at('2026-03-29T00:59Z'))).toBe('2026-03-29T01:59');
    expect(local_time(at('2026-03-29T01:00Z'))).toBe('2026-03-29T03:00');
    expect(hour_of_day(at('2026-03-29T01:00Z'))).toBe(3);
  });

  it('says an hour twice on the last Sunday of October', () => {
    expect(local_time(at('2026-10-25T00:30Z'))).toBe('2026-10-25T02:30');
    expect(local_time(at('2026-10-25T01:30Z'))).toBe('2026-10-25T02:30');
    expect(local_time(at('2026-10-25T02:30Z'))).toBe('2026-10-25T03:30');
  });

  it('turns the day and the year at its own midnight', () => {
    expect(same_day(at('2026-12-31T22:59Z'), at('2026-12-31T23:00Z'))).toBe(false);
    expect(same_day(at('2026-12-31T23:00Z'), at('2027-01-01T22:59Z'))).toBe(true);
    const now = at('2027-01-01T08:00Z');
    expect(moment(at('2026-12-31T23:30Z'), now)).toBe('00:30');
    expect(moment(at('2026-12-31T22:30Z'), now)).toBe('31 dec 2026, 23:30');
    expect(when(at('2026-10-25T00:30Z'), now)).toBe('zo 25 okt 2026, 02:30');
  });

  it('gives an hour its name', () => {
    const seen = (text: string) => ({ grain: 'hour', at: at(text) / 3_600_000 }) as const;
    const now = at('2026-10-25T12:00Z');
    expect(last_seen(seen('2026-10-25T00:00Z'), now)).toBe('vandaag tussen 2 en 3 uur');
    expect(last_seen(seen('2026-10-25T01:00Z'), now)).toBe('vandaag tussen 2 en 3 uur');
    expect(last_seen(seen('2026-10-25T02:00Z'), now)).toBe('vandaag tussen 3 en 4 uur');
    expect(last_seen(seen('2026-06-30T22:00Z'), now)).toBe('1 jul, tussen 0 en 1 uur');
  });
});

describe('the moments of the core, over both changes', () => {
  const moments = (CLOCKS.moments as [string, string, string | null][]).map(([utc, said, which]) => ({ at: at(utc), said, which }));
  const day = (said: string): number => Date.parse(said.slice(0, 10)) / 86_400_000;

  it('are said as the core says them', () => {
    for (const { at, said, which } of moments) {
      expect([local_time(at), hour_of_day(at), twice(at)], said).toEqual([said, Number(said.slice(11, 13)), which]);
    }
  });

  it('are today, yesterday or a date by the calendar, whether a day has 23, 24 or 25 hours', () => {
    const heading = ['Vandaag', 'Gisteren'];
    const found = new Set<number>();
    for (const now of moments) {
      for (const { at, said } of moments.filter((each) => each.at <= now.at)) {
        const days = day(now.said) - day(said);
        found.add(days);
        expect(days_between(at, now.at), `${said} at ${now.said}`).toBe(days);
        if (days < 2) expect(day_heading(at, now.at)).toBe(heading[days]);
        else expect(heading).not.toContain(day_heading(at, now.at));
      }
    }
    expect([...found].filter((days) => days < 3).sort()).toEqual([0, 1, 2]);
  });
});

describe('the quarters of the last day', () => {
  const said = (now: string): string[] => quarters_before(at(now)).map(local_time);

  it('are those that were, the newest first', () => {
    const quarters = said('2026-11-26T13:50Z');
    expect(quarters).toHaveLength(96);
    expect([quarters[0], quarters.at(-1)]).toEqual(['2026-11-26T14:45', '2026-11-25T15:00']);
    expect(said('2026-11-26T13:45Z')).toHaveLength(97);
  });

  it('lack the hour that is skipped in spring, and begin an hour earlier', () => {
    const quarters = said('2026-03-29T10:00Z');
    expect(quarters).toHaveLength(97);
    expect(quarters.filter((time) => time.startsWith('2026-03-29T02'))).toEqual([]);
    expect(quarters.at(-1)).toBe('2026-03-28T11:00');
  });

  it('have the hour that comes twice in autumn twice, each with its name', () => {
    const quarters = quarters_before(at('2026-10-25T10:00Z'));
    expect(quarters.map(local_time).filter((time) => time === '2026-10-25T02:15')).toHaveLength(2);
    expect(local_time(quarters.at(-1) ?? 0)).toBe('2026-10-24T12:00');
    expect(twice(at('2026-10-25T00:15Z'))).toBe('summer');
    expect(twice(at('2026-10-25T01:15Z'))).toBe('winter');
    for (const once of ['2026-10-24T23:45Z', '2026-10-25T02:00Z', '2026-03-29T00:45Z', '2026-03-29T01:00Z']) {
      expect(twice(at(once)), once).toBeNull();
    }
  });
});

describe('what is typed', () => {
  it('is the moment that the core finds by the rules of the time zone, over both changes', () => {
    const rows = CLOCKS.typed as [string, string | null, string][];
    for (const [text, latest, moment] of rows) expect(`${typed(text, latest)}Z`, `${text}, at most ${latest}`).toBe(moment);
  });

  it('is a moment, in summer and in winter', () => {
    expect(typed('2026-06-30T00:30')).toBe('2026-06-29T22:30');
    expect(typed('2026-12-31T23:30')).toBe('2026-12-31T22:30');
    expect(typed('')).toBe(null);
  });

  it('is the later of two, unless that lies after what can be', () => {
    expect(typed('2026-10-25T02:30')).toBe('2026-10-25T01:30');
    expect(typed('2026-10-25T02:30', '2026-10-25T01:30Z')).toBe('2026-10-25T01:30');
    expect(typed('2026-10-25T02:30', '2026-10-25T01:00Z')).toBe('2026-10-25T00:30');
    expect(typed('2026-10-25T02:30', '2026-10-01T00:00Z')).toBe('2026-10-25T00:30');
  });

  it('is as much later where the clocks skip it', () => {
    expect(typed('2026-03-29T02:30')).toBe('2026-03-29T01:30');
    expect(local_time(at('2026-03-29T01:30Z'))).toBe('2026-03-29T03:30');
  });
});
