// Officers Noor and Bram look back together on one phone: each alone first, then side by side, and both decide.
import { describe, expect, it } from 'vitest';
import type { World } from '../../src/backend/memory/world';
import { violations } from '../axe';
import { asked, check, maybe, open, page, reopen, see, settled, tap, type, words } from '../app';

/** A check on which Noor has looked back, and handed the phone over. */
async function handed_over(): Promise<World> {
  const { world } = await open();
  await check();
  await tap('ground-vehicle_defect', 'basis-wvw_160', 'next', 'told-unasked', 'next', 'nothing-found-finish', 'done');
  await tap('nav-stops', 'stop-card', 'reflect', 'hand-over');
  expect(page()).toContain('Kies eerst of je het weer zo zou doen.');
  await tap('concrete-partly', 'do-again-yes');
  await type('reflection-note', 'eerst het doel noemen');
  await tap('hand-over');
  return world;
}

describe('looking back together', () => {
  it('hides what the first one answered until the second one has, and is kept when both press', async () => {
    const world = await handed_over();
    expect(see('together').dataset.stage).toBe('colleague');
    expect(page()).not.toContain('eerst het doel noemen');
    expect(maybe('reflect'), 'the own answers wait').toBeNull();
    expect(await violations()).toEqual([]);
    await tap('show-both');
    expect(page(), 'the colleague has to say it too').toContain('Kies eerst of je het weer zo zou doen.');
    await tap('concrete-no', 'do-again-no');
    await type('other-view', 'zij was te laat en werd boos');
    see('other-view').dispatchEvent(new Event('blur'));
    await settled();
    await reopen(world);
    await tap('nav-stops', 'stop-card');
    expect(see('concrete-no').getAttribute('aria-pressed'), 'nothing typed is lost').toBe('true');
    await tap('show-both');

    expect(see('together').dataset.stage).toBe('side_by_side');
    expect(words('answers-officer')).toContain('eerst het doel noemen');
    expect(words('answers-colleague')).toContain('zij was te laat en werd boos');
    expect(await violations()).toEqual([]);
    await tap('keep-officer');
    expect(see('keep-officer').getAttribute('aria-pressed')).toBe('true');
    expect(asked(world, 'reflect')).toEqual([]);
    await tap('keep-colleague');
    expect(see('together').dataset.stage).toBe('kept');
    expect(words('together')).toContain('zij was te laat en werd boos');
    expect(words('revision'), 'the own reflection is a version of the check').toContain('eerst het doel noemen');
    expect(words('revision')).not.toContain('werd boos');
    await tap('let-go-pair');
    expect(maybe('together')).toBeNull();
    expect(page()).not.toContain('werd boos');
  });

  it('is let go by either, and then the own answers are there to be kept alone', async () => {
    await handed_over();
    await tap('do-again-no', 'show-both', 'keep-colleague', 'let-go-pair');
    expect(maybe('together')).toBeNull();
    await tap('reflect');
    expect((see('reflection-note') as HTMLTextAreaElement).value).toBe('eerst het doel noemen');
    await tap('reflect-save');
    expect(words('revision')).toContain('eerst het doel noemen');
  });
});
