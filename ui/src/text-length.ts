// How long a text is: in characters as the officer sees them, as the core counts them too.

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Grapheme clusters, without the space around the text. */
export function length(text: string): number {
  let count = 0;
  for (const _ of segmenter.segment(text.trim())) count += 1;
  return count;
}

type Field = HTMLInputElement | HTMLTextAreaElement;

/**
 * How long the text of a field would be with what is being inserted, where that is more than fits;
 * null where it fits, or makes the text no longer than it is.
 */
export function too_long_with(field: Field, inserted: string | null | undefined, most: number): number | null {
  if (!inserted) return null;
  const { value, selectionStart, selectionEnd } = field;
  const from = selectionStart ?? value.length;
  const would = length(value.slice(0, from) + inserted + value.slice(selectionEnd ?? from));
  return would <= most || would <= length(value) ? null : would;
}

/** What a browser is about to insert. What an input method composes cannot be refused on its way; the core does. */
export function inserted(event: InputEvent | ClipboardEvent): string | null | undefined {
  if ('clipboardData' in event) return event.clipboardData?.getData('text/plain');
  return event.isComposing ? null : (event.data ?? event.dataTransfer?.getData('text/plain'));
}
