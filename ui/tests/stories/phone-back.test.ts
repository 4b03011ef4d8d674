// The phone's own back button, while Officer Noor checks a car.
import { describe, expect, it, vi } from 'vitest';
import { check, look_up, maybe, open, open_with_button, screen, see, settled, tap, type } from '../app';

/** A press of the button: the history goes back, where it has an entry. */
async function back(): Promise<void> {
  const popped = new Promise((done) => window.addEventListener('popstate', done, { once: true }));
  history.back();
  await popped;
  await settled();
}

describe('the phone’s own back button', () => {
  it('goes a step back', async () => {
    await open();
    await check();
    await tap('ground-evading', 'basis-apv', 'next');
    await back();
    expect(screen()).toBe('select');
    await back();
    expect(screen()).toBe('look-up');
    await back();
    expect(maybe('plate'), 'and the counts are put away').not.toBeNull();
  });

  it('leaves a question, and looking back, and withdrawing, for what they stand on', async () => {
    await open();
    await type('plate', 'ab12');
    await tap('initiative-call');
    await expect.poll(() => maybe('question')).not.toBeNull();
    await back();
    expect(maybe('question')).toBeNull();
    expect((see('plate') as HTMLInputElement).value).toBe('ab12');
    await type('plate', '');
    await look_up('bb00dd');
    await tap('check', 'ground-evading', 'basis-apv', 'next', 'told-unasked', 'next', 'nothing-found-finish', 'done-see');
    for (const [begun, shows] of [['withdraw', 'withdraw-confirm'], ['reflect', 'reflection']] as const) {
      await tap(begun);
      expect(maybe(shows)).not.toBeNull();
      await back();
      expect([screen(), maybe(shows)]).toEqual(['stop', null]);
    }
  });

  it('goes from what was recorded to the next look-up', async () => {
    await open();
    await look_up('bb00dd');
    await tap('check', 'ground-evading', 'basis-apv', 'next', 'told-unasked', 'next', 'nothing-found-finish');
    expect(screen()).toBe('done');
    await back();
    expect([screen(), maybe('plate') === null]).toEqual(['look-up', false]);
  });

  // A stand-in for Android, which no machine here runs: Tauri's `onBackButtonPress` and its listener.
  it('is handed over on Android while there is a way back, also before any touch, and else left to the phone', async () => {
    let press: (() => void) | null = null;
    const taken: string[] = [];
    const pushed = vi.spyOn(history, 'pushState');
    await open_with_button(async (pressed) => {
      press = pressed;
      taken.push('taken');
      return async () => {
        press = null;
        taken.push('given back');
      };
    });
    expect(press, 'on the first screen the press is the phone’s').toBeNull();
    await check();
    for (const expected of ['look-up', 'look-up']) {
      (press as (() => void) | null)?.();
      await settled();
      expect(screen()).toBe(expected);
    }
    expect(maybe('plate')).not.toBeNull();
    await settled();
    expect(press).toBeNull();
    expect(taken).toEqual(['taken', 'given back']);
    expect(pushed).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  it('falls back on the history where it is not handed over', async () => {
    await open_with_button(() => Promise.reject(new Error('no such plugin')));
    await check();
    await settled();
    await back();
    expect(screen()).toBe('look-up');
  });

  it('has entries for several presses in a row, pushed in answer to a touch and never to the button', async () => {
    const { world } = await open();
    const pushed = vi.spyOn(history, 'pushState');
    const gone = vi.spyOn(history, 'go');
    await check();
    world.refuse.set('save_field', 'disk_full');
    await tap('ground-evading');
    expect(pushed).toHaveBeenCalledTimes(8);
    await back();
    await back();
    expect(screen(), 'nothing is left behind unsaved').toBe('select');
    world.refuse.clear();
    await back();
    await back();
    expect(maybe('plate')).not.toBeNull();
    expect(pushed, 'the browser passes over what is pushed without a touch').toHaveBeenCalledTimes(8);
    expect(gone, 'at the first screen the next press is the phone’s').toHaveBeenCalledWith(-4);
    await vi.waitFor(() => expect(history.state, 'the entries are left').toBeNull());
    vi.restoreAllMocks();
  });

  it('stays in the app when it is pressed again while the first press is being saved', async () => {
    const { session } = await open();
    await check();
    await tap('ground-evading', 'basis-apv', 'next');
    const saves = session.backend.go_to_step;
    let let_go = (): void => undefined;
    const held = new Promise<void>((resolve) => (let_go = resolve));
    session.backend.go_to_step = (args) => held.then(() => saves(args));
    for (const press of [1, 2]) {
      await back();
      expect(screen(), `press ${press}`).toBe('contact');
    }
    let_go();
    await settled();
    expect(screen(), 'one step, for one was under way').toBe('select');
  });
});
