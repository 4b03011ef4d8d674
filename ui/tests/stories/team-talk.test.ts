// Shift lead Amira talks with the team for ten minutes, and keeps what she did for herself.
import { describe, expect, it } from 'vitest';
import talks from '../../../crates/practice/data/talk.json';
import type { ReadLesson, Share, TeamTalk } from '../../src/backend/types';
import { DEMO_PERIODS, demo_summary } from '../../src/backend/memory/summary';
import type { World } from '../../src/backend/memory/world';
import { in_words } from '../../src/mirror';
import { violations } from '../axe';
import { all, asked, maybe, open, page, screen, see, settled, tap, type, words } from '../app';

const lead = (world: World): void => {
  world.status = { ...world.status, role: 'shift_lead' };
  world.periods = DEMO_PERIODS;
  world.summary = demo_summary;
};

async function talk(change: Partial<TeamTalk> = {}): ReturnType<typeof open> {
  const opened = await open((world) => {
    lead(world);
    world.talk = { ...world.talk, ...change };
  });
  await tap('nav-team', 'talk-open');
  expect(screen()).toBe('team-talk');
  return opened;
}
const defect = talks.topics.find(({ id }) => id === 'ground-vehicle_defect');

describe('the team talk', () => {
  it('has a topic with its figure, three questions, the legal basis and one thing to try', async () => {
    const { world } = await talk();
    expect(see('talk').dataset.topic).toBe('ground-vehicle_defect');
    expect(words('talk-why')).toContain(defect?.why.nl);
    if (!world.talk.figure) throw new Error('the talk has a figure');
    expect(words('talk-share')).toBe(in_words(world.talk.figure.share));
    expect(words('talk-others-hidden')).toContain('Van sommige andere redenen wordt geen cijfer getoond.');
    const texts = defect?.questions.filter(({ id }) => world.talk.questions.includes(id)).map(({ text }) => text.nl);
    expect(all('talk-question').map((question) => question.textContent)).toEqual(texts);
    expect(texts).toHaveLength(3);
    expect(words('talk-own-check')).toBe('Denk aan een controle van jezelf. Noem geen namen en geen kentekens.');
    expect(words('talk-basis')).toContain('Wegenverkeerswet');
    expect(words('talk-try')).toBe(defect?.try.nl);
    expect(await violations()).toEqual([]);
  });

  it('says of a topic whose turn it is that no figure chose it, and gives no reason that figures would be', async () => {
    for (const [why, said] of [
      ['no_quarter', 'Er is nog geen heel kwartaal voorbij'],
      ['too_small', 'Geen cijfer van het laatste kwartaal is groot genoeg'],
      ['all_talked', 'niet door een cijfer gekozen'],
    ] as const) {
      await talk({ because: { by: 'turn', why }, figure: null });
      expect(words('talk-why')).toContain(said);
      expect(page()).not.toContain(defect?.why.nl);
      expect(words('talk-no-figure')).toBe('Bij dit onderwerp wordt nu geen cijfer getoond.');
      expect(await violations()).toEqual([]);
    }
  });

  it('shows of telling the reason the figure of the force beside the own one', async () => {
    const share = (part: number, whole: number): Share => ({ part, whole, certainty: 'little', spread: null });
    const { world } = await open(lead);
    const quarter = world.talk.figure?.quarter;
    if (!quarter) throw new Error('the talk has a figure');
    const figure = { quarter, share: share(5, 12), others_hidden: false, of_force: share(9, 13) };
    await talk({ topic: 'told-less', because: { by: 'figures', quarter: quarter.code }, figure });
    expect(words('talk-why')).toContain('In jullie verslagen staat minder vaak dan in het hele korps');
    expect(words('talk-share')).toContain('5 van 12');
    expect(words('talk-force')).toContain('9 van 13');
    expect(await violations()).toEqual([]);
  });

  it('can be marked as held, with a note that is folded away from who looks along', async () => {
    const { world } = await talk();
    expect(see('talk-note').closest('details')?.open).toBe(false);
    await tap('talk-held');
    expect(see('talk-held').getAttribute('aria-pressed')).toBe('true');
    await type('talk-note', 'De nachtdienst wil vaker samen kijken.');
    see('talk-note').dispatchEvent(new FocusEvent('blur'));
    await settled();
    expect(asked(world, 'keep_talk').at(-1)).toEqual({
      week: '2026-W48',
      talk: { held: true, note: 'De nachtdienst wil vaker samen kijken.' },
    });
    await tap('back', 'talk-open');
    expect(see('talk-held').getAttribute('aria-pressed')).toBe('true');
    expect((see('talk-note') as HTMLTextAreaElement).value).toBe('De nachtdienst wil vaker samen kijken.');
    await tap('talk-held');
    expect(world.talk.held_at, 'it may be taken back').toBeNull();
    expect(world.talk.note).not.toBeNull();
  });

  it('keeps no citizen service number in the note, and says so', async () => {
    const { world } = await talk();
    await type('talk-note', 'bsn 111222333');
    see('talk-note').dispatchEvent(new FocusEvent('blur'));
    await settled();
    expect(words('not-saved')).toContain('Dit lijkt op een burgerservicenummer.');
    expect(world.talk.note).toBeNull();
  });

  it('tells what the figures did since an earlier talk, and claims no cause', async () => {
    const { world } = await talk();
    const [earlier] = world.talk.earlier;
    const [quarter] = earlier?.quarters ?? [];
    if (!quarter?.share) throw new Error('the earlier talk has a figure');
    expect(words('talk-earlier')).toContain('Drukte, verveling of vermoeidheid');
    expect(words('talk-earlier')).toContain(`3e kwartaal 2026, voor het gesprek Gekozen bij het terugkijken: ${in_words(quarter.share)}`);
    expect(words('talk-earlier')).toContain('Cijfers van een later kwartaal komen als dat voorbij is.');
    expect(page()).toContain('Dit laat zien wat de cijfers deden. Het zegt niet waardoor.');
  });

  it('shows at most two lessons of the team, those about the topic first', async () => {
    const lesson = (id: string, about: ReadLesson['about']): ReadLesson => ({ lesson: id, week: '2026-W47', about, text: `les ${id}`, until: '2027-01-17' });
    await open((world) => {
      lead(world);
      world.team_lessons = [lesson('a', { theme: 'workload' }), lesson('b', { theme: 'colleague' }), lesson('c', { ground: 'vehicle_defect' })];
    });
    await tap('nav-team', 'talk-open');
    expect(all('talk-lesson').map((each) => /les \w/.exec(each.textContent ?? '')?.[0])).toEqual(['les c', 'les a']);
    expect(await violations()).toEqual([]);
    await talk();
    expect(all('talk-lesson'), 'and no empty part without any').toEqual([]);
    expect(page()).not.toContain('Lessen van het team');
  });

  it('is there without the network, without its figure; and says so where it cannot be', async () => {
    await talk({ figure: null, without_figures: 'offline' });
    expect(words('talk-why')).toContain('De cijfers zijn er nu niet bij.');
    expect(all('talk-question')).toHaveLength(3);
    const { world } = await open(lead);
    await tap('nav-team');
    world.refuse.set('team_talk', 'offline');
    await tap('talk-open');
    expect(page()).toContain('Er is geen netwerk.');
    world.refuse.clear();
    await tap('talk-again');
    expect(maybe('talk')).not.toBeNull();
  });
});

describe('what a lead did with the figures of a period', () => {
  it('is marked per period, and may be taken back', async () => {
    const { world } = await open(lead);
    await tap('nav-team', 'review-seen', 'review-asked');
    const pressed = (): string[] => all('reviews').flatMap((each) => [...each.querySelectorAll('[aria-pressed="true"]')].map((one) => (one as HTMLElement).dataset.testid ?? ''));
    expect(pressed()).toEqual(['review-seen', 'review-asked']);
    expect(await violations()).toEqual([]);
    await tap('period-kind-month');
    expect(pressed(), 'of this period only').toEqual([]);
    await tap('period-kind-week', 'review-seen');
    expect(pressed()).toEqual(['review-asked']);
    expect(world.reviews.map(({ period, state }) => [period, state])).toEqual([['2026-W46', 'asked']]);
  });
});
