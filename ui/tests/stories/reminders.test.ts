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
async function add(time: string): Promise<void> {
  await choose('reminder-time', time);
  await tap('reminder-add');
}
const times = (): (string | null)[] => [...see('reminders').querySelectorAll('li strong')].map((time) => time.textContent);

describe('the reminder', () => {
  it('is off until a time is chosen, and off again when the last one is removed', async () => {
    const { world } = await in_settings();
    see('reminders-none');
    await add('23:00');
    await add('07:15');
    expect(times()).toEqual(['07:15', '23:00']);
    expect(world.reminders.times).toEqual(['07:15', '23:00']);
    expect(await violations()).toEqual([]);
    await tap('reminder-remove-07:15', 'reminder-remove-23:00');
    see('reminders-none');
    expect(world.reminders.times).toEqual([]);
  });

  it('comes no more than three times a day', async () => {
    await in_settings();
    for (const time of ['06:45', '14:45', '22:45']) await add(time);
    expect(times()).toHaveLength(MOST.reminders);
    expect(maybe('reminder-time')).toBeNull();
    expect(document.activeElement?.id, 'the button is gone, and the focus is not').toBe('reminders');
  });

  it('says where the device shows no notifications, and sets nothing', async () => {
    const { world } = await in_settings((w) => (w.notifications = false));
    await add('23:00');
    expect(see('problem').textContent).toContain('geen meldingen');
    expect(times()).toEqual([]);
    expect(world.reminders.times).toEqual([]);
    expect(await violations()).toEqual([]);
  });

  it('speaks the language of the screens', async () => {
    const { world } = await in_settings();
    await add('23:00');
    await tap('language-en');
    expect(world.reminders).toEqual({ times: ['23:00'], language: 'en' });
    settings.language = 'nl';
  });

  it('asks for a time when none is chosen', async () => {
    const { world } = await in_settings();
    await tap('reminder-add');
    see('reminder-need');
    expect(document.activeElement?.id).toBe('reminder-time');
    expect(await violations()).toEqual([]);
    expect(world.reminders.times).toEqual([]);
  });

  it('is taken away one by one where notifications are refused by now', async () => {
    const { world } = await in_settings();
    await add('07:00');
    await add('23:00');
    world.notifications = false;
    await tap('reminder-remove-07:00');
    expect(times()).toEqual(['23:00']);
    await tap('reminder-remove-23:00');
    expect(world.reminders.times).toEqual([]);
  });

  it('is not for an adviser, who has no checks', async () => {
    await in_settings((w) => (w.status = { ...w.status, role: 'adviser' }));
    expect(maybe('reminders')).toBeNull();
  });
});
