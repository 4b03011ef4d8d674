// The phone's own back button, while Officer Noor checks a car.
import { describe, expect, it, vi } from 'vitest';
import { check, maybe, open, screen, settled, tap } from '../app';

describe('the phone’s own back button', () => {
  it('goes a step back', async () => {
    await open();
    await check();
    await tap('ground-evading', 'basis-apv', 'next');
    window.dispatchEvent(new PopStateEvent('popstate'));
    await settled();
    expect(screen()).toBe('select');
    window.dispatchEvent(new PopStateEvent('popstate'));
    await settled();
    expect(screen()).toBe('look-up');
    window.dispatchEvent(new PopStateEvent('popstate'));
    await settled();
    expect(maybe('plate'), 'and the counts are put away').not.toBeNull();
  });

  it('stays where it was each time that it is refused', async () => {
    const { world } = await open();
    await check();
    world.refuse.set('save_field', 'disk_full');
    await tap('ground-evading');
    const guarded = vi.spyOn(history, 'pushState');
    const back = async (): Promise<void> => {
      window.dispatchEvent(new PopStateEvent('popstate'));
      await settled();
    };
    await back();
    await back();
    expect(screen(), 'nothing is left behind unsaved').toBe('select');
    expect(guarded, 'the next press does not end the app').toHaveBeenCalledTimes(2);
    world.refuse.clear();
    await back();
    await back();
    expect(maybe('plate')).not.toBeNull();
    const before = guarded.mock.calls.length;
    await back();
    expect(guarded, 'at the first screen the phone does as it does').toHaveBeenCalledTimes(before);
    guarded.mockRestore();
  });

  it('stays in the app when it is pressed again while the first press is being saved', async () => {
    const { session } = await open();
    await check();
    await tap('ground-evading', 'basis-apv', 'next');
    const saves = session.backend.go_to_step;
    let let_go = (): void => undefined;
    const held = new Promise<void>((resolve) => (let_go = resolve));
    session.backend.go_to_step = (args) => held.then(() => saves(args));
    const guarded = vi.spyOn(history, 'pushState');
    window.dispatchEvent(new PopStateEvent('popstate'));
    await settled();
    expect(guarded, 'the second press meets an entry of its own').toHaveBeenCalledTimes(1);
    window.dispatchEvent(new PopStateEvent('popstate'));
    await settled();
    expect(guarded).toHaveBeenCalledTimes(2);
    expect(screen()).toBe('contact');
    let_go();
    await settled();
    expect(screen(), 'one step, for one was under way').toBe('select');
    guarded.mockRestore();
  });
});
