// Invented figures of an invented team, with some cells hidden as the centre would hide them.
import { DO_AGAIN, FINDINGS, GROUNDS, REASONS_TOLD, THEMES } from '../../lists';
import type { Figure, PeriodKind, PeriodName, TeamPeriods, TeamSummary } from '../types';

const HOUR = 3_600_000;
const period = (kind: PeriodKind, code: string, from: string, days: number): PeriodName => {
  const start = Date.parse(`${from}T00:00:00Z`) / HOUR;
  return { kind, code, from: start, to: start + days * 24 };
};

export const DEMO_PERIODS: TeamPeriods = {
  team: 'Centrum-Noord',
  periods: [
    period('week', '2026-W46', '2026-11-09', 7),
    period('week', '2026-W45', '2026-11-02', 7),
    period('month', '2026-10', '2026-09-28', 35),
    period('quarter', '2026-Q3', '2026-06-29', 91),
  ],
};

const of = <T>(codes: readonly T[], figures: Figure[]): { code: T; figure: Figure }[] =>
  codes.map((code, i) => ({ code, figure: figures[i] ?? null }));

export function demo_summary(code: string): TeamSummary {
  const found = DEMO_PERIODS.periods.find((each) => each.code === code);
  if (!found) throw { code: 'period' };
  return {
    team: DEMO_PERIODS.team,
    period: found,
    queries: 214,
    left_it: 96,
    stops: 58,
    found_nothing: 37,
    repeat_stops: 9,
    despite_advisory: null,
    grounds: GROUNDS.map((ground, i) => {
      const stops = [14, 9, null, null, 6, 7, 18, 11, null, 8, null, 12, 7, null, null][i] ?? null;
      const found_nothing = [6, 5, null, null, null, 5, 13, 5, null, 8, null, 6, null, null, null][i];
      return { code: ground, stops, found_nothing: found_nothing ?? null };
    }),
    reason_told: of(REASONS_TOLD, [43, 10, 5]),
    findings: of(FINDINGS, [8, 9, null, null, null, null, null, null]),
    ratings: [
      { aspect: 'voice', rated: 41, mean_tenths: 42 },
      { aspect: 'neutral', rated: 40, mean_tenths: 39 },
      { aspect: 'respect', rated: 41, mean_tenths: 45 },
      { aspect: 'trust', rated: null, mean_tenths: null },
    ],
    do_again: of(DO_AGAIN, [26, 9, 6]),
    themes: of(THEMES, [12, null, 7, 9, null, null, 8, null]),
  };
}
