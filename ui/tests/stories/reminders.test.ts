// Officer Noor is reminded of looking back, at the times that she chose and not before she chose any.
import { describe, expect, it } from 'vitest';
import { MOST } from '../../src/lists';
import { settings } from '../../src/settings.svelte';
import { violations } from '../axe';
import { choose, maybe, open, see, tap } from '../app';

async function in_settings(set: Parameters<typeof open>[0] = () => undefined): Promise<Awaited<ReturnType<typeof open>>> {
  const opened = await open(set);
  await tap('nav-settings');
  return opened;
}
const times = (): (string | null)[] => [...see('reminders').querySelectorAll('li strong')].map((time) => time.textContent);

describe('the reminder', () => {
  it('is off until a time is chosen, and off again when the last one is removed', async () => {
    const { world } = await in_settings();
    see('reminders-none');
    await choose('reminder-time', '23:00');
    await choose('reminder-time', '07:15');
    expect(times()).toEqual(['07:15', '23:00']);
    expect(world.reminders.times).toEqual(['07:15', '23:00']);
    expect(await violations()).toEqual([]);
    await tap('reminder-remove-07:15', 'reminder-remove-23:00');
    see('reminders-none');
    expect(world.reminders.times).toEqual([]);
  });

  it('comes no more than three times a day', async () => {
    await in_settings();
    for (const time of ['06:45', '14:45', '22:45']) await choose('reminder-time', time);
    expect(times()).toHaveLength(MOST.reminders);
    expect(maybe('reminder-time')).toBeNull();
  });

  it('says where the device shows no notifications, and sets nothing', async () => {
    const { world } = await in_settings((w) => (w.notifications = false));
    await choose('reminder-time', '23:00');
    expect(see('problem').textContent).toContain('geen meldingen');
    expect(times()).toEqual([]);
    expect(world.reminders.times).toEqual([]);
    expect(await violations()).toEqual([]);
  });

  it('speaks the language of the screens', async () => {
    const { world } = await in_settings();
    await choose('reminder-time', '23:00');
    await tap('language-en');
    expect(world.reminders).toEqual({ times: ['23:00'], language: 'en' });
    settings.language = 'nl';
  });

  it('is not for an adviser, who has no checks', async () => {
    await in_settings((w) => (w.status = { ...w.status, role: 'adviser' }));
    expect(maybe('reminders')).toBeNull();
  });
});
