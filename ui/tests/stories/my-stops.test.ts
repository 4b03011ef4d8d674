// Officer Noor at the end of the shift: what was sent, what was refused, and what to look back on.
import { describe, expect, it, vi } from 'vitest';
import type { StopCard } from '../../src/backend/types';
import { counts } from '../../src/backend/memory/counts';
import { no_answers } from '../../src/backend/memory/drafts';
import type { World } from '../../src/backend/memory/world';
import { violations } from '../axe';
import { all, asked, later, maybe, open, page, reopen, screen, see, settled, tap, type, words } from '../app';

const AT = Date.now() - 3_600_000;

function stopped(world: World, id: string, over: Partial<StopCard> = {}): void {
  const answers = {
    ...no_answers(),
    grounds: ['vehicle_defect' as const],
    legal_basis: 'wvw_160' as const,
    reason_told: 'unasked' as const,
    result: 'nothing' as const,
    ground_note: 'achterlicht stuk',
  };
  world.revisions.set(id, [{ revision: 1, finished_at: AT, amend_reason: null, answers }]);
  world.stops.push({
    id,
    subject: { kind: 'plate', spelled: 'TF-000-G', country: 'NL' },
    at: AT,
    revision: 1,
    sync: { state: 'sent' },
    awaits_reflection: false,
    outcome: { result: 'nothing' },
    afterwards: false,
    withdrawn: false,
    spared_until: null,
    central: null,
    others: 0,
    ...over,
  });
}

async function one(over: Partial<StopCard> = {}): Promise<World> {
  const { world } = await open((w) => stopped(w, 'stop-a', over));
  await tap('nav-stops', 'stop-card');
  return world;
}

describe('my checks', () => {
  it('come with those to look back on first, each with its state in words', async () => {
    await open((world) => {
      stopped(world, 'stop-b', { awaits_reflection: true, sync: { state: 'waiting' } });
      stopped(world, 'stop-a', { sync: { state: 'refused', code: 'in_future' } });
      stopped(world, 'stop-c', { subject: null, withdrawn: true, sync: { state: 'never_sent' } });
    });
    await tap('nav-stops');
    expect(all('stop-card').map((card) => card.dataset.stop)).toEqual(['stop-b', 'stop-a', 'stop-c']);
    expect(all('sync-mark').map((mark) => mark.textContent?.replace(/\s+/g, ' ').trim())).toEqual([
      'Wacht op versturen',
      'Geweigerd. De klok van de telefoon liep voor. Zet de klok goed. Later wordt dit vanzelf opnieuw verstuurd.',
      'Nooit verstuurd',
    ]);
    expect(page()).toContain('Niet meer leesbaar');
    expect(await violations()).toEqual([]);
  });

  it('to look back on tell what the country knows by now; the others do not', async () => {
    const central = (now: number, incomplete = false): StopCard['central'] => ({
      answer: 'known',
      counts: { ...counts([[1, 0, 0], [4, 1, 1], [9, 2, 2], [31, 6, 5]], now), incomplete },
      advisory: null,
      advisory_ended: null,
    });
    await open((world) => {
      stopped(world, 'stop-a', { awaits_reflection: true, central: central(AT) });
      stopped(world, 'stop-b', { awaits_reflection: true, central: { answer: 'offline' } });
      stopped(world, 'stop-c', { central: central(AT) });
      stopped(world, 'stop-d', { awaits_reflection: true, central: central(AT, true) });
    });
    await tap('nav-stops');
    const lines = all('card-central');
    expect(lines.map((line) => line.textContent)).toEqual([
      'Hele land, 30 dagen: 9 keer bevraagd, 2 keer gecontroleerd, 2 keer niets gevonden.',
      'Hele land, 30 dagen: 9 keer bevraagd, 2 keer gecontroleerd, 2 keer niets gevonden. Cijfers van een kwartaal ontbreken nu. Het kunnen er dus meer zijn.',
    ]);
    expect(lines[0]?.closest<HTMLElement>('[data-stop]')?.dataset.stop).toBe('stop-a');
    expect(await violations()).toEqual([]);
  });

  it('are empty without reproach', async () => {
    await open();
    await tap('nav-stops');
    expect(page()).toContain('Bevragen en dan niet controleren telt ook.');
    expect(await violations()).toEqual([]);
  });

  it('show how sending stands, and send when asked', async () => {
    const { world } = await open((w) => {
      w.status = { ...w.status, sync: { ...w.status.sync, waiting: 3, problem: 'server' } };
    });
    await tap('nav-stops');
    expect(words('sync-state')).toBe('Nog 3 te versturen');
    expect(words('sync-problem')).toContain('De server heeft een storing.');
    await tap('sync-now');
    expect(asked(world, 'sync_now')).toHaveLength(1);
    expect(words('sync-state')).toBe('Alles verstuurd');
  });

  it('are read again when sending has changed something', async () => {
    const { world, session } = await open((w) => stopped(w, 'stop-a', { sync: { state: 'waiting' } }));
    await tap('nav-stops');
    world.stops = world.stops.map((card) => ({ ...card, sync: { state: 'sent' } }));
    await session.backend.sync_now();
    await settled();
    expect(see('sync-mark').dataset.state).toBe('sent');
  });
});

describe('one check', () => {
  /** The questions of looking back that may be skipped. */
  const SKIPPED = { note: null, concrete: null, yielded: null, other_view: null };

  it('is looked back on beginning with what was written then and what is known since', async () => {
    const world = await one({ awaits_reflection: true });
    const [card] = world.stops;
    if (!card) throw new Error('there is a check');
    world.stops = [...world.stops, { ...card, id: 'stop-later', at: card.at + 3_600_000, outcome: { result: 'nothing' } }];
    await reopen(world);
    await tap('nav-stops');
    all('stop-card').find((each) => each.dataset.stop === card.id)?.click();
    await settled();
    await tap('reflect');
    const first = see('reflection').querySelector('section, fieldset');
    expect(first?.getAttribute('data-testid'), 'before any question').toBe('written-then');
    expect(words('written-then')).toContain('Redenen');
    expect(words('since')).toContain('1 keer gecontroleerd');
    await tap('concrete-partly', 'yielded-understanding');
    await type('other-view', 'hij vond het lang duren');
    await tap('yielded-understanding', 'do-again-yes');
    expect(await violations()).toEqual([]);
    await tap('reflect-save');
    expect(asked(world, 'reflect').at(-1)).toMatchObject({
      reflection: { ...SKIPPED, concrete: 'partly', other_view: 'hij vond het lang duren', do_again: 'yes', themes: [] },
    });
    const facts = see('revision').querySelectorAll('[data-fact=concrete], [data-fact=other_view]');
    expect([...facts].map((each) => each.textContent)).toEqual(['Voor een deel', 'hij vond het lang duren']);
  });

  it('is looked back on, which makes a new version and keeps the first', async () => {
    const world = await one({ awaits_reflection: true });
    await tap('reflect', 'reflect-save');
    expect(page()).toContain('Kies eerst of je het weer zo zou doen.');
    await tap('do-again-differently', 'theme-first_impression', 'theme-counts');
    await type('reflection-note', 'eerst vragen');
    expect(await violations()).toEqual([]);
    await tap('reflect-save');
    const given = { ...SKIPPED, do_again: 'differently', themes: ['first_impression', 'counts'], note: 'eerst vragen' };
    expect(asked(world, 'reflect')).toEqual([{ stop: 'stop-a', reflection: { ...given, no_bsn: true } }]);
    expect(all('revision').map((each) => each.dataset.revision)).toEqual(['2', '1']);
    expect(maybe('reflect')).toBeNull();
  });

  it('is looked back on beginning with how the other was treated, which the new version holds', async () => {
    const world = await one({ awaits_reflection: true });
    await tap('reflect');
    expect(see('reflection').querySelector('fieldset')?.textContent).toContain('Ik liet de ander uitpraten');
    expect(see('reflection').querySelectorAll('[data-testid$="-5"]')).toHaveLength(4);
    await tap('rating-voice-2', 'rating-respect-4');
    expect(world.reflections.get('stop-a')?.ratings).toEqual({ voice: 2, respect: 4 });
    await reopen(world);
    await tap('nav-stops', 'stop-card', 'reflect');
    expect(see('rating-voice-2').getAttribute('aria-pressed')).toBe('true');
    expect(await violations()).toEqual([]);
    await tap('do-again-yes', 'reflect-save');
    expect(world.revisions.get('stop-a')?.map((each) => each.answers.ratings)).toEqual([{ voice: 2, respect: 4 }, {}]);
  });

  it('keeps each answer of looking back when it is entered, and brings it back', async () => {
    vi.useFakeTimers();
    const world = await one({ awaits_reflection: true });
    await tap('reflect', 'do-again-no', 'theme-workload');
    expect(asked(world, 'save_reflection')).toEqual([
      { stop: 'stop-a', reflection: { ...SKIPPED, do_again: 'no', themes: [] } },
      { stop: 'stop-a', reflection: { ...SKIPPED, do_again: 'no', themes: ['workload'] } },
    ]);
    await type('reflection-note', 'te moe');
    await later(299);
    expect(world.reflections.get('stop-a')?.note).toBeNull();
    await later(1);
    expect(world.reflections.get('stop-a')?.note).toBe('te moe');
    await type('reflection-note', 'te moe, dus te snel');
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
    await settled();
    Object.defineProperty(document, 'visibilityState', { value: 'visible', configurable: true });
    expect(world.reflections.get('stop-a')?.note).toBe('te moe, dus te snel');

    await reopen(world);
    await tap('nav-stops', 'stop-card', 'reflect');
    const pressed = [...see('reflection').querySelectorAll<HTMLElement>('[aria-pressed=true]')];
    expect(pressed.map((button) => button.dataset.testid)).toEqual(['theme-workload', 'do-again-no']);
    expect((see('reflection-note') as HTMLTextAreaElement).value).toBe('te moe, dus te snel');
    expect(asked(world, 'reflect'), 'it is no revision until the officer says so').toEqual([]);
    await tap('reflect-save');
    expect(asked(world, 'reflect')).toEqual([
      { stop: 'stop-a', reflection: { ...SKIPPED, do_again: 'no', themes: ['workload'], note: 'te moe, dus te snel', no_bsn: true } },
    ]);
    expect(world.reflections.size).toBe(0);
  });

  it('shows what of looking back could not be kept, and holds it until it is', async () => {
    const world = await one({ awaits_reflection: true });
    await tap('reflect');
    world.refuse.set('save_reflection', 'disk_full');
    await tap('do-again-yes');
    expect(see('do-again-yes').getAttribute('aria-pressed')).toBe('true');
    expect(words('not-saved')).toContain('De telefoon is vol');
    expect(await violations()).toEqual([]);
    await tap('reflect-save');
    expect(asked(world, 'reflect'), 'nothing is left behind unsaved').toEqual([]);
    world.refuse.clear();
    await tap('save-again');
    expect(maybe('not-saved')).toBeNull();
    expect(world.reflections.get('stop-a')?.do_again).toBe('yes');
  });

  it('a refused note of looking back holds back none of the other answers', async () => {
    const world = await one({ awaits_reflection: true });
    await tap('reflect');
    world.refuse.set('save_reflection', 'bsn');
    await type('reflection-note', '111222333');
    see('reflection-note').dispatchEvent(new Event('blur'));
    await settled();
    expect(see('reflection-note').getAttribute('aria-invalid')).toBe('true');
    world.refuse.clear();
    await tap('do-again-yes');
    expect(world.reflections.get('stop-a')).toEqual({ ...SKIPPED, do_again: 'yes', themes: [] });
    expect((see('reflection-note') as HTMLTextAreaElement).value).toBe('111222333');
  });

  it('is changed only with a reason, and the earlier version stays readable', async () => {
    const world = await one();
    await tap('amend');
    expect(screen()).toBe('select');
    await tap('ground-register_signal', 'next', 'next', 'nothing-found-finish');
    expect(words('missing')).toContain('Vul in waarom je de controle aanpast.');
    await type('amend-reason', 'melding vergeten');
    await tap('nothing-found-finish');
    expect(screen()).toBe('done');
    await tap('done-see');
    expect(all('revision')).toHaveLength(2);
    expect(words('amended-because')).toBe('melding vergeten');
    const grounds = [...document.querySelectorAll('[data-fact=grounds]')].map((dd) => dd.textContent);
    expect(grounds).toEqual(['Gebrek aan het voertuig, Signaal uit een register', 'Gebrek aan het voertuig']);
    expect(world.stops[0]?.revision).toBe(2);
    expect(await violations()).toEqual([]);
  });

  it('can be opened for change and left as it was', async () => {
    const world = await one();
    await tap('amend', 'let-go');
    expect(screen()).toBe('stop');
    expect(world.draft).toBeNull();
    expect(asked(world, 'leave_it'), 'no look-up was left').toEqual([]);
  });

  it('is withdrawn with a reason and a clear yes', async () => {
    const world = await one();
    await tap('withdraw', 'withdraw-confirm');
    expect(page(), 'published figures are never made anew').toContain('Cijfers van afgesloten weken blijven zoals ze zijn.');
    expect(asked(world, 'withdraw'), 'a yes without a reason does nothing').toEqual([]);
    await tap('withdraw-reason-double');
    expect(await violations()).toEqual([]);
    await tap('withdraw-confirm');
    expect(asked(world, 'withdraw')).toEqual([{ stop: 'stop-a', reason: 'double' }]);
    expect(words('withdrawn')).toBe('Ingetrokken');
    expect(maybe('amend')).toBeNull();
  });

  it('says why it can no longer be changed', async () => {
    const world = await one();
    world.refuse.set('amend', 'too_old');
    await tap('amend');
    expect(screen()).toBe('stop');
    expect(words('problem')).toContain('te oud');
  });
});
