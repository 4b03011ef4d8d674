// Officer Noor searches and uses force in more than one way: each is recorded with what it was for and on which power.
import { describe, expect, it } from 'vitest';
import { violations } from '../axe';
import { asked, check, maybe, open, page, screen, see, settled, tap, words } from '../app';

const pressed = (id: string): boolean => see(id).getAttribute('aria-pressed') === 'true';
const fact = (key: string): string => document.querySelector<HTMLElement>(`[data-fact="${key}"]`)?.textContent ?? '';

/** To the talk of a traffic check. */
async function talk(): Promise<Awaited<ReturnType<typeof open>>> {
  const shown = await open();
  await check();
  await tap('ground-unsafe_conduct', 'basis-wvw_160', 'next', 'told-unasked');
  return shown;
}

describe('searches and force', () => {
  it('of a traffic stop that became more are all told, in one tap each, and stand on the stop', async () => {
    const { world } = await talk();
    await tap('search-frisk', 'search-bag', 'search-vehicle', 'force-handcuffs', 'force-physical');
    expect(world.draft?.answers).toMatchObject({
      search: { frisk: {}, bag: {}, vehicle: {} },
      force: { handcuffs: {}, physical: {} },
    });
    await tap('search-frisk-basis-politiewet_7', 'search-frisk-for-safety');
    await tap('search-bag-basis-opiumwet_9', 'search-bag-for-weapons', 'search-bag-for-drugs', 'search-vehicle-basis-sv_96b');
    await tap('force-handcuffs-for-escape', 'force-physical-for-arrest');
    expect(words('search-bag-told')).toBe('Wapens zoeken, Drugs zoeken, met bevoegdheid “Zoeken naar drugs”');
    expect(await violations()).toEqual([]);
    expect(maybe('misfit-search')).toBeNull();
    await tap('next', 'nothing-found-finish', 'done-see');
    expect(fact('search')).toBe(
      'Veiligheidsfouillering (Veiligheid van mij of anderen, met bevoegdheid “Veiligheidsfouillering”)\n' +
        'Tas of bagage (Wapens zoeken, Drugs zoeken, met bevoegdheid “Zoeken naar drugs”)\nVoertuig (met bevoegdheid “Voertuig doorzoeken voor inbeslagneming”)',
    );
    expect(fact('force')).toBe('Handboeien (Vluchten voorkomen)\nLichamelijk geweld (Iemand aanhouden)');
  });

  it('are taken back with a second tap, and "no" takes all of them', async () => {
    const { world } = await talk();
    const searched = (): unknown => world.draft?.answers.search;
    await tap('search-none');
    expect([searched(), pressed('search-none')]).toEqual([{}, true]);
    await tap('search-none');
    expect([searched(), pressed('search-none')]).toEqual([null, false]);
    await tap('search-bag', 'search-bag-for-drugs', 'search-vehicle', 'search-bag');
    expect(searched(), 'what was told of it goes with it').toEqual({ vehicle: {} });
    await tap('search-vehicle');
    expect(searched()).toBeNull();
    await tap('search-vehicle', 'search-none');
    expect([searched(), pressed('search-none'), pressed('search-vehicle')]).toEqual([{}, true, false]);
    await tap('search-bag');
    expect([searched(), pressed('search-none')]).toEqual([{ bag: {} }, false]);
    await tap('search-bag-for-drugs', 'search-bag-for-drugs', 'search-bag-basis-wwm_52', 'search-bag-basis-same');
    expect([searched(), pressed('search-bag-basis-same')]).toEqual([{ bag: {} }, true]);
  });

  it('stand in an amendment as they were told', async () => {
    const { world, session } = await talk();
    await tap('search-bag', 'search-bag-basis-wwm_52', 'force-means', 'next', 'nothing-found-finish');
    await session.amend(world.stops[0]!.id);
    await settled();
    await tap('next');
    expect([pressed('search-bag'), pressed('search-bag-basis-wwm_52'), pressed('force-means')]).toEqual([true, true, true]);
  });

  it('of programs before are shown where they were chosen, and not offered', async () => {
    const { world, session } = await talk();
    expect(maybe('search-belongings')).toBeNull();
    await session.draft?.set('search', { belongings: { basis: 'wwm_52' } });
    await tap('back', 'next');
    expect(pressed('search-belongings')).toBe(true);
    await tap('next', 'nothing-found-finish', 'done-see');
    expect(fact('search')).toBe('Kleding of tas (met bevoegdheid “Zoeken naar wapens bij een persoon”)');
    expect(world.draft).toBeNull();
  });
});

describe('a search on a power that does not go with it', () => {
  it('is asked about before the next step, and the way leads to the power of that search', async () => {
    await talk();
    await tap('search-vehicle');
    expect(words('misfit-search')).toContain('Voertuig (Verkeerscontrole)');
    expect(await violations()).toEqual([]);
    await tap('next');
    expect([screen(), document.activeElement?.id]).toEqual(['contact', 'misfit-search']);
    await tap('misfit-mend');
    expect(document.activeElement?.id).toBe('search-vehicle-basis');
    expect(document.activeElement?.closest('details')?.open, 'it is unfolded').toBe(true);
    await tap('search-vehicle-basis-sv_96b');
    expect(maybe('misfit-search')).toBeNull();
    expect(page()).toContain('Alleen bij ontdekking op heterdaad');
    await tap('next');
    expect(screen()).toBe('reflect');
  });

  it('may be right, and is asked about again when it is another search', async () => {
    const { world } = await talk();
    await tap('search-vehicle', 'misfit-fits');
    expect(maybe('misfit-search')).toBeNull();
    await tap('search-home');
    expect(words('misfit-search')).toContain('Voertuig, Woning (Verkeerscontrole)');
    await tap('misfit-fits', 'next');
    expect(screen()).toBe('reflect');
    expect(asked(world, 'go_to_step')).toHaveLength(2);
  });

  it('is one of compulsion where the search itself rests on none, and the way leads there', async () => {
    await talk();
    await tap('search-bag', 'search-bag-basis-voluntary');
    expect(maybe('misfit-search')).toBeNull();
    expect(words('misfit-compulsion')).toContain('Bij “Vrijwillig” mag de ander weigeren');
    await tap('misfit-mend');
    expect([screen(), document.activeElement?.id]).toEqual(['contact', 'search-bag-basis']);
  });

  it('is no question of compulsion where the search has a power of its own in a voluntary talk', async () => {
    await open();
    await check();
    await tap('ground-evading', 'basis-voluntary', 'next', 'told-unasked', 'search-frisk');
    expect(maybe('misfit-compulsion')).not.toBeNull();
    await tap('search-frisk-basis-politiewet_7');
    expect([maybe('misfit-compulsion'), maybe('misfit-search')]).toEqual([null, null]);
    await tap('force-handcuffs');
    expect(maybe('misfit-compulsion'), 'force rests on the power of the check').not.toBeNull();
  });
});
