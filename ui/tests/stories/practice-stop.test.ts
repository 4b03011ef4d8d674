// Officer Noor does a practice stop: the real screens, on invented subjects, before a core that cannot send.
import { describe, expect, it } from 'vitest';
import { on_back_button } from '../../src/phone-back';
import type { World } from '../../src/backend/memory/world';
import { violations } from '../axe';
import { asked, commands, maybe, open, reopen, screen, see, settled, tap, words, type Shown } from '../app';

/** Opens the practice stop, from the shift. */
async function begun(prepare: (world: World) => void = () => undefined): Promise<Shown> {
  const shown = await open(prepare);
  await tap('my-shift');
  await expect.poll(() => maybe('practice')).not.toBeNull();
  await tap('practice');
  await tap('begin-practice');
  await expect.poll(() => maybe('leave-practice')).not.toBeNull();
  return shown;
}

/** What stands on each screen of it: the mark in words, in the title of the page, and the way out. */
function marked(): void {
  expect(words('practice-mark')).toContain('Oefening. Alles is verzonnen.');
  expect(document.title).toMatch(/^Oefening: /);
  expect(document.querySelector('[data-practice]')).not.toBeNull();
  expect(maybe('leave-practice')).not.toBeNull();
  expect(maybe('nav-lookup'), 'its screens lead to none of the phone').toBeNull();
  expect(maybe('sync-strip'), 'and it sends nothing').toBeNull();
}

async function looks_up(id: string): Promise<void> {
  await tap(`invented-${id}`);
  expect(document.activeElement).toBe(see('initiative-proactive'));
  await tap('initiative-proactive');
}

describe('a practice stop', () => {
  it('walks the screens of a check, each marked, and asks the phone nothing', async () => {
    const { world } = await begun();
    const before = world.asked.length;
    expect(screen()).toBe('look-up');
    marked();
    expect(await violations()).toEqual([]);
    expect(maybe('my-shift'), 'the shift is the real one').toBeNull();
    expect(maybe('enter-afterwards')).toBeNull();
    await looks_up('four-times-nothing');
    await expect.poll(() => maybe('counts-central')).not.toBeNull();
    marked();
    expect(see('counts-central').textContent).toContain('13');
    expect(await violations()).toEqual([]);
    await tap('check');
    expect(screen()).toBe('select');
    marked();
    await tap('ground-vehicle_defect', 'basis-wvw_160', 'next');
    expect(screen()).toBe('contact');
    marked();
    await tap('told-unasked', 'next');
    expect(screen()).toBe('reflect');
    marked();
    await tap('nothing-found-finish');
    expect(screen()).toBe('done');
    marked();
    expect(words('done-kept')).toBe('Deze controle is een oefening. Er wordt niets verstuurd.');
    expect(maybe('done-see')).toBeNull();
    expect(await violations()).toEqual([]);
    expect(world.asked.slice(before)).toEqual([]);
    expect(world.stops).toEqual([]);
    expect([world.queries.size, world.outbox.size, world.status.sync.waiting]).toEqual([0, 0, 0]);
    expect(commands(world.practice as World)).toContain('finish');
  });

  it('says at its end which rules were concerned and why, and keeps that it was done', async () => {
    const { world } = await begun();
    world.practice_review = [
      {
        subject: { kind: 'plate', spelled: 'TF-000-G', country: 'NL' },
        end: 'checked',
        rules: [
          { rule: 'checked_often_nothing' },
          { rule: 'weak_words', ground: 'not_from_here', words: 'hoort hier niet' },
          { rule: 'misfit', unfit: { misfit: 'suspicion', search: null, basis: 'wvw_160' } },
          { rule: 'reason_not_told' },
        ],
      },
    ];
    await looks_up('four-times-nothing');
    await tap('leave-it');
    await tap('practice-review');
    expect(screen()).toBe('practice-review');
    marked();
    expect(words('rule-checked_often_nothing')).toContain('is geen reden');
    expect(words('rule-weak_words')).toBe('Je schreef: “hoort hier niet”Wat had je gedacht als een buurtbewoner hetzelfde deed?');
    expect(words('rule-misfit')).toContain('Is de ander een verdachte?');
    expect(words('rule-reason_not_told')).toContain('Uitleggen is een van de vier stappen.');
    expect(await violations()).toEqual([]);
    await tap('practice-finish');
    expect(screen()).toBe('practice');
    await expect.poll(() => maybe('done-practice-stop')).not.toBeNull();
    expect([...world.practised]).toEqual(['practice-stop']);
    expect(world.practice, 'all else is gone').toBeNull();
    expect(document.title).toBe('Oefenen – ProCo');
    expect(document.querySelector('[data-practice]')).toBeNull();
  });

  it('has nothing to say before something was decided', async () => {
    const { world } = await begun();
    await tap('practice-review');
    expect(maybe('practice-nothing')).not.toBeNull();
    expect(maybe('practice-finish')).toBeNull();
    expect(await violations()).toEqual([]);
    await tap('back');
    expect(screen()).toBe('look-up');
    expect(world.practised.size).toBe(0);
  });

  it('is left with one tap from each screen, and the phone is where it was', async () => {
    const stations: string[][] = [[], ['invented-never-stopped', 'initiative-call'], ['invented-never-stopped', 'initiative-call', 'check']];
    for (const way of stations) {
      const { world, session } = await begun();
      await tap(...way);
      await tap('leave-practice');
      expect(screen()).toBe('practice');
      expect(session.practising).toBeNull();
      expect(world.practice).toBeNull();
      expect(world.practised.size, 'half way is not done').toBe(0);
      await tap('back', 'back');
      expect(screen()).toBe('look-up');
      expect(maybe('counts-central')).toBeNull();
      expect(maybe('resume'), 'nothing of it waits').toBeNull();
    }
  });

  it('leaves the look-up and the check that are open on the phone as they are', async () => {
    const { session, world } = await open();
    session.entry.plate = 'bb00dd';
    await tap('my-shift');
    await expect.poll(() => maybe('practice')).not.toBeNull();
    await tap('practice', 'begin-practice');
    await expect.poll(() => maybe('leave-practice')).not.toBeNull();
    await looks_up('to-be-spared');
    await expect.poll(() => maybe('advisory')).not.toBeNull();
    world.status = { ...world.status, sync: { ...world.status.sync, waiting: 3 } };
    expect(session.look_up).toBeNull();
    expect(session.entry.plate).toBe('bb00dd');
    await tap('leave-practice');
    await tap('back', 'back');
    expect((see('plate') as HTMLInputElement).value).toBe('bb00dd');
  });

  it('refuses a subject that is not invented', async () => {
    const { world } = await begun();
    const field = see('plate') as HTMLInputElement;
    field.value = 'bb00dd';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await tap('initiative-call');
    expect(words('problem')).toContain('Oefenen kan alleen met de voertuigen en personen uit de lijst.');
    expect(asked(world, 'look_up')).toEqual([]);
  });

  it('is over when the core is opened anew, and says so', async () => {
    const { world, session } = await begun();
    world.practice = null;
    await tap('invented-never-stopped', 'initiative-call');
    await expect.poll(() => screen()).toBe('practice');
    expect(words('practice-over')).toContain('De oefencontrole is afgelopen.');
    expect(session.practising).toBeNull();
    await tap('begin-practice');
    await expect.poll(() => maybe('leave-practice')).not.toBeNull();
  });

  it('does not come back with the app: after a restart the screens are those of the phone', async () => {
    const { world } = await begun();
    await looks_up('never-stopped');
    await reopen(world);
    expect(screen()).toBe('look-up');
    expect(document.querySelector('[data-practice]')).toBeNull();
    expect(maybe('counts-central')).toBeNull();
  });

  it('has a way back of its own', async () => {
    const { session } = await begun();
    const deaf = on_back_button(() => (session.practising ?? session).way_back);
    await looks_up('never-stopped');
    await session.practising?.way_back?.();
    await settled();
    expect(screen()).toBe('look-up');
    expect(document.querySelector('[data-practice]'), 'still in it').not.toBeNull();
    deaf();
  });
});
