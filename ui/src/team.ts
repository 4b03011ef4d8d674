// The team's figures as bars. Nothing is worked out that central did not already show.
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

const counted = (figure: Figure): string | null => (figure === null ? null : number(figure));

/** The share of one figure in another: null if either is hidden, a dash if the whole is 0. */
export function share(part: Figure, whole: Figure): string | null {
  if (part === null || whole === null) return null;
  return whole === 0 ? '–' : percent(part, whole);
}

/** A figure with its share of another. */
const of_whole = (bar: Omit<Bar, 'whole'>, whole: Figure): Bar => ({ ...bar, whole, more: [share(bar.figure, whole)] });

export const coded = <T extends string>(list: Coded<T>[], word: (code: T) => string, whole: Figure): Bar[] =>
  list.map(({ code, figure }) => of_whole({ code, name: word(code), figure }, whole));

const plain = (summary: TeamSummary, codes: readonly PlainFigure[], whole: Figure): Bar[] =>
  codes.map((code) => of_whole({ code, name: t(`team.${code}` as Key), figure: summary[code] }, whole));
type PlainFigure =
  | 'queries'
  | 'left_it'
  | 'undecided'
  | 'stops'
  | 'found_nothing'
  | 'repeat_stops'
  | 'despite_advisory';

export const counts = (summary: TeamSummary): Bar[] =>
  plain(summary, ['queries', 'left_it', 'undecided', 'stops'], summary.queries);
/** The figures beside which those of the period before stand, in words. */
export function main_figures(summary: TeamSummary): { code: string; name: string; value: string }[] {
  const shown = (figure: Figure): string => counted(figure) ?? t('team.hidden');
  const counts = (['queries', 'left_it', 'undecided', 'stops'] as const).map((code) => ({
    code,
    name: t(`team.${code}`),
    value: shown(summary[code]),
  }));
  const nothing = share(summary.found_nothing, summary.stops) ?? t('team.hidden');
  return [{ code: 'nothing', name: t('team.share_nothing'), value: nothing }, ...counts];
}

export const yields = (summary: TeamSummary): Bar[] => [
  ...plain(summary, ['found_nothing'], summary.stops),
  ...coded(summary.findings, (code) => t(`finding.${code}`), summary.stops),
];
export const repeats = (summary: TeamSummary): Bar[] =>
  plain(summary, ['repeat_stops', 'despite_advisory'], summary.stops);

/** How many checks have no rating at all, at most: those without the aspect that was rated most. */
function unrated({ stops, ratings }: TeamSummary): Figure {
  const rated = ratings.flatMap(({ rated }) => rated ?? []);
  return stops === null || rated.length === 0 ? null : stops - Math.max(...rated);
}

/** How carefully checks are written down: each a share of all checks, the repeated words of those with own words. */
export function quality(summary: TeamSummary): Bar[] {
  const { own_words, ...signals } = summary.quality;
  const bar = (code: keyof typeof signals | 'own_words' | 'unrated', figure: Figure, whole: Figure): Bar =>
    ({ ...of_whole({ code, name: t(`team.quality.${code}`), figure }, whole), whole: summary.stops });
  return [
    bar('one_ground', signals.one_ground, summary.stops),
    bar('own_words', own_words, summary.stops),
    bar('words_repeated', signals.words_repeated, own_words),
    bar('unrated', unrated(summary), summary.stops),
    bar('reflected_late', signals.reflected_late, summary.stops),
  ];
}
export const together = (summary: TeamSummary): Bar[] => [
  { code: 'together', name: t('team.together'), figure: summary.together, whole: summary.stops },
];

/** Look-ups that were taken back: a part of no other figure. */
export const mistyped = (summary: TeamSummary): Bar[] => [
  { code: 'mistyped', name: t('team.mistyped'), figure: summary.mistyped, whole: summary.queries },
];

/** Whether a period is as long as a quarter, which shows everything. */
export const is_whole = (summary: TeamSummary): boolean => summary.period.kind === 'quarter';

export const grounds = (summary: TeamSummary): Bar[] =>
  summary.grounds.map(({ code, stops, found_nothing }) => {
    const bar = { code, name: t(`ground.${code}`), figure: stops };
    if (!is_whole(summary)) return of_whole(bar, summary.stops);
    return { ...bar, whole: summary.stops, part: found_nothing, more: [counted(found_nothing), share(found_nothing, stops)] };
  });

/** A count and the share of it that is of interest. */
function class_of(figure: Figure, rated: Figure): string | null {
  const of_rated = share(figure, rated);
  return figure === null || of_rated === null ? null : t('team.class', { n: number(figure), share: of_rated });
}

export const ratings = (summary: TeamSummary): Bar[] =>
  summary.ratings.map(({ aspect, rated, high, low }) => ({
    code: aspect,
    name: t(`aspect.${aspect}`),
    figure: rated,
    whole: summary.stops,
    part: high,
    more: [class_of(high, rated), class_of(low, rated)],
  }));
