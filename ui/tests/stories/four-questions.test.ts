// Officer Noor is in doubt whom she chose: four questions, an outcome in words, and nothing of it is kept.
import { describe, expect, it } from 'vitest';
import { violations } from '../axe';
import { check, maybe, open, reopen, see, tap, words } from '../app';

describe('the four questions', () => {
  it('give an outcome in words once all are answered, follow a changed answer, and are kept nowhere', async () => {
    const { world } = await open();
    await check();
    const asked = world.asked.length;
    await tap('ask-four-questions', 'rights-distinction-no', 'rights-proxy-yes', 'rights-aim-general');
    expect(maybe('rights-outcome')).toBeNull();
    await tap('rights-proportion-fits');
    expect(see('rights-outcome').dataset.outcome).toBe('proxy-alone');
    expect(words('rights-outcome')).toContain('is alleen nooit genoeg');
    expect(await violations()).toEqual([]);
    await tap('rights-proxy-no', 'rights-aim-pointed');
    expect(see('rights-outcome').dataset.outcome).toBe('say-it-aloud');
    await tap('rights-aim-pointed');
    expect(maybe('rights-outcome'), 'an answer was taken back').toBeNull();
    expect(world.asked.length, 'the core hears nothing of it').toBe(asked);
    await reopen(world);
    expect(see('rights-aim-pointed').getAttribute('aria-pressed')).toBe('false');
  });
});
