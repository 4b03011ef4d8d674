// Officer Noor practises with an invented situation between two calls.
import { describe, expect, it } from 'vitest';
import SCENARIOS from '../../../crates/practice/data/scenarios.json';
import { violations } from '../axe';
import { asked, maybe, open, screen, see, tap, words } from '../app';

const STEPS = ['select', 'explain', 'treat', 'reflect'];
/** What reads or writes a record. */
const RECORDS = ['look_up', 'start_check', 'save_field', 'finish', 'enter_check', 'reflect', 'sync_now'] as const;

describe('a practice scenario', () => {
  it('asks and explains four times, says on each screen what it is, and keeps that it was done', async () => {
    const { world } = await open();
    await tap('my-shift');
    await expect.poll(() => maybe('practice')).not.toBeNull();
    await tap('practice');
    expect(screen()).toBe('practice');
    expect(words('practice-mark')).toContain('Oefening.');
    expect(await violations()).toEqual([]);
    await tap('scenario-nothing-wrong');
    expect(screen()).toBe('scenario');
    for (const [number, step] of STEPS.entries()) {
      expect(words('practice-mark')).toContain('Oefening.');
      expect(maybe('scenario-next') ?? maybe('scenario-finish'), 'first she chooses').toBeNull();
      await tap(`${step}-${number % 3}`);
      expect(words(`${step}-${number % 3}-why`)).toMatch(/^(Sterk|Te weinig|Niet goed)\. ./);
      expect(await violations()).toEqual([]);
      if (number < 3) await tap('scenario-next');
    }
    expect(see('scenario-end').textContent).toContain('Alleen dat je deze situatie hebt gedaan');
    await tap('scenario-finish');
    expect(screen()).toBe('practice');
    await expect.poll(() => maybe('done-nothing-wrong')).not.toBeNull();
    expect([...world.practised]).toEqual(['nothing-wrong']);
    for (const command of RECORDS) expect(asked(world, command), command).toEqual([]);
  });

  it('can be left half way, and then is not done', async () => {
    const { world } = await open();
    await tap('my-shift');
    await expect.poll(() => maybe('practice')).not.toBeNull();
    await tap('practice', `scenario-${SCENARIOS.scenarios[1]?.id}`, 'select-0', 'scenario-next');
    expect(maybe('step-explain')).not.toBeNull();
    await tap('back');
    expect(screen()).toBe('practice');
    expect(world.practised.size).toBe(0);
  });
});
