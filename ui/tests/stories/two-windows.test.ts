// Officer Noor has the same check open in two windows, and answers in both. The other window is a second app on the same core.
import { describe, expect, it } from 'vitest';
import { memory } from '../../src/backend/memory/memory';
import type { World } from '../../src/backend/memory/world';
import { Session } from '../../src/session.svelte';
import { violations } from '../axe';
import { check, maybe, open, screen, see, settled, tap, type, words } from '../app';

/** The other window, opened on the draft as it stands. */
async function other(world: World): Promise<Session> {
  const session = new Session(memory(world));
  await session.start();
  return session;
}

const answers = (world: World) => world.draft?.answers;

describe('a check in two windows', () => {
  it('shows what the other window chose and what was chosen here, and overwrites neither', async () => {
    const { world } = await open();
    await check();
    await (await other(world)).draft?.set('grounds', ['vehicle_defect']);
    await tap('ground-evading');
    expect(answers(world)?.grounds, 'what stands was not overwritten').toEqual(['vehicle_defect']);
    expect(see('problem').dataset.code).toBe('draft_changed');
    expect(words('contested')).toContain('Nu staat er: Gebrek aan het voertuig Hier koos je: Omdraaien of vluchten');
    expect(see('ground-evading').getAttribute('aria-pressed'), 'what was chosen here is still there').toBe('true');
    expect(await violations()).toEqual([]);
    await tap('next');
    expect(screen(), 'nothing is decided by going on').toBe('select');
    expect(answers(world)?.grounds).toEqual(['vehicle_defect']);
    await tap('contested-mine');
    expect(answers(world)?.grounds).toEqual(['evading']);
    expect(maybe('contested')).toBeNull();
  });

  it('or leaves what stands, and goes on with it', async () => {
    const { world } = await open();
    await check();
    const there = await other(world);
    await there.draft?.set('grounds', ['vehicle_defect']);
    await there.draft?.set('ground_note', 'remlicht links');
    await tap('ground-evading');
    expect((see('ground-note') as HTMLTextAreaElement).value, 'what was not touched here is shown as it stands').toBe('remlicht links');
    await tap('contested-theirs');
    expect(see('ground-evading').getAttribute('aria-pressed')).toBe('false');
    expect(see('ground-vehicle_defect').getAttribute('aria-pressed')).toBe('true');
    await tap('basis-wvw_160', 'next');
    expect(screen()).toBe('contact');
    expect(answers(world)).toMatchObject({ grounds: ['vehicle_defect'], legal_basis: 'wvw_160', ground_note: 'remlicht links' });
  });

  it('loses no text that was typed here', async () => {
    const { world } = await open();
    await check();
    await type('ground-note', 'reed door rood');
    await (await other(world)).draft?.set('ground_note', 'slingert');
    see('ground-note').dispatchEvent(new Event('blur'));
    await settled();
    expect(words('contested')).toContain('Nu staat er: slingert Hier koos je: reed door rood');
    expect((see('ground-note') as HTMLTextAreaElement).value).toBe('reed door rood');
    await tap('contested-mine');
    expect(answers(world)?.ground_note).toBe('reed door rood');
  });

  it('shows the text that was typed here where the other window ended the check, until she has seen it', async () => {
    const { world } = await open();
    await check();
    await tap('ground-evading');
    await (await other(world)).draft?.let_go();
    await type('ground-note', 'reed door rood');
    see('ground-note').dispatchEvent(new Event('blur'));
    await settled();
    expect(screen()).toBe('look-up');
    expect(words('left-over')).toContain('in een ander venster afgerond of gesloten');
    expect(words('left-over')).toContain('reed door rood');
    expect(await violations()).toEqual([]);
    await tap('left-over-remove');
    expect(maybe('left-over')).toBeNull();
  });

  it('is not finished unseen', async () => {
    const { world } = await open();
    await check();
    await tap('ground-vehicle_defect', 'basis-wvw_160', 'next', 'told-unasked', 'next');
    await (await other(world)).draft?.set('grounds', ['evading']);
    await tap('nothing-found-finish');
    expect(screen()).toBe('reflect');
    expect(world.stops).toEqual([]);
    expect(words('contested')).toContain('Nu staat er: niets Hier koos je: Niets gevonden');
    await tap('contested-mine', 'nothing-found-finish');
    expect(screen()).toBe('done');
    expect(world.stops).toHaveLength(1);
  });
});
