// A look-up that was typed wrong is taken back, from the counts and from what was left.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { asked, later, look_up, maybe, open, see, tap, words } from '../app';

describe('a look-up that was typed wrong', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is taken back from the counts, and the field waits for the right one', async () => {
    const { world } = await open();
    await look_up();
    await tap('typed-wrong');
    expect(asked(world, 'typed_wrong')).toEqual([{ query: 'query-1' }]);
    expect(maybe('counts-local')).toBeNull();
    expect(document.activeElement).toBe(see('plate'));
    expect(see('mistyped').querySelector('[role=status]')?.textContent).toBe('Teruggenomen: verkeerd ingetypt');
    expect(words('mistyped'), 'what had left the phone is said').toContain('pseudoniem');
    expect(world.queries.size).toBe(0);
    await look_up();
    expect(maybe('mistyped')).toBeNull();
  });

  it('comes back within ten seconds', async () => {
    const { world } = await open();
    await look_up();
    await tap('typed-wrong', 'undo');
    expect(words('subject')).toContain('TF-000-G');
    expect(maybe('mistyped')).toBeNull();
    expect(world.status.sync.waiting).toBe(0);
  });

  it('is taken back after it was left', async () => {
    const { world } = await open();
    await look_up();
    await tap('leave-it');
    await later(11_000);
    await tap('typed-wrong');
    expect(maybe('left')).toBeNull();
    expect(see('mistyped')).toBeTruthy();
    expect(asked(world, 'typed_wrong')).toEqual([{ query: 'query-1' }]);
    await tap('undo');
    expect(see('left'), 'its reason can be given again').toBeTruthy();
  });

  it('is kept with the reason why it cannot be taken back on a full phone', async () => {
    const { world } = await open();
    await look_up();
    world.refuse.set('typed_wrong', 'disk_full');
    await tap('typed-wrong');
    expect(see('problem')).toBeTruthy();
    expect(words('subject')).toContain('TF-000-G');
  });
});
