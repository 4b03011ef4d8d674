// The team's figures as bars. Nothing is worked out that the centre did not already show.
import type { Coded, Figure, PeriodName, TeamSummary } from './backend/types';
import { hour_start, month, number, percent, short_day } from './messages/format';
import { t, type Key } from './messages/t';
import type { Bar } from './parts/Bars.svelte';

/** `2026-W47`, `2026-11` or `2026-Q4` as people say it. */
export function period_name({ kind, code }: PeriodName): string {
  const [year = '', part = ''] = code.split('-');
  const n = Number(part.replace(/\D/g, ''));
  return t(`period_name.${kind}`, { n, year, month: month(Number(year), n) });
}

/** Its first and last day. */
export const period_span = ({ from, to }: PeriodName): string =>
  t('team.period_span', { from: short_day(hour_start(from)), to: short_day(hour_start(to) - 1) });

export const coded = <T extends string>(list: Coded<T>[], word: (code: T) => string): Bar[] =>
  list.map(({ code, figure }) => ({ code, name: word(code), figure }));

const plain = (summary: TeamSummary, codes: readonly PlainFigure[]): Bar[] =>
  codes.map((code) => ({ code, name: t(`team.${code}` as Key), figure: summary[code] }));
type PlainFigure =
  | 'queries'
  | 'left_it'
  | 'stops'
  | 'found_nothing'
  | 'repeat_stops'
  | 'despite_advisory';

export const counts = (summary: TeamSummary): Bar[] => plain(summary, ['queries', 'left_it', 'stops']);
export const yields = (summary: TeamSummary): Bar[] => [
  ...plain(summary, ['found_nothing']),
  ...coded(summary.findings, (code) => t(`finding.${code}`)),
];
export const repeats = (summary: TeamSummary): Bar[] =>
  plain(summary, ['repeat_stops', 'despite_advisory']);

const counted = (figure: Figure): string | null => (figure === null ? null : number(figure));

/** The share follows from two figures that are both shown; of no stops at all there is none. */
function share(part: Figure, whole: Figure): string | null {
  if (part === null || whole === null) return null;
  return whole === 0 ? '–' : percent(part, whole);
}

export const grounds = (summary: TeamSummary): Bar[] =>
  summary.grounds.map(({ code, stops, found_nothing }) => ({
    code,
    name: t(`ground.${code}`),
    figure: stops,
    part: found_nothing,
    more: [counted(found_nothing), share(found_nothing, stops)],
  }));

export const ratings = (summary: TeamSummary): Bar[] =>
  summary.ratings.map(({ aspect, rated, mean_tenths }) => ({
    code: aspect,
    name: t(`aspect.${aspect}`),
    figure: mean_tenths,
    shown: mean_tenths === null ? undefined : number(mean_tenths / 10, 1),
    more: [counted(rated)],
  }));
