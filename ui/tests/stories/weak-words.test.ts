// Officer Noor writes down a reason in her own words, and is asked about one of them.
import { describe, expect, it } from 'vitest';
import type { WeakWords } from '../../src/backend/types';
import type { World } from '../../src/backend/memory/world';
import { violations } from '../axe';
import { look_up, maybe, open, screen, see, tap, type, words } from '../app';

/** As the core answers of these words. */
const of_a_feeling = (text: string): WeakWords[] =>
  text.includes('gevoel') ? [{ ground: 'gut_feeling', words: 'mijn gevoel' }] : [];
const weighing = (world: World): void => void (world.weak_words = of_a_feeling);

async function writes(note: string): Promise<void> {
  await type('ground-note', note);
  see('ground-note').dispatchEvent(new FocusEvent('blur'));
}

describe('a weak ground in own words', () => {
  it('gets a question beside it, which goes when the words do, and blocks nothing', async () => {
    await open(weighing);
    await look_up('bb00dd');
    await tap('check', 'ground-evading', 'basis-apv');
    await writes('mijn gevoel zei dat het niet klopte');
    await expect.poll(() => maybe('ground-note-weak')).not.toBeNull();
    expect(words('ground-note-weak')).toContain('Wat zag je waardoor je dit gevoel kreeg?');
    expect(words('ground-note-weak')).toContain('mijn gevoel');
    expect(await violations()).toEqual([]);
    await writes('doofde de lichten en keerde om');
    await expect.poll(() => maybe('ground-note-weak')).toBeNull();
    await writes('mijn gevoel zei dat het niet klopte');
    await tap('next');
    expect(screen()).toBe('contact');
  });

  it('is asked about once: what she put aside stays away', async () => {
    await open(weighing);
    await look_up('bb00dd');
    await tap('check');
    await writes('mijn gevoel zei dat het niet klopte');
    await expect.poll(() => maybe('ground-note-weak-gut_feeling')).not.toBeNull();
    await tap('ground-note-weak-gut_feeling');
    expect(maybe('ground-note-weak')).toBeNull();
    await writes('mijn gevoel zei dat het niet klopte, en hij keerde om');
    expect(maybe('ground-note-weak')).toBeNull();
  });
});
