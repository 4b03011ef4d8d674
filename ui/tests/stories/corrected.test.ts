// A check that was finished under the wrong plate is recorded anew under the right one.
import { describe, expect, it } from 'vitest';
import { violations } from '../axe';
import { asked, check, maybe, open, screen, see, tap, type, words, type Shown } from '../app';

/** A finished check of TF-000-G, looked at again. */
async function finished(): Promise<Shown> {
  const shown = await open();
  await check();
  await tap('ground-vehicle_defect', 'basis-wvw_160', 'next', 'told-unasked', 'next', 'nothing-found-finish', 'done-see');
  return shown;
}

describe('the wrong plate', () => {
  it('is corrected once the counts of the right one were shown', async () => {
    const { world } = await finished();
    const [wrong] = world.stops;
    expect(words('correct')).toBe('Kenteken verbeteren');
    await tap('correct');
    expect(screen()).toBe('correct');
    expect(maybe('initiative-call'), 'the reason is known').toBeNull();
    await type('plate', 'gf000b');
    expect(await violations()).toEqual([]);
    await tap('look-up-only');
    expect(words('subject')).toContain('GF-000-B');
    expect(asked(world, 'look_up').at(-1)).toMatchObject({ initiative: 'proactive' });
    expect(maybe('leave-it'), 'there is nothing to leave').toBeNull();
    expect(await violations()).toEqual([]);
    await tap('correct-confirm');
    expect(screen()).toBe('done');
    expect(words('done-corrected')).toContain('ingetrokken');
    const standing = world.stops.filter((card) => !card.withdrawn);
    expect(standing).toMatchObject([{ at: wrong?.at, subject: { spelled: 'GF-000-B' } }]);
    expect(world.stops).toHaveLength(2);
    await tap('done');
    expect(maybe('plate'), 'the next look-up').not.toBeNull();
  });

  it('stays as it was when the officer thinks better of it', async () => {
    const { world } = await finished();
    await tap('correct');
    await type('plate', 'gf000b');
    await tap('look-up-only', 'correct-cancel');
    expect(screen()).toBe('stop');
    expect(words('subject')).toContain('TF-000-G');
    expect(world.stops).toMatchObject([{ withdrawn: false }]);
    expect(asked(world, 'correct')).toEqual([]);
    expect(world.look_up, 'the look-up led to nothing').toBeNull();
  });

  it('says that it was the same one, and changes nothing', async () => {
    const { world } = await finished();
    await tap('correct');
    await type('plate', 'tf000g');
    await tap('look-up-only', 'correct-confirm');
    expect(screen()).toBe('look-up');
    expect(see('problem').textContent, 'with what to do instead').toContain('Dit kenteken of deze persoon staat al bij de controle.');
    expect(world.stops).toMatchObject([{ withdrawn: false }]);
  });

  it('is told on the check that was withdrawn', async () => {
    await finished();
    await tap('correct');
    await type('plate', 'gf000b');
    await tap('look-up-only', 'correct-confirm', 'done', 'nav-stops');
    const cards = [...document.querySelectorAll<HTMLElement>('[data-testid=stop-card]')];
    cards.find((card) => card.textContent?.includes('TF-000-G'))?.click();
    await tap();
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(words('withdrawn-because')).toBe('Verkeerde persoon of verkeerd kenteken');
    expect(maybe('correct')).toBeNull();
  });
});
