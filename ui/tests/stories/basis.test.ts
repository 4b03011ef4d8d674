// Officer Noor chooses a ground and a legal basis: what she says aloud is true, and what does not fit is asked about.
import { describe, expect, it } from 'vitest';
import bases from '../../../crates/domain/data/legal_bases.json';
import { violations } from '../axe';
import { all, asked, check, maybe, open, screen, see, tap, type, words } from '../app';

const order = (): string[] =>
  [...document.querySelectorAll<HTMLElement>('[data-testid^="basis-"]')].map((each) => (each.dataset.testid ?? '').slice(6));

describe('a ground that may make a suspect', () => {
  it('takes "you are not suspected" out of what is said, and asks which power it is', async () => {
    const { world } = await open();
    await check();
    await tap('ground-traffic_offence', 'basis-wvw_160');
    const card = (): string => see('basis-wvw_160').closest('li')?.textContent ?? '';
    expect(card()).not.toContain('nergens van verdacht');
    expect(card()).toContain('U hoeft daar geen vragen over te beantwoorden.');
    expect(words('misfit-suspicion')).toContain('Is de ander een verdachte?');
    expect(see('misfit-suspicion').parentElement?.getAttribute('role')).toBe('status');
    expect(await violations()).toEqual([]);
    await tap('misfit-mend');
    expect(world.draft?.answers.legal_basis).toBe('sv_27_52');
    expect(maybe('misfit-suspicion')).toBeNull();
  });

  it('asks about one on which a check on that ground does not usually rest, and goes on all the same', async () => {
    await open();
    await check();
    await tap('ground-vehicle_defect', 'basis-vw_50');
    await expect.poll(() => maybe('misfit-ground')).not.toBeNull();
    expect(words('misfit-ground')).toContain('past vaak niet bij wat je als reden koos');
    expect(await violations()).toEqual([]);
    await tap('misfit-mend');
    await expect.poll(() => maybe('misfit-ground')).toBeNull();
    expect(see('basis-vw_50').getAttribute('aria-pressed')).toBe('false');
    await tap('basis-vw_50');
    await expect.poll(() => maybe('misfit-ground')).not.toBeNull();
    await tap('misfit-fits');
    expect(maybe('misfit-ground')).toBeNull();
    await tap('next');
    expect(screen()).toBe('contact');
  });

  it('is asked about once, and again when the ground is another one', async () => {
    await open();
    await check();
    await tap('ground-traffic_offence', 'basis-wvw_160', 'misfit-fits');
    expect(maybe('misfit-suspicion')).toBeNull();
    await tap('ground-wanted_description');
    expect(maybe('misfit-suspicion')).not.toBeNull();
    await tap('ground-wanted_description', 'ground-traffic_offence', 'ground-vehicle_defect');
    expect(maybe('misfit-suspicion')).toBeNull();
    await tap('next');
    expect(words('say'), 'a defect is no suspicion').toContain('U wordt nergens van verdacht.');
  });
});

describe('force without a power', () => {
  it('is asked about before the next step, with the way to another basis', async () => {
    await open();
    await check();
    await tap('ground-evading', 'basis-voluntary', 'next', 'told-unasked', 'force-handcuffs');
    expect(words('misfit-compulsion')).toContain('Bij “Vrijwillig” mag de ander weigeren en doorlopen.');
    expect(await violations()).toEqual([]);
    await tap('next');
    expect(screen()).toBe('contact');
    expect(document.activeElement?.id).toBe('misfit-compulsion');
    await tap('misfit-mend');
    expect(screen()).toBe('select');
    await tap('basis-politiewet_8_wid_2', 'next', 'next');
    expect(screen()).toBe('reflect');
  });

  it('may be right, and is recorded as it was said', async () => {
    const { world } = await open();
    await check();
    await tap('ground-evading', 'basis-politiewet_3', 'next', 'told-unasked', 'search-bag', 'misfit-fits', 'next');
    expect(screen()).toBe('reflect');
    expect(world.draft?.answers).toMatchObject({ legal_basis: 'politiewet_3', search: { bag: {} } });
    expect(asked(world, 'save_field').length).toBeGreaterThan(3);
  });
});

describe('the legal bases', () => {
  it('stand in the order of the grounds and of the subject, and none is left out', async () => {
    await open();
    await check();
    expect(order()[0], 'of a vehicle').toBe('wvw_160');
    expect(order().slice(-4)).toEqual(['politiewet_8_wid_2', 'politiewet_7', 'wwm_52', 'vw_50']);
    await tap('ground-designated_area');
    expect(order().slice(0, 2)).toEqual(['gemeentewet_151b', 'gemeentewet_174b']);
    expect([...order()].sort()).toEqual(bases.bases.map((each) => each.code).sort());
    expect(all('basis-wvw_160')).toHaveLength(1);
  });

  it('that she used of late come first among those that fit, and stay where they are while she looks', async () => {
    await open((world) => (world.recent = ['gemeentewet_151b', 'politiewet_8_wid_2', 'sv_27_52']));
    await check();
    expect(order().slice(0, 2), 'an area is named by a ground, and of a car those about a person stay last').toEqual(['sv_27_52', 'wvw_160']);
    expect(order().slice(-4)[0]).toBe('politiewet_8_wid_2');
    await tap('ground-register_signal');
    expect(order().slice(0, 3), 'of those that fit the ground').toEqual(['sv_27_52', 'wvw_160', 'sv_96b']);
    await tap('ground-register_signal', 'ground-fixed_rule');
    expect(order().slice(0, 2), 'where the ground names an area').toEqual(['gemeentewet_151b', 'wvw_160']);
    await tap('ground-fixed_rule', 'ground-evading');
    const shown = order();
    await tap('basis-apv', 'next', 'back');
    expect(order()).toEqual(shown);
    await tap('next', 'told-unasked', 'next', 'nothing-found-finish', 'done');
    await check();
    expect(order()[0], 'from the next check on').toBe('apv');
  });

  it('of a person begin with those about a person', async () => {
    await open();
    await tap('mode-person');
    await type('family-name', 'de Vries');
    await type('first-name', 'Ali');
    for (const [part, number] of [['day', '9'], ['month', '5'], ['year', '1980']]) await type(`birth-${part}`, number ?? '');
    await tap('initiative-call', 'check');
    expect(order()[0]).toBe('politiewet_8_wid_2');
    expect(order().indexOf('wvw_160')).toBeGreaterThan(order().indexOf('voluntary'));
  });

  it('name breath and drug tests and the search of a vehicle, and the order of the prosecutor in both areas', () => {
    const card = (code: string): string => bases.bases.find((each) => each.code === code)?.nl.condition ?? '';
    expect(card('wvw_160_tests')).toContain('blazen');
    expect(card('sv_96b')).toContain('heterdaad');
    for (const area of ['gemeentewet_151b', 'gemeentewet_174b']) expect(card(area), area).toContain('bevel van de officier van justitie');
    expect(card('wvw_160')).toContain('Kies nooit iemand om afkomst.');
  });
});
