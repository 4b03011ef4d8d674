// What is odd about a plate or a person is asked, and never taken silently.
import { describe, expect, it } from 'vitest';
import { violations } from '../axe';
import { all, asked, look_up, maybe, open, see, settled, tap, type, words } from '../app';

describe('a look-up of what is odd', () => {
  it('asks before it takes a plate of no Dutch series', async () => {
    const { world } = await open();
    await look_up('ab12');
    expect(words('question')).toContain('hoort niet bij een Nederlandse kentekenserie');
    await tap('question-no');
    expect(maybe('question')).toBeNull();
    expect((see('plate') as HTMLInputElement).value, 'what was typed stays').toBe('ab12');
    await tap('initiative-briefing', 'question-yes');
    expect(asked(world, 'look_up').at(-1)).toMatchObject({ initiative: 'briefing', confirmed: true });
    expect(maybe('counts-local')).not.toBeNull();
  });

  it('asks which car is meant when the gap that tells two apart was left out', async () => {
    const { world } = await open();
    await tap('country-change');
    await type('country-search', 'duits');
    await tap('country-found');
    await look_up('bne1234', 'call');
    expect(words('question')).toContain('Welk kenteken bedoel je?');
    expect(all('question-choice').map((button) => button.textContent?.trim())).toEqual(['B-NE 1234', 'BN-E 1234']);
    expect(maybe('question-yes'), 'yes would say nothing').toBeNull();
    expect(world.look_up, 'nothing was looked up yet').toBeNull();
    expect(await violations()).toEqual([]);
    all('question-choice')[1]?.click();
    await settled();
    expect(asked(world, 'look_up').at(-1)).toEqual({
      subject: { kind: 'plate', text: 'BN-E 1234', country: 'DE' },
      initiative: 'call',
      confirmed: true,
    });
    expect(words('subject')).toContain('BN-E 1234');
  });

  it('asks whether letters that no Dutch series has are Dutch, with the countries that have them', async () => {
    const { world } = await open();
    await look_up('ka-ea 12', 'call');
    expect(words('question')).toContain('Is dit een Nederlands kenteken?');
    expect(words('question-choice')).toBe('Duitsland: KA-EA 12');
    expect(words('question-yes')).toBe('Ja, Nederlands');
    expect(await violations()).toEqual([]);
    await tap('question-choice');
    expect(asked(world, 'look_up').at(-1)).toMatchObject({ subject: { text: 'KA-EA 12', country: 'DE' }, confirmed: true });
    expect(words('subject')).toContain('KA-EA 12');
  });

  it('takes a vehicle without a plate, and says that nobody can know it', async () => {
    const { world } = await open();
    await type('plate', 'tf000g');
    await tap('no-plate');
    expect(see('no-plate').getAttribute('aria-pressed')).toBe('true');
    expect(maybe('plate'), 'there is nothing to type').toBeNull();
    expect(await violations()).toEqual([]);
    await tap('initiative-proactive');
    expect(asked(world, 'look_up')).toEqual([
      { subject: { kind: 'no_plate' }, initiative: 'proactive', confirmed: false },
    ]);
    expect(words('subject')).toBe('Zonder kenteken');
    expect(words('counts-nobody')).toContain('niet te herkennen');
    expect(maybe('counts-local'), 'no noughts that say nothing').toBeNull();
    expect(await violations()).toEqual([]);
  });

  it('brings back what was typed when the vehicle has a plate after all', async () => {
    await open();
    await type('plate', 'tf000g');
    await tap('no-plate');
    await tap('no-plate');
    expect((see('plate') as HTMLInputElement).value).toBe('tf000g');
  });

  it('finds every country by a part of its name, and remembers the last one', async () => {
    const { world } = await open();
    await tap('country-change');
    await type('country-search', 'kazach');
    expect(all('country-found').map((button) => button.textContent?.trim())).toEqual([
      'Kazachstan',
      'Anders of onbekend',
    ]);
    expect(await violations()).toEqual([]);
    await tap('country-found');
    expect((see('country') as HTMLSelectElement).value).toBe('KZ');
    expect(maybe('country-found')).toBeNull();
    expect(words('plate-hint'), 'abroad a gap may tell two cars apart').toContain('Typ de spaties');
    await look_up('123abc01');
    expect(asked(world, 'look_up').at(-1)).toMatchObject({ subject: { country: 'KZ' } });
    expect(localStorage.getItem('country'), 'its two letters and nothing of the plate').toBe('KZ');
    expect(Object.values(localStorage).join()).not.toContain('123');
    await tap('new-look-up');
    const first = [...(see('country') as HTMLSelectElement).options].slice(0, 2).map(({ value }) => value);
    expect(first).toEqual(['NL', 'KZ']);
    expect([...(see('country') as HTMLSelectElement).options].length).toBeGreaterThan(249);
  });

  it('takes a plate of which the country is not known', async () => {
    const { world } = await open();
    await type('plate', 'xy 123');
    await tap('country-change');
    await type('country-search', 'atlantis');
    expect(words('country-found')).toBe('Anders of onbekend');
    await tap('country-found', 'initiative-call');
    expect(asked(world, 'look_up').at(-1)).toMatchObject({ subject: { country: 'ZZ' } });
    expect(words('subject')).toContain('?');
  });

  it('does not take the yes to one plate for another', async () => {
    const { world } = await open();
    await look_up('ab12');
    await type('plate', 'ab123');
    await settled();
    expect(maybe('question')).toBeNull();
    expect(asked(world, 'look_up')).toHaveLength(1);
  });

  it('asks before it takes a person without a first name: that is somebody else', async () => {
    const { world } = await open();
    await tap('mode-person');
    await type('family-name', 'Jansen');
    await type('birth-day', '9');
    await type('birth-month', '5');
    await type('birth-year', '1980');
    await tap('initiative-call');
    expect(words('question')).toContain('Bevragen zonder voornaam?');
    expect(words('question')).toContain('Jansen');
    expect(world.look_up, 'nothing was looked up yet').toBeNull();
    expect(await violations()).toEqual([]);
    await tap('question-no');
    expect(document.activeElement).toBe(see('first-name'));
    await tap('initiative-call', 'question-yes');
    expect(asked(world, 'look_up').at(-1)).toMatchObject({ initiative: 'call', confirmed: true });
    expect(world.look_up).not.toBeNull();
  });
});
