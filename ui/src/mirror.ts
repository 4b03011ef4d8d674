// The mirror's figures as pictures and words. Nothing is worked out that the core did not already tell.
import type { CodedOfForce, OfForce, RatedMonth, Share } from './backend/types';
import { month, number } from './messages/format';
import { t } from './messages/t';

/** The most blocks in one picture; of more, each block stands for several. */
export const MOST_BLOCKS = 20;

export type Blocks = { each: number; full: number; empty: number };

/** A share as blocks: full ones for the part, empty ones for the rest. A part that is there is drawn, and so is a rest. */
export function blocks(part: number, whole: number): Blocks {
  const each = Math.max(1, Math.ceil(whole / MOST_BLOCKS));
  const all = Math.round(whole / each);
  const least = part > 0 ? 1 : 0;
  const most = part < whole ? all - 1 : all;
  const full = Math.max(least, Math.min(most, Math.round(part / each)));
  return { each, full, empty: all - full };
}

/** How many of how many, and how much such a number says. */
export function in_words(share: Share): string {
  if (share.whole === 0) return t('mirror.none_yet');
  const { low = 0, high = 0, of = 0 } = share.spread ?? {};
  const [part, whole] = [number(share.part), number(share.whole)];
  return t(`certainty.${share.certainty}`, { part, whole, low, high, of });
}

export const month_name = ({ year, month: nth }: RatedMonth): string => `${month(year, nth)} ${year}`;

/** A share as so many of each hundred, in words. */
export function of_hundred({ part, whole }: OfForce): string {
  const rounded = Math.round((100 * part) / Math.max(1, whole));
  return rounded === 0 ? t('mirror.less_than_one') : number(rounded);
}

/** The share of one code, where enough teams show it. */
export const of_force = <T extends string>(list: CodedOfForce<T>[] | undefined, code: T): OfForce | null =>
  list?.find((each) => each.code === code)?.share ?? null;
