// A check that is entered afterwards: from the first screen, with the quarter of an hour in which it was.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { asked, maybe, open, screen, see, settled, tap, type, words } from '../app';

/** Thursday 26 November 2026, 14:50 on the clocks here. */
const NOW = new Date('2026-11-26T13:50:00Z');
const quarter = (text: string): number => new Date(text).getTime();

async function choose(at: number): Promise<void> {
  const field = see('when') as HTMLSelectElement;
  field.value = String(at);
  field.dispatchEvent(new Event('change', { bubbles: true }));
  await settled();
}

describe('a check afterwards', () => {
  beforeEach(() => void vi.useFakeTimers({ now: NOW }));
  afterEach(() => void vi.useRealTimers());

  it('is recorded with its own time, marked, and without a look-up', async () => {
    const { world } = await open();
    await tap('enter-afterwards');
    expect(screen()).toBe('afterwards');
    await type('plate', 'tf000g');
    await choose(quarter('2026-11-26T09:15:00Z'));
    expect(words('when-chosen')).toBe('do 26 nov, 10:15');
    await tap('initiative-call');
    expect(screen()).toBe('select');
    expect(words('entered')).toBe('Achteraf ingevoerd. De controle was do 26 nov, 10:15 uur.');
    await tap('ground-vehicle_defect', 'basis-wvw_160', 'next', 'told-unasked');
    expect(maybe('see-counts'), 'there are no counts').toBeNull();
    await tap('next', 'nothing-found-finish');
    expect(world.stops[0]).toMatchObject({ at: quarter('2026-11-26T09:15:00Z'), afterwards: true });
    expect(asked(world, 'look_up')).toHaveLength(0);
    await tap('done', 'nav-stops');
    expect(words('card-entered')).toBe('Achteraf ingevoerd');
    await tap('see-shift');
    const figures = ['looked_up', 'checked', 'found_nothing', 'entered'].map((name) => words(`shift-${name}`));
    expect(figures).toEqual(['0', '1', '1', '1']);
    expect(words('shift-check')).toContain('Gecontroleerd Achteraf ingevoerd');
    await tap('shift-check');
    expect(screen()).toBe('stop');
  });

  it('of the shift before is none of this one', async () => {
    await open();
    await tap('enter-afterwards');
    await type('plate', 'tf000g');
    await choose(quarter('2026-11-25T20:00:00Z'));
    await tap('initiative-call', 'ground-vehicle_defect', 'basis-wvw_160', 'next', 'told-unasked', 'next', 'nothing-found-finish', 'done');
    await tap('nav-stops');
    expect(words('shift-since')).toBe('In deze dienst heb je nog niets bevraagd of gecontroleerd.');
  });

  it('needs its time, and says so at the field', async () => {
    const { world } = await open();
    await tap('enter-afterwards');
    await type('plate', 'tf000g');
    await tap('initiative-call');
    expect(screen()).toBe('afterwards');
    expect(words('when-need')).toBe('Kies eerst wanneer de controle was.');
    expect(see('when').getAttribute('aria-describedby')).toBe('when-need');
    expect(document.activeElement).toBe(see('when'));
    expect(asked(world, 'enter_check')).toHaveLength(0);
    await choose(quarter('2026-11-25T14:00:00Z'));
    expect(maybe('when-need')).toBeNull();
  });

  it('offers today and yesterday, a day back', async () => {
    await open();
    await tap('enter-afterwards');
    const groups = [...see('when').querySelectorAll('optgroup')];
    expect(groups.map((group) => group.label)).toEqual(['Vandaag, 26 november 2026', 'Gisteren, 25 november 2026']);
    expect(groups[0]?.querySelector('option')?.textContent).toBe('14:45');
    expect([...(groups[1]?.querySelectorAll('option') ?? [])].at(-1)?.textContent).toBe('15:00');
  });

  it('offers the day that the core knows, where the clock of the phone is days off', async () => {
    const { world } = await open((w) => {
      w.now = () => Date.now() + 3 * 24 * 3_600_000;
    });
    await tap('enter-afterwards');
    const groups = [...see('when').querySelectorAll('optgroup')];
    expect(groups.map((group) => group.label)).toEqual(['Vandaag, 29 november 2026', 'Gisteren, 28 november 2026']);
    await type('plate', 'tf000g');
    await choose(quarter('2026-11-29T09:15:00Z'));
    await tap('initiative-call');
    expect(screen()).toBe('select');
    expect(asked(world, 'enter_check')).toHaveLength(1);
  });

  it('asks about an odd plate as a look-up does', async () => {
    await open();
    await tap('enter-afterwards');
    await type('plate', 'ab12');
    await choose(quarter('2026-11-26T09:15:00Z'));
    await tap('initiative-call');
    expect(maybe('question')).not.toBeNull();
    await tap('question-yes');
    expect(screen()).toBe('select');
  });

  it('asks about a person without a first name in words of a check, and not of a look-up', async () => {
    await open();
    await tap('enter-afterwards', 'mode-person');
    await type('family-name', 'Jansen');
    await choose(quarter('2026-11-26T09:15:00Z'));
    await tap('initiative-call');
    expect(words('question')).toContain('Invoeren zonder voornaam en volledige geboortedatum?');
    expect(words('question')).not.toMatch(/bevragen/i);
    await type('birth-year', '1980');
    await type('birth-month', '5');
    await type('birth-day', '9');
    await tap('initiative-call');
    expect(words('question')).toContain('Invoeren zonder voornaam?');
    expect(words('question-yes')).toBe('Zonder voornaam invoeren');
    await type('first-name', 'Ali');
    await type('birth-day', '0');
    await type('birth-month', '0');
    await tap('initiative-call');
    expect(words('question')).toContain('Invoeren zonder volledige geboortedatum?');
    expect(words('question')).not.toMatch(/bevragen/i);
  });

  it('is given up without a look-up that was left, and comes back when that is undone', async () => {
    const { world } = await open();
    await tap('enter-afterwards');
    await type('plate', 'tf000g');
    await choose(quarter('2026-11-26T09:15:00Z'));
    await tap('initiative-call');
    expect(words('let-go')).toBe('Niet vastleggen');
    await tap('let-go');
    expect(screen()).toBe('look-up');
    expect(maybe('left')).toBeNull();
    expect(words('undo-told')).toContain('Niet vastgelegd: TF-000-G.');
    await tap('undo');
    expect(screen()).toBe('select');
    expect(world.draft?.afterwards).toBe(true);
  });
});
