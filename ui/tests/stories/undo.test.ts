// What a thumb decided by mistake is taken back within ten seconds.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { all, asked, check, later, look_up, maybe, open, reopen, screen, see, settled, tap, type, words } from '../app';

const to_reflect = async (): Promise<void> => {
  await check();
  await tap('ground-vehicle_defect', 'basis-wvw_160', 'next', 'told-unasked', 'next');
};

describe('the last decision', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('says what it was about and for how long it can be taken back', async () => {
    await open();
    await look_up();
    expect(maybe('undo')).toBeNull();
    await tap('leave-it');
    expect(see('undo-told').getAttribute('role')).toBe('status');
    expect(words('undo-told')).toBe('Niet gecontroleerd: TF-000-G. Je kunt dit nog even terugdraaien.');
    await later(9_900);
    expect(maybe('undo')).not.toBeNull();
    see('undo').focus();
    await later(200);
    expect(maybe('undo')).toBeNull();
    expect(document.activeElement?.tagName, 'the focus does not go with the button').toBe('H1');
  });

  it('is taken back: the look-up asks for a decision again, and none is recorded', async () => {
    const { world } = await open();
    await look_up();
    await tap('leave-it', 'undo');
    expect(words('subject')).toContain('TF-000-G');
    expect(maybe('left')).toBeNull();
    expect(maybe('undo')).toBeNull();
    expect(asked(world, 'look_up')).toHaveLength(1);
    expect(world.status.sync.waiting).toBe(0);
    await tap('check');
    expect(screen()).toBe('select');
  });

  it('is taken back once when the second tap of a wet glove comes before the core has answered', async () => {
    const { world } = await open();
    await look_up();
    await tap('leave-it');
    const undo = see('undo');
    undo.click();
    undo.click();
    await settled();
    expect(asked(world, 'take_back')).toHaveLength(1);
    expect(document.querySelector('.undo')?.textContent.trim()).toBe('');
    expect(words('subject')).toContain('TF-000-G');
  });

  it('brings a finished check back to its last step', async () => {
    const { world } = await open();
    await to_reflect();
    await tap('nothing-found-finish');
    expect(screen()).toBe('done');
    await tap('undo');
    expect(screen()).toBe('reflect');
    expect(world.stops).toEqual([]);
    await tap('nothing-found-finish');
    expect(world.stops).toHaveLength(1);
  });

  it('brings a check that was let go back with its answers', async () => {
    await open();
    await check();
    await tap('ground-vehicle_defect');
    await type('ground-note', 'het linker achterlicht');
    await later(2_000);
    await tap('let-go');
    expect(see('left')).toBeTruthy();
    await tap('undo');
    expect(screen()).toBe('select');
    expect(see('ground-vehicle_defect').getAttribute('aria-pressed')).toBe('true');
    expect((see('ground-note') as HTMLTextAreaElement).value).toBe('het linker achterlicht');
  });

  it('is still offered on the next screen, and no more once the officer looks up', async () => {
    await open();
    await to_reflect();
    await tap('nothing-found-finish', 'done');
    expect(see('undo')).toBeTruthy();
    await look_up('gf000b');
    expect(maybe('undo')).toBeNull();
    await tap('new-look-up');
    expect(maybe('undo')).toBeNull();
  });

  it('says so when the core no longer takes it back', async () => {
    const { world } = await open();
    await look_up();
    await tap('leave-it');
    world.refuse.set('take_back', 'gone');
    await tap('undo');
    expect(see('problem').dataset.code).toBe('gone');
    expect(screen()).toBe('look-up');
  });

  it('is made when the app dies meanwhile', async () => {
    const { world } = await open();
    await look_up();
    await tap('leave-it');
    await reopen(world);
    await settled();
    expect(all('undo')).toEqual([]);
    expect(maybe('subject')).toBeNull();
  });

  it('can become a check after that time too', async () => {
    const { world } = await open();
    await look_up();
    await tap('leave-it');
    await later(60_000);
    await tap('check-after-all');
    expect(screen()).toBe('select');
    expect(asked(world, 'look_up')).toHaveLength(1);
    expect(maybe('undo')).toBeNull();
  });

  it('brings an amendment back that was finished, and the version before it', async () => {
    const { world } = await open();
    await check();
    await tap('ground-evading', 'basis-apv', 'next', 'told-unasked', 'next', 'nothing-found-finish', 'done-see', 'amend', 'next', 'next');
    await type('amend-reason', 'vergist');
    await tap('nothing-found-finish');
    expect(screen()).toBe('done');
    expect(world.stops[0]?.revision).toBe(2);
    expect(words('undo-told')).toContain('Wijziging vastgelegd: TF-000-G.');
    await tap('undo');
    expect(world.stops[0]?.revision).toBe(1);
    expect(world.draft?.amends).toBe(world.stops[0]?.id);
    expect(screen()).toBe('reflect');
    expect((see('amend-reason') as HTMLTextAreaElement).value).toBe('vergist');
  });
});
