// Officer Noor checks the driver while the passenger and a second car wait.
import { describe, expect, it } from 'vitest';
import { violations } from '../axe';
import { all, asked, check, look_up, maybe, open, reopen, screen, see, tap, type, words } from '../app';

const waiting = (): string[] => all('resume-go-on').map((row) => (row.textContent ?? '').replace(/\s+/g, ' ').trim());

/** Two checks wait: of TF-000-G in its second step, and of GF-000-B in its first. */
async function two_wait(): ReturnType<typeof open> {
  const shown = await open();
  await check();
  await tap('ground-vehicle_defect', 'basis-wvw_160', 'next', 'new-look-up');
  await look_up('gf000b');
  await tap('check', 'new-look-up');
  return shown;
}

describe('a check that is parked', () => {
  it('waits on the first screen with its step, the one begun first before the others', async () => {
    await two_wait();
    expect(screen()).toBe('look-up');
    expect(maybe('subject') && maybe('plate'), 'the field is free').not.toBeNull();
    expect(words('resume')).toContain('2 controles');
    expect(waiting()).toHaveLength(2);
    expect(waiting()[0]).toMatch(/^Verder met de controle van.*TF-000-G.*Uitleggen en bejegenen, begonnen \d\d:\d\d/);
    expect(waiting()[1]).toMatch(/GF-000-B.*Selecteren/);
    expect(await violations()).toEqual([]);
  });

  it('goes on in its step with its answers, and the other one stays', async () => {
    const { world } = await two_wait();
    await tap('resume-go-on');
    expect(screen()).toBe('contact');
    await tap('told-unasked', 'next', 'nothing-found-finish', 'done');
    expect(world.stops[0]?.subject).toMatchObject({ spelled: 'TF-000-G' });
    expect(waiting()).toHaveLength(1);
    await tap('resume-go-on');
    expect(words('subject')).toContain('GF-000-B');
  });

  it('is kept as it stands, also what was being typed', async () => {
    const { world } = await open();
    await check();
    await type('ground-note', 'reed slingerend');
    await tap('new-look-up');
    expect(world.drafts[0]?.answers.ground_note).toBe('reed slingerend');
    expect(screen()).toBe('look-up');
  });

  it('is still on its screen, with what is in the way, while the phone is full', async () => {
    const { world } = await open();
    await check();
    world.refuse.set('park', 'disk_full');
    await tap('new-look-up');
    expect(screen()).toBe('select');
    expect(words('problem')).toContain('vol');
  });

  it('is there after the app was killed, and the app opens on the look-up that came after it', async () => {
    const { world } = await two_wait();
    await look_up('bb00dd');
    await reopen(world);
    expect(see('subject').textContent).toContain('BB-00-DD');
    expect(waiting()).toHaveLength(2);
  });
});

describe('a look-up while a check is open', () => {
  it('parks it, and "Controleren" begins a second one', async () => {
    const { world } = await open();
    await check();
    await tap('back', 'new-look-up');
    await look_up('gf000b');
    expect(waiting()).toHaveLength(1);
    await tap('check');
    expect(words('subject')).toContain('GF-000-B');
    expect(world.drafts).toHaveLength(2);
    await tap('let-go');
    expect(waiting(), 'only the one that was let go is gone').toHaveLength(1);
    expect(waiting()[0]).toContain('TF-000-G');
    await tap('undo');
    expect(screen()).toBe('select');
    expect(words('subject')).toContain('GF-000-B');
  });

  it('of the same subject opens the one that waits', async () => {
    const { world } = await two_wait();
    await look_up('tf000g');
    await tap('check');
    expect(screen()).toBe('contact');
    expect(world.drafts).toHaveLength(2);
    expect(asked(world, 'start_check')).toHaveLength(3);
  });
});
