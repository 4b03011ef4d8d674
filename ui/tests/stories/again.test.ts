// The same car is looked up once more while a check of it is open.
import { describe, expect, it } from 'vitest';
import { check, maybe, open, screen, see, tap } from '../app';

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
