// Both sides count a text alike: in characters as the officer sees them.
import { expect, it } from 'vitest';
import lengths from '../../crates/domain/tests/lengths.json';
import { CHARACTERS } from '../src/lists';
import { length } from '../src/text-length';

it('is counted as the core counts it', () => {
  for (const [text, count] of lengths.texts as [string, number][]) expect(length(text), text).toBe(count);
  expect(CHARACTERS.own).toBe(lengths.most);
});
