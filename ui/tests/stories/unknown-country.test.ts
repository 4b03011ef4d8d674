// Officer Noor looks up where there is no network: what is not known is called unknown, and comes by itself later.
import { describe, expect, it, vi } from 'vitest';
import type { CentralAnswer } from '../../src/backend/types';
import { counts } from '../../src/backend/memory/counts';
import { violations } from '../axe';
import { asked, later, look_up, maybe, open, page, screen, see, settled, tap, words } from '../app';

const MINUTE = 60_000;
const known = (): CentralAnswer => ({
  answer: 'known',
  counts: counts([[1, 0, 0], [4, 1, 1], [9, 2, 2], [203, 54, 30]], Date.now()),
  advisory: null,
  advisory_ended: null,
});
const back_in_front = async (): Promise<void> => {
  document.dispatchEvent(new Event('visibilitychange'));
  await settled();
};

describe('where the country was not asked', () => {
  it('nothing of it reads as zero, nor as never checked', async () => {
    await open((world) => (world.local = counts([[0, 0, 0], [0, 0, 0], [0, 0, 0], [4, 0, 0]], Date.now())));
    await look_up();
    expect(words('country-unknown')).toBe('Landelijke cijfers onbekend');
    for (const window of ['day', 'week', 'month', 'year']) {
      expect(words(`counts-local-${window}-stops`), window).toBe('–onbekend');
    }
    expect(words('counts-local-year-queries'), 'what this phone did is known').toBe('4');
    expect(words('last-seen')).toContain('Laatste controle: onbekend');
    expect(words('last-seen')).toContain('Laatst bevraagd met deze telefoon:');
    expect(page()).not.toContain('niet eerder gecontroleerd');
    expect(await violations()).toEqual([]);
  });

  it('a zero is one as soon as the country has said so', async () => {
    await open((world) => (world.central = async () => ({ answer: 'known', counts: counts([], Date.now()), advisory: null, advisory_ended: null })));
    await look_up();
    expect(maybe('country-unknown')).toBeNull();
    expect(words('counts-central-year-stops')).toBe('0');
    expect(page()).toContain('Voor zover bekend niet eerder gecontroleerd');
  });

  it('the figures come by themselves when the network returns, without a new look-up', async () => {
    const { world } = await open();
    await look_up();
    world.central = async () => known();
    window.dispatchEvent(new Event('online'));
    await settled();
    expect(words('counts-central-year-stops')).toBe('54');
    expect(asked(world, 'look_up')).toHaveLength(1);
  });

  it('they come too when a pass finds the network before the page does', async () => {
    const { world, session } = await open((w) => (w.status = { ...w.status, sync: { ...w.status.sync, problem: 'offline' } }));
    await look_up();
    world.central = async () => known();
    await session.backend.sync_now();
    await settled();
    expect(words('counts-central-year-stops')).toBe('54');
  });

  it('they come by themselves too where nothing tells that the network is back, ever more slowly', async () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 10, 25, 12) });
    const { world } = await open();
    const times = (): number => asked(world, 'central_counts').length;
    await look_up();
    const after = [5, 10, 20, 30, 30];
    for (const [at, seconds] of after.entries()) {
      await later(seconds * 1000 - 1);
      expect(times(), `${seconds} s`).toBe(at + 1);
      await later(1);
      expect(times(), `${seconds} s`).toBe(at + 2);
    }
    expect(words('central-state')).toContain('Geen netwerk');
    world.central = async () => known();
    await later(30_000);
    expect(words('counts-central-year-stops')).toBe('54');
    await later(5 * MINUTE);
    expect(times(), 'and no more once they are there').toBe(7);
    expect(asked(world, 'look_up')).toHaveLength(1);
  });

  it('nothing is asked by itself while nobody looks, while a question is under way, or after a server of ours answered', async () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 10, 25, 12) });
    const seen = vi.spyOn(document, 'visibilityState', 'get');
    const { world } = await open();
    const times = (): number => asked(world, 'central_counts').length;
    await look_up();
    seen.mockReturnValue('hidden');
    await later(2 * MINUTE);
    expect(times(), 'hidden').toBe(1);
    seen.mockReturnValue('visible');
    await back_in_front();
    expect(times(), 'back in front').toBe(2);

    await tap('check');
    await later(2 * MINUTE);
    expect(times(), 'another screen').toBe(2);
    await tap('back');
    let answered: (answer: CentralAnswer) => void = () => undefined;
    world.central = () => new Promise((resolve) => (answered = resolve));
    await later(2 * MINUTE);
    expect(times(), 'one at a time').toBe(3);
    answered({ answer: 'unavailable', problem: 'quota' });
    await later(2 * MINUTE);
    expect(times(), 'it asked to be left alone').toBe(3);
    seen.mockRestore();
  });

  it('there is a button for each cause: ask again, or go where it is mended', async () => {
    const causes = ['portal', 'certificate_refused', 'no_certificates', 'not_known_yet', 'quota', 'server', 'no_epoch_key', 'disk_full'] as const;
    const { world } = await open();
    await look_up();
    for (const problem of causes) {
      expect(maybe('ask-again'), problem).not.toBeNull();
      world.central = async () => ({ answer: 'unavailable', problem });
      await tap('ask-again');
      expect(await violations()).toEqual([]);
    }
    world.central = async () => ({ answer: 'unavailable', problem: 'time_unknown' });
    await tap('ask-again', 'see-undated');
    expect(screen()).toBe('undated');
    await tap('back', 'new-look-up');
    world.central = async () => ({ answer: 'unavailable', problem: 'not_enrolled' });
    await look_up();
    await tap('enrol-anew');
    expect(screen()).toBe('enrol');
  });
});

describe('figures that lie on the screen', () => {
  it('are asked for again after ten minutes, and not before', async () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 10, 25, 12) });
    const { world } = await open((w) => (w.central = async () => known()));
    await look_up();
    await later(5 * MINUTE);
    await back_in_front();
    expect(asked(world, 'central_counts')).toHaveLength(1);
    await later(6 * MINUTE);
    expect(asked(world, 'central_counts'), 'by themselves').toHaveLength(2);
    vi.setSystemTime(Date.now() + 26 * 60 * MINUTE);
    await back_in_front();
    expect(asked(world, 'central_counts'), 'back in front').toHaveLength(3);
    expect(asked(world, 'look_up')).toHaveLength(1);
  });

  it('get the date of yesterday at midnight, and when the app comes back', async () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 10, 25, 22, 58) });
    const answer = known();
    const { world } = await open((w) => (w.central = async () => answer));
    await look_up();
    expect(words('central-as-of')).toBe('Hele land, stand van 23:58.');
    world.central = async () => ({ answer: 'offline' });
    await later(3 * MINUTE);
    expect(words('central-as-of')).toBe('Hele land, stand van 25 nov, 23:58.');
    vi.setSystemTime(Date.now() + 24 * 60 * MINUTE);
    await back_in_front();
    expect(words('central-state')).toBe('Geen netwerk. Dit is de laatste stand die bekend is.');
    expect(see('ask-again'), 'there is a way to try').not.toBeNull();
  });
});

describe('an advisory that comes with the answer of the country', () => {
  it('is told to who listens, and so is that it is over', async () => {
    const until = Date.UTC(2027, 0, 22, 12);
    const { world } = await open((w) => (w.central = async () => ({ ...known(), advisory: { until, on: null } }) as CentralAnswer));
    await look_up();
    expect(see('advisory-change').getAttribute('aria-live')).toBe('polite');
    expect(words('advisory-change')).toBe('Er is een advies om dit liever niet te controleren.');
    await tap('leave-it');
    world.advisory = { until, on: null };
    world.central = async () => known();
    await look_up();
    expect(words('advisory-change')).toBe('Het advies geldt niet meer.');
  });

  it('is over when a later check found what it looked for, and names the day of that check', async () => {
    const ended = { grain: 'day' as const, at: Date.UTC(2026, 10, 12) / 3_600_000 };
    await open((w) => {
      w.advisory = { until: Date.UTC(2027, 0, 22, 12), on: null };
      w.central = async () => ({ ...known(), advisory_ended: ended }) as CentralAnswer;
    });
    await look_up();
    expect(maybe('advisory')).toBeNull();
    expect(words('advisory-change')).toBe('Het advies geldt niet meer.');
    expect(words('advisory-ended')).toContain('bij de controle van 12 november 2026 is iets gevonden dat bij de reden paste');
    expect(await violations()).toEqual([]);
  });
});
