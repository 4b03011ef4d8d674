// Shift lead Amira reads what the team can learn; an officer has no way there.
import { describe, expect, it } from 'vitest';
import { DEMO_PERIODS, demo_summary } from '../../src/backend/memory/summary';
import type { World } from '../../src/backend/memory/world';
import { violations } from '../axe';
import { all, asked, maybe, open, page, see, settled, tap, words } from '../app';

const lead = (world: World): void => {
  world.status = { ...world.status, role: 'shift_lead' };
  world.periods = DEMO_PERIODS;
  world.summary = demo_summary;
};

const HIDDEN = 'niet getoond';
const clean = (element: Element): string =>
  (element.textContent ?? '').replace(/\s+/g, ' ').replaceAll(' %', '%').trim();
/** The figures of one row of the table. */
const row = (id: string, code: string): string[] =>
  [...(see(`figure-${id}-${code}`).closest('tr')?.querySelectorAll('td') ?? [])].map(clean);
/** The words beside one bar of the picture. */
const beside = (id: string, code: string): string[] =>
  [...see(`bar-${id}-${code}`).querySelectorAll('.value, .more > span')].map(clean);

describe('the team', () => {
  it('is for the lead alone', async () => {
    await open();
    expect(maybe('nav-team')).toBeNull();
  });

  it('shows the three outcomes of a look-up apart, as a picture and as a table with the same figures', async () => {
    const { world } = await open(lead);
    await tap('nav-team');
    expect(asked(world, 'summary'), 'with the week before').toEqual([{ period: '2026-W46' }, { period: '2026-W45' }]);
    expect(row('counts', 'queries')).toEqual(['214', '100%']);
    expect(row('counts', 'left_it')).toEqual(['96', '45%']);
    expect(row('counts', 'undecided')).toEqual(['60', '28%']);
    expect(row('counts', 'stops')).toEqual(['58', '27%']);
    expect(row('yields', 'found_nothing')).toEqual(['37', '64%']);
    expect(words('team-counts')).toMatch(/Bevragingen 214.*Bevragingen ?214/);
    expect(await violations()).toEqual([]);
  });

  it('shows of a week the main figures, of a month more, and of a quarter everything', async () => {
    await open(lead);
    await tap('nav-team');
    const parts = (): string[] =>
      ['counts', 'grounds', 'reason-told', 'yields', 'repeats', 'ratings', 'do-again', 'themes'].filter((id) => maybe(`team-${id}`));
    expect(parts()).toEqual(['counts', 'yields']);
    expect(words('team-longer')).toBe('Een week toont de hoofdcijfers, een maand meer, een kwartaal alles.');
    await tap('period-kind-month');
    expect(parts()).toEqual(['counts', 'grounds', 'reason-told', 'yields', 'ratings']);
    expect(row('grounds', 'vehicle_defect'), 'with its share of the checks').toEqual(['18', '31%']);
    expect(maybe('figure-yields-fine')).toBeNull();
    expect(await violations()).toEqual([]);
    await tap('period-kind-quarter');
    expect(parts()).toHaveLength(8);
    expect(maybe('team-longer')).toBeNull();
    expect(await violations()).toEqual([]);
  });

  it('says of a hidden figure that it is too small, on how many one stands, and draws nothing for it', async () => {
    await open((world) => {
      lead(world);
      world.summary = (code) => ({ ...demo_summary(code), min_officers: 8, min_records: 10 });
    });
    await tap('nav-team', 'period-kind-quarter');
    expect(words('team-figures')).toContain('Bij minder dan 8 collega’s of minder dan 10 keer staat hier geen getal.');
    expect(words('figure-repeats-despite_advisory')).toBe('niet getoond');
    expect(words('figure-ratings-trust')).toBe('niet getoond');
    const beds = [...see('team-repeats').querySelectorAll<HTMLElement>('.whole')];
    expect(beds.map((bed) => bed.style.inlineSize), 'as long as its share').toEqual([`${(100 * 9) / 58}%`]);
    expect(words('hidden-repeats')).toContain('Niet getoond: Ondanks een advies.');
  });

  it('gives the share that found nothing only where both figures are shown', async () => {
    await open(lead);
    await tap('nav-team', 'period-kind-quarter');
    expect(row('grounds', 'vehicle_defect')).toEqual(['18', '13', '72%']);
    expect(row('grounds', 'handling_goods'), 'stops shown, nothing-found hidden').toEqual(['6', HIDDEN, HIDDEN]);
  });

  it('gives of the ratings the high and the low ones, and no mean', async () => {
    await open(lead);
    await tap('nav-team', 'period-kind-month');
    expect(row('ratings', 'voice')).toEqual(['41', '24 (59%)', '8 (20%)']);
    expect(row('ratings', 'neutral')).toEqual(['40', '21 (53%)', HIDDEN]);
    expect(row('ratings', 'respect'), 'whatever they all said').toEqual(['41', HIDDEN, HIDDEN]);
    expect(row('ratings', 'trust')).toEqual([HIDDEN, HIDDEN, HIDDEN]);
    expect(page().toLowerCase()).not.toContain('gemiddeld');
  });

  it('holds the same figures in the picture as in the table', async () => {
    await open(lead);
    await tap('nav-team', 'period-kind-quarter');
    expect(beside('grounds', 'vehicle_defect')).toEqual(['18', 'Niets gevonden: 13', 'Deel: 72%']);
    expect(beside('grounds', 'handling_goods')).toEqual(['6', `Niets gevonden en deel: ${HIDDEN}`]);
    expect(words('team-grounds')).toContain('Heeft een balk een onderbroken rand?');
    expect(beside('ratings', 'voice')).toEqual(['41', 'Een 4 of 5: 24 (59%)', 'Een 1 of 2: 8 (20%)']);
    const columns = (id: string): string[] =>
      [...see(`team-${id}`).querySelectorAll('thead th')].map((th) => clean(th)).slice(2);
    for (const id of ['counts', 'grounds', 'reason-told', 'yields', 'repeats', 'ratings', 'do-again', 'themes']) {
      for (const cell of all(`team-${id}`)[0]?.querySelectorAll<HTMLElement>('td[data-testid]') ?? []) {
        const code = cell.dataset.testid?.replace(`figure-${id}-`, '') ?? '';
        const [figure, ...more] = row(id, code);
        const folded = more.length > 1 && more.every((text) => text === HIDDEN);
        const named = folded ? [`${columns(id)[0]} en ${columns(id)[1]?.toLowerCase()}: ${HIDDEN}`] : more.map((text, at) => `${columns(id)[at]}: ${text}`);
        expect(beside(id, code), `${id} ${code}`).toEqual([figure, ...(figure === HIDDEN ? [] : named)]);
        if (figure === HIDDEN) expect(new Set(more), 'nothing is left to say').toEqual(new Set([HIDDEN]));
      }
    }
    expect(await violations()).toEqual([]);
  });

  it('begins with the share that found nothing, and has the period before beside it', async () => {
    await open((world) => {
      lead(world);
      world.summary = (code) => ({ ...demo_summary(code), ...(code === '2026-W45' ? { found_nothing: null, undecided: 71 } : {}) });
    });
    await tap('nav-team');
    expect(see('team-figures').firstElementChild).toBe(see('team-headline'));
    expect(words('headline-share').replaceAll(' %', '%')).toBe('64% van de controles leverde niets op (37 van 58).');
    const cells = (code: string): string[] => [...see(`headline-${code}`).querySelectorAll('td')].map(clean);
    expect(cells('nothing')).toEqual(['64%', HIDDEN]);
    expect(cells('undecided')).toEqual(['60', '71']);
    expect(await violations()).toEqual([]);
    await tap('period-kind-quarter');
    expect(cells('undecided'), 'there is no quarter before').toEqual(['60']);
  });

  it('draws a part as a filled bar in an outline, and one that is hidden as none', async () => {
    await open(lead);
    await tap('nav-team', 'period-kind-quarter');
    const bed = (code: string): Element | null => see(`bar-grounds-${code}`).querySelector('.bed');
    expect(bed('vehicle_defect')?.classList.contains('unknown')).toBe(false);
    expect(bed('handling_goods')?.classList.contains('unknown')).toBe(true);
    expect([words('team-grounds'), words('team-counts')].map((text) => text.includes('onderbroken rand'))).toEqual([true, false]);
    expect(all('hidden-counts'), 'nothing is hidden there').toHaveLength(0);
  });

  it('tells of a quarter how checks are written down, and without a rating no more than the ratings tell', async () => {
    await open(lead);
    await tap('nav-team');
    await tap('period-kind-quarter');
    expect(beside('quality', 'one_ground')).toEqual(['31', 'Deel: 53%']);
    expect(beside('quality', 'words_repeated')).toEqual(['6', 'Deel: 27%']);
    // 58 checks, of which 41 were rated on the aspect that was rated most.
    expect(beside('quality', 'unrated')).toEqual(['17', 'Deel: 29%']);
    expect(see('bar-quality-unrated').textContent).toContain('hooguit');
    expect(row('quality', 'reflected_late')[0]).toBe(HIDDEN);
  });

  it('goes by week, month and quarter', async () => {
    const { world } = await open(lead);
    await tap('nav-team', 'period-kind-quarter');
    expect(see('team-figures').dataset.period).toBe('2026-Q3');
    await tap('period-kind-week');
    const select = see('period') as HTMLSelectElement;
    select.value = '2026-W45';
    select.dispatchEvent(new Event('change', { bubbles: true }));
    await settled();
    expect(asked(world, 'summary').at(-1)).toEqual({ period: '2026-W45' });
    expect(all('team-figures')).toHaveLength(1);
  });

  it('names each period as people do, and says that a month is whole weeks', async () => {
    await open(lead);
    await tap('nav-team');
    const names = (): (string | undefined)[] =>
      [...see('period').querySelectorAll('option')].map((option) => option.textContent?.trim());
    expect(names()).toEqual(['Week 46, 2026', 'Week 45, 2026']);
    expect(words('span')).toBe('Van 9 nov tot en met 15 nov.');
    await tap('period-kind-month');
    expect(names()).toEqual(['Oktober 2026']);
    expect(words('span')).toContain('Van 28 sep tot en met 1 nov. Een maand of kwartaal bestaat hier uit hele weken.');
    await tap('period-kind-quarter');
    expect(names()).toEqual(['3e kwartaal 2026']);
    expect(words('span')).toContain('Van 29 jun tot en met 27 sep.');
    expect(await violations()).toEqual([]);
  });

  it('says so when there is no network, and can be asked again', async () => {
    const { world } = await open(lead);
    world.refuse.set('summary_periods', 'offline');
    await tap('nav-team');
    expect(page()).toContain('Er is geen netwerk.');
    world.refuse.clear();
    await tap('team-again');
    expect(maybe('team-figures')).not.toBeNull();
  });
});
