// The same car is looked up once more while a check of it is open, and its counts are looked at once more.
import { describe, expect, it } from 'vitest';
import { violations } from '../axe';
import { asked, check, maybe, open, reopen, screen, see, settled, tap, words } from '../app';

describe('a second check of the same subject', () => {
  it('is the one that is open, with its answers', async () => {
    const { world } = await open();
    await check();
    await tap('ground-vehicle_defect', 'back', 'new-look-up');
    await check();
    expect(maybe('problem')).toBeNull();
    expect(screen()).toBe('select');
    expect(see('ground-vehicle_defect').getAttribute('aria-pressed')).toBe('true');
    await tap('basis-wvw_160', 'next', 'told-unasked', 'next', 'nothing-found-finish', 'done');
    expect(maybe('subject'), 'the later look-up asks for no decision any more').toBeNull();
    expect(world.stops).toHaveLength(1);
  });
});

describe('the counts that a check came from', () => {
  it('are what "Terug" leads to on its first step, also after the phone killed the app', async () => {
    const { world } = await open();
    await check();
    await tap('back');
    expect(maybe('counts-local')).not.toBeNull();
    await tap('check', 'ground-evading');
    await reopen(world);
    expect(screen()).toBe('select');
    await tap('back');
    expect(words('subject')).toContain('TF-000-G');
    expect(maybe('counts-local')).not.toBeNull();
    await tap('check');
    expect(screen(), 'and "Controleren" goes on with it').toBe('select');
    expect(see('ground-evading').getAttribute('aria-pressed')).toBe('true');
  });

  it('can be seen again from each later step, and lead back to that step', async () => {
    const { world } = await open();
    await check();
    await tap('ground-evading', 'basis-apv', 'next', 'told-unasked', 'see-counts');
    expect(maybe('counts-local')).not.toBeNull();
    await tap('check');
    expect(screen()).toBe('contact');
    await tap('next');
    await reopen(world);
    await tap('see-counts', 'check');
    expect(screen()).toBe('reflect');
    expect(await violations()).toEqual([]);
    await tap('nothing-found-finish', 'done');
    expect(maybe('plate'), 'the counts are gone with the check').not.toBeNull();
    expect(asked(world, 'look_up'), 'no look-up was made for it').toHaveLength(1);
  });

  it('are not shown of a check that is amended', async () => {
    const { world, session } = await open();
    await check();
    await tap('ground-evading', 'basis-apv', 'next', 'told-unasked', 'next', 'nothing-found-finish');
    await session.amend(world.stops[0]?.id ?? '');
    await settled();
    await tap('next');
    expect(screen()).toBe('contact');
    expect(maybe('see-counts')).toBeNull();
  });
});
