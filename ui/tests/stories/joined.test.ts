// Officer Noor checks a car and the person in it: one check, one reason.
import { describe, expect, it } from 'vitest';
import { violations } from '../axe';
import { all, check, look_up, maybe, open, screen, tap, words } from '../app';

/** A check of TF-000-G to which GF-000-B was added. */
async function two_in_one(): ReturnType<typeof open> {
  const shown = await open();
  await check();
  await tap('ground-vehicle_defect', 'basis-wvw_160', 'next', 'new-look-up');
  await look_up('gf000b');
  await tap('join-check');
  return shown;
}

describe('a check of several subjects', () => {
  it('goes on in its step, with the further subject under the first', async () => {
    await two_in_one();
    expect(screen()).toBe('contact');
    expect(words('others')).toContain('GF-000-B');
    expect(await violations()).toEqual([]);
  });

  it('makes a stop of each, that show one another', async () => {
    const { world } = await two_in_one();
    await tap('told-unasked', 'next', 'nothing-found-finish');
    expect(words('done-others')).toBe('Samen met 1 ander');
    await tap('done-see');
    expect(words('others')).toContain('GF-000-B');
    expect(await violations()).toEqual([]);
    await tap('other-stop');
    expect(words('others')).toContain('TF-000-G');
    expect(world.stops).toHaveLength(2);
  });

  it('lets one out again, and ten seconds long back in', async () => {
    await two_in_one();
    await tap('take-out');
    expect(maybe('others')).toBeNull();
    expect(words('undo-told')).toContain('GF-000-B');
    await tap('undo');
    expect(words('others')).toContain('GF-000-B');
  });

  it('is one row among those that wait, and takes no one twice', async () => {
    await two_in_one();
    await tap('new-look-up');
    expect(all('resume-go-on')).toHaveLength(1);
    expect(words('resume-others')).toBe('Samen met 1 ander');
    await look_up('gf000b');
    expect(maybe('join-check'), 'it is in that check already').toBeNull();
    await tap('check');
    expect(words('others')).toContain('GF-000-B');
  });
});
