// How long a text is: in characters as the officer sees them, as the core counts them too.

/** The longest text; the core's `MAX_TEXT`. */
export const MOST = 500;

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Grapheme clusters, without the space around the text. */
export function length(text: string): number {
  let count = 0;
  for (const _ of segmenter.segment(text.trim())) count += 1;
  return count;
}
