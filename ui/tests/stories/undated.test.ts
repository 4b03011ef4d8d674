// Officer Noor's clock was wrong: she is asked when it was, and sending goes on.
import { describe, expect, it } from 'vitest';
import type { UndatedView } from '../../src/backend/types';
import type { World } from '../../src/backend/memory/world';
import { violations } from '../axe';
import { all, asked, maybe, open, page, screen, see, tap, type, words } from '../app';

const HOUR = 3_600_000;
/** The clock had lost its battery. */
const CLOCK = Date.parse('2020-01-01T00:05:00Z');
const FROM = Date.parse('2026-11-25T18:20:00Z');
const UNTIL = Date.parse('2026-11-25T23:40:00Z');
const plate = (spelled: string) => ({ kind: 'plate', spelled, country: 'NL' }) as const;

function wrong(world: World, over: Partial<UndatedView> = {}): void {
  world.undated = [
    {
      number: 4,
      from: FROM,
      until: UNTIL,
      clock_said: CLOCK,
      records: [
        { subject: plate('TF-000-G'), clock_said: CLOCK, is_stop: false, afterwards: false },
        { subject: plate('BF-000-G'), clock_said: CLOCK + 2 * HOUR, is_stop: false, afterwards: false },
        { subject: plate('BF-000-G'), clock_said: CLOCK + HOUR, is_stop: true, afterwards: false },
      ],
      ...over,
    },
  ];
  const sync = { ...world.status.sync, waiting: 3, undated: 3, problem: 'time_unknown' as const };
  world.status = { ...world.status, sync };
}

describe('records of a wrong clock', () => {
  it('are asked about on the first screen and at her own checks, and not where there are none', async () => {
    await open();
    expect(maybe('ask-when')).toBeNull();
    await open(wrong);
    for (const tab of ['nav-lookup', 'nav-stops']) {
      await tap(tab);
      expect(words('ask-when')).toContain('Zonder tijd: 3.');
      expect(await violations()).toEqual([]);
      await tap('ask-when-open');
      expect(screen()).toBe('undated');
      await tap('back');
    }
  });

  it('are shown with the first one first, and between which moments they were', async () => {
    await open(wrong);
    await tap('ask-when-open');
    expect(words('undated-group')).toMatch(/^Tussen .*25 nov.*19:20 en .*26 nov.*00:40/);
    expect(words('undated-first')).toMatch(/Het eerste .*TF-000-G Bevraging De klok zei: .*2020.*01:05/);
    const others = [...see('undated-group').querySelectorAll('li')].map((each) => each.textContent?.replace(/\s+/g, ' '));
    expect(others[0]).toMatch(/BF-000-G Controle/);
    expect(others[1]).toMatch(/BF-000-G Bevraging/);
    expect(await violations()).toEqual([]);
  });

  it('come with a time that can be, and the others follow from it at once', async () => {
    await open(wrong);
    await tap('ask-when-open');
    const field = see('undated-when') as HTMLInputElement;
    expect([field.type, field.min, field.max]).toEqual(['datetime-local', '2026-11-25T19:20', '2026-11-25T22:40']);
    expect(field.value, 'the latest at which the last one fits').toBe('2026-11-25T22:40');
    await type('undated-when', '2026-11-25T20:00');
    expect(all('undated-becomes').map((each) => each.textContent)).toEqual([
      expect.stringMatching(/^Wordt: .*20:00$/),
      expect.stringMatching(/^Wordt: .*21:00$/),
      expect.stringMatching(/^Wordt: .*22:00$/),
    ]);
  });

  it('are dated with one tap, and sending goes on', async () => {
    const { world } = await open(wrong);
    await tap('ask-when-open');
    expect(words('sync-state')).toBe('Niet alles verstuurd: 3 zonder tijd');
    await type('undated-when', '2026-11-25T20:00');
    await tap('undated-save');
    expect(asked(world, 'date')).toEqual([{ number: 4, first: Date.parse('2026-11-25T19:00:00Z') }]);
    expect(words('undated-saved')).toBe('De tijd is bewaard. Versturen gaat nu vanzelf verder.');
    expect(document.activeElement, 'who used the button stays where the answer is').toBe(see('undated-saved'));
    expect(words('undated-none')).toBe('Alles heeft een tijd.');
    expect(words('sync-state')).toBe('Alles verstuurd');
    expect(await violations()).toEqual([]);
    await tap('back');
    expect(maybe('ask-when')).toBeNull();
  });

  it('of two stretches are dated apart, in any order', async () => {
    const { world } = await open((w) => {
      wrong(w);
      w.undated = [...w.undated, { ...w.undated[0]!, number: 6, from: null, until: null }];
    });
    await tap('ask-when-open');
    expect(all('undated-group')).toHaveLength(2);
    const second = all('undated-group')[1]!;
    expect(second.textContent).toContain('Op een onbekend moment');
    const field = second.querySelector('input')!;
    expect(field.value).toBe('');
    second.querySelector<HTMLButtonElement>('[data-testid=undated-save]')!.click();
    expect(asked(world, 'date'), 'nothing is guessed').toEqual([]);
    field.value = '2026-11-26T08:00';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    second.querySelector<HTMLButtonElement>('[data-testid=undated-save]')!.click();
    await tap('undated-save');
    expect(asked(world, 'date').map((each) => (each as { number: number }).number)).toEqual([6, 4]);
    expect(maybe('undated-none')).not.toBeNull();
  });

  it('that cannot have been then are refused in a sentence, tied to the field', async () => {
    const { world } = await open(wrong);
    await tap('ask-when-open');
    world.refuse.set('date', 'moment');
    await type('undated-when', '2026-11-26T00:00');
    await tap('undated-save');
    expect(words('problem')).toContain('Op dat moment kan het niet zijn geweest.');
    const field = see('undated-when');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(field.getAttribute('aria-describedby')).toContain(see('problem').id);
    expect(await violations()).toEqual([]);
    expect(world.undated).toHaveLength(1);
    await type('undated-when', '');
    await tap('undated-save');
    expect(page()).toContain('Kies eerst een dag en een tijd.');
    expect(await violations()).toEqual([]);
  });

  it('that cannot be read say so', async () => {
    const { world } = await open(wrong);
    world.refuse.set('undated', 'store');
    await tap('ask-when-open');
    expect(words('problem')).toContain('Probeer het opnieuw.');
    expect(await violations()).toEqual([]);
  });

  it('of a check that was entered afterwards is when that was, and its own time of day stays', async () => {
    await open((w) =>
      wrong(w, { records: [{ subject: plate('TF-000-G'), clock_said: CLOCK, is_stop: true, afterwards: true }] }),
    );
    await tap('ask-when-open');
    expect(words('undated-group')).toContain('Wanneer heb je dit ingevoerd?');
    expect(words('undated-first')).toContain('Achteraf ingevoerd: het tijdstip blijft zoals je het gaf');
    expect(maybe('undated-becomes')).toBeNull();
    expect(await violations()).toEqual([]);
  });

  it('whose marks are gone are asked about all the same', async () => {
    await open((w) => wrong(w, { records: [{ subject: null, clock_said: CLOCK, is_stop: true, afterwards: false }], from: null }));
    await tap('ask-when-open');
    expect(words('undated-first')).toMatch(/^Niet meer leesbaar/);
    expect(words('undated-group'), 'there are no others').toContain('Wanneer was het?');
    expect(words('undated-group')).toMatch(/^Vóór /);
  });
});
