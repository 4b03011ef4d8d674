// Officer Noor looks in her mirror: counts of her own, with how much each says, and nothing that grades.
import { describe, expect, it } from 'vitest';
import type { ForceView, Mirror, Share } from '../../src/backend/types';
import { blocks, in_words, MOST_BLOCKS } from '../../src/mirror';
import { violations } from '../axe';
import { all, asked, maybe, open, page, screen, see, tap, words } from '../app';

const little = (part: number, whole: number): Share => ({ part, whole, certainty: 'little', spread: null });

async function mirror(prepare: (mirror: Mirror) => Mirror = (mirror) => mirror): ReturnType<typeof open> {
  const opened = await open((world) => (world.mirror = prepare(world.mirror)));
  await tap('my-shift');
  await expect.poll(() => maybe('mirror-open')).not.toBeNull();
  await tap('mirror-open');
  expect(screen()).toBe('mirror');
  return opened;
}

describe('the mirror', () => {
  it('is reached from the shift and tells each count with how much it says', async () => {
    const { world } = await mirror();
    const { grounds, found, weeks } = world.mirror;
    expect(words('mirror-found')).toBe(in_words(found));
    expect(grounds.length).toBeGreaterThan(2);
    for (const { code, found } of grounds) expect(words(`mirror-ground-${code}`)).toContain(`${found.part} van ${found.whole}`);
    expect(all('mirror-week')).toHaveLength(weeks.length);
    expect(all('next-time').length).toBe(world.mirror.next_time.length);
    expect(await violations()).toEqual([]);
    expect(asked(world, 'sync_now')).toEqual([]);
  });

  it('says of a small number that it says little, and gives no percentage anywhere', async () => {
    await mirror((mirror) => ({ ...mirror, found: little(3, 14) }));
    expect(words('mirror-found')).toBe('3 van 14: dat zegt nog weinig.');
    expect(page()).not.toContain('%');
  });

  it('tells between what chance may have moved a larger number', () => {
    const of = (whole: number, certainty: Share['certainty'], spread: Share['spread']): string =>
      in_words({ part: 9, whole, certainty, spread });
    expect(of(40, 'impression', { low: 1, high: 4, of: 10 })).toBe(
      '9 van 40: een indruk. Met toeval erbij is het 1 tot 4 van elke 10.',
    );
    expect(of(140, 'picture', { low: 3, high: 12, of: 100 })).toContain('3 tot 12 van elke 100');
    expect(in_words(little(0, 0))).toBe('Nog geen controles.');
  });

  it('draws a share as blocks, and shows a part that is there however small', () => {
    expect(blocks(3, 14)).toEqual({ each: 1, full: 3, empty: 11 });
    expect(blocks(0, 14)).toEqual({ each: 1, full: 0, empty: 14 });
    expect(blocks(14, 14)).toEqual({ each: 1, full: 14, empty: 0 });
    expect(blocks(1, 1_000)).toEqual({ each: 50, full: 1, empty: 19 });
    expect(blocks(999, 1_000)).toEqual({ each: 50, full: 19, empty: 1 });
    for (const whole of [29, 30, 31, 45, 61, 100, 299, 5_000]) {
      const { full, empty } = blocks(whole / 2, whole);
      expect(full + empty, `${whole}`).toBeLessThanOrEqual(MOST_BLOCKS);
    }
  });

  it('leads from own words about a next time to the check, and back', async () => {
    await mirror();
    await tap('next-time');
    expect(screen()).toBe('stop');
    await tap('back');
    expect(screen()).toBe('mirror');
  });

  it('says so when there is nothing yet, and when a check could not be read', async () => {
    await mirror((mirror) => ({ ...mirror, stops: 0, left: 0, unreadable: 2 }));
    expect(words('mirror-empty')).toContain('nog niets te zien');
    expect(words('mirror-unreadable')).toContain('2 van je controles');
    expect(maybe('mirror')).toBeNull();
    expect(await violations()).toEqual([]);
  });

  it('tells what went wrong instead of an empty mirror', async () => {
    await open((world) => world.refuse.set('mirror', 'store'));
    await tap('my-shift');
    await expect.poll(() => maybe('mirror-open')).not.toBeNull();
    await tap('mirror-open');
    expect(see('problem').dataset.code).toBe('store');
  });
});

describe('beside the own figures', () => {
  const share = (part: number, whole: number): { part: number; whole: number } => ({ part, whole });
  const known: ForceView = {
    answer: 'known',
    fetched_at: Date.parse('2026-11-20T08:00:00Z'),
    summary: {
      period: { kind: 'quarter', code: '2026-Q3', from: 0, to: 1 },
      min_teams: 5,
      left_it: share(40, 100),
      found: share(366, 1_000),
      repeat_stops: share(1, 900),
      reason_told: [{ code: 'unasked', share: share(71, 100) }],
      grounds: [{ code: 'traffic_offence', share: share(1, 2) }],
      themes: [{ code: 'appearance', share: share(8, 100) }],
    },
  };
  const with_force = async (force: ForceView): Promise<void> => {
    await open((world) => (world.force = force));
    await tap('my-shift');
    await expect.poll(() => maybe('mirror-open')).not.toBeNull();
    await tap('mirror-open');
  };

  it('stand those of the whole force, with whose they are and of when', async () => {
    await with_force(known);
    expect(words('mirror-found-force')).toBe('Hele korps: 37 van elke 100.');
    expect(words('mirror-ground-traffic_offence-force')).toBe('Hele korps: 50 van elke 100.');
    expect(maybe('mirror-ground-evading-force'), 'too few teams show it').toBeNull();
    expect(words('mirror-unasked-force')).toContain('71 van elke 100');
    expect(words('force-repeats')).toContain('door wie dan ook');
    expect(words('force-repeats')).toContain('minder dan 1');
    expect(words('force-theme-appearance')).toContain('8 van elke 100');
    expect(words('force-left')).toContain('40 van elke 100');
    expect(words('force-period')).toContain('3e kwartaal');
    expect(await violations()).toEqual([]);
  });

  it('is said why there are none, and the own figures stand', async () => {
    await with_force({ answer: 'not_fetched' });
    expect(words('force-none')).toContain('nog niet opgehaald');
    expect(maybe('mirror-found')).not.toBeNull();
    expect(await violations()).toEqual([]);
    await with_force({ answer: 'none_yet' });
    expect(words('force-none')).toContain('nog geen kwartaal');
  });
});
