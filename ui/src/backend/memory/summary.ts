// Invented figures of an invented team, with some cells hidden as central would hide them.
import { DO_AGAIN, FINDINGS, GROUNDS, REASONS_TOLD, THEMES } from '../../lists';
import type { Figure, ForceView, PeriodKind, PeriodName, TeamPeriods, TeamSummary } from '../types';

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
  // The more detail, the longer the period.
  const from_month = <T>(list: T[]): T[] => (found.kind === 'week' ? [] : list);
  const of_quarter = <T>(list: T[]): T[] => (found.kind === 'quarter' ? list : []);
  const is_quarter = found.kind === 'quarter';
  return {
    team: DEMO_PERIODS.team,
    period: found,
    min_officers: 5,
    min_records: 5,
    queries: 214,
    left_it: 96,
    undecided: 60,
    stops: 58,
    found_nothing: 37,
    repeat_stops: is_quarter ? 9 : null,
    despite_advisory: null,
    mistyped: is_quarter ? 11 : null,
    together: is_quarter ? 14 : null,
    quality: {
      one_ground: is_quarter ? 31 : null,
      own_words: is_quarter ? 22 : null,
      words_repeated: is_quarter ? 6 : null,
      reflected_late: null,
    },
    grounds: from_month(
      GROUNDS.map((ground, i) => {
        const stops = [14, 9, null, null, 6, 7, 18, 11, null, 8, null, 12, 7, null, null][i] ?? null;
        const found_nothing = [6, 5, null, null, null, 5, 13, 5, null, 8, null, 6, null, null, null][i];
        return { code: ground, stops, found_nothing: is_quarter ? (found_nothing ?? null) : null };
      }),
    ),
    reason_told: from_month(of(REASONS_TOLD, [42, 10, 6])),
    findings: of_quarter(of(FINDINGS, [8, 9, null, null, null, null, null, null])),
    ratings: from_month([
      { aspect: 'voice', rated: 41, high: 24, low: 8 },
      { aspect: 'neutral', rated: 40, high: 21, low: null },
      { aspect: 'respect', rated: 41, high: null, low: null },
      { aspect: 'trust', rated: null, high: null, low: null },
    ]),
    do_again: of_quarter(of(DO_AGAIN, [26, 9, 6])),
    themes: of_quarter(of(THEMES, [12, null, 7, 9, null, null, 8, null])),
  };
}

const force_period = DEMO_PERIODS.periods.find(({ kind }) => kind === 'quarter');

/** What the whole force shows of that quarter. */
export const DEMO_FORCE: ForceView = force_period
  ? {
      answer: 'known',
      fetched_at: Date.parse('2026-11-20T08:00:00Z'),
      summary: {
        period: force_period,
        min_teams: 5,
        left_it: { part: 8_410, whole: 20_150 },
        found: { part: 2_204, whole: 6_021 },
        repeat_stops: { part: 702, whole: 5_890 },
        reason_told: [{ code: 'unasked', share: { part: 4_310, whole: 6_021 } }],
        grounds: [
          { code: 'traffic_offence', share: { part: 611, whole: 1_204 } },
          { code: 'vehicle_defect', share: { part: 498, whole: 1_731 } },
        ],
        themes: [{ code: 'first_impression', share: { part: 377, whole: 4_480 } }],
      },
    }
  : { answer: 'none_yet' };
