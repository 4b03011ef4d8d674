// Both sides count a text alike: in characters as the officer sees them.
import { expect, it } from 'vitest';
import lengths from '../../crates/domain/tests/lengths.json';
import { length, MOST } from '../src/text-length';

it('is counted as the core counts it', () => {
  for (const [text, count] of lengths.texts as [string, number][]) expect(length(text), text).toBe(count);
  expect(MOST).toBe(lengths.most);
});
