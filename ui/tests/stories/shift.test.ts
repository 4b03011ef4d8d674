// Officer Noor in the middle of her shift: what she did so far, and back to what she looked up before.
import { describe, expect, it } from 'vitest';
import type { StopCard, SubjectView } from '../../src/backend/types';
import { by_day, found } from '../../src/find-stops';
import QUESTIONS from '../../../crates/practice/data/questions.json';
import { violations } from '../axe';
import { all, asked, look_up, maybe, open, screen, see, tap, type, words } from '../app';

const figures = (): (string | null)[] =>
  ['looked_up', 'left', 'checked', 'found_nothing'].map((name) => see(`shift-${name}`).textContent);

async function a_busy_hour(): Promise<Awaited<ReturnType<typeof open>>> {
  const opened = await open();
  await look_up('tf000g');
  await tap('leave-it');
  await look_up('bb00dd');
  await tap('check', 'ground-evading', 'basis-apv', 'next', 'told-unasked', 'next', 'nothing-found-finish', 'done');
  await look_up('gf000b', 'call');
  await tap('new-look-up');
  return opened;
}

describe('my shift', () => {
  it('is counted with what was left, above the checks', async () => {
    await a_busy_hour();
    await tap('nav-stops');
    expect(figures()).toEqual(['3', '1', '1', '1']);
    await tap('see-shift');
    expect(screen()).toBe('shift');
    expect(figures()).toEqual(['3', '1', '1', '1']);
    const led_to = all('shift-look-up').map((row) => row.querySelector(':scope > strong')?.textContent);
    expect(led_to).toEqual(['Niets besloten', 'Gecontroleerd', 'Niet gecontroleerd']);
    expect(await violations()).toEqual([]);
  });

  it('leads back to a look-up without a new one, and from there to a check', async () => {
    const { world } = await a_busy_hour();
    await tap('my-shift');
    all('shift-look-up')[2]?.click();
    await tap();
    await expect.poll(() => maybe('subject') && words('subject')).toContain('TF-000-G');
    expect(asked(world, 'look_up')).toHaveLength(3);
    await tap('check');
    expect(screen()).toBe('select');
    expect(asked(world, 'look_up')).toHaveLength(3);
  });

  it('leads from a look-up that became a check to that check', async () => {
    await a_busy_hour();
    await tap('my-shift');
    all('shift-look-up')[1]?.click();
    await expect.poll(screen).toBe('stop');
  });

  it('says so when nothing was looked up, and when a look-up can no longer be read', async () => {
    const { world } = await open();
    await tap('my-shift');
    expect(words('shift-since')).toBe('In deze dienst heb je nog niets bevraagd of gecontroleerd.');
    expect(await violations()).toEqual([]);
    await tap('back');
    await look_up();
    await tap('leave-it', 'my-shift');
    world.queries.clear();
    await tap('shift-look-up');
    expect(see('problem').dataset.code).toBe('gone');
  });
});

const plate = (spelled: string): SubjectView => ({ kind: 'plate', spelled, country: 'NL' });
const person: SubjectView = { kind: 'person', family_name: 'Müller', first_name: 'Anne-Marie', other_first_names: false, birth: '1980' };

function card(id: string, subject: SubjectView | null, at: number): StopCard {
  return {
    id, subject, at, revision: 1, sync: { state: 'sent' }, awaits_reflection: false, outcome: { result: 'nothing' }, afterwards: false,
    withdrawn: false, spared_until: null, central: null, others: 0,
  };
}

describe('a check of my own', () => {
  const CARDS = [card('a', plate('TF-000-G'), 0), card('b', person, 0), card('c', null, 0)];

  it('is found by plate or name in any spelling', () => {
    const ids = (asked: string): string => found(CARDS, asked).map(({ id }) => id).join('');
    expect([ids(''), ids(' '), ids('tf 000'), ids('000-g'), ids('muller anne'), ids('anne marie mul'), ids('Anne, Müller'), ids('anne xul'), ids('x')]).toEqual([
      'abc', 'abc', 'a', 'a', 'b', 'b', 'b', '', '',
    ]);
  });

  it('stands under its day by the clock here, also where that is not the day of UTC', () => {
    const late = Date.UTC(2026, 10, 25, 23, 30);
    const cards = [card('a', null, late), card('b', null, late - 3_600_000), card('c', null, late - 90_000_000)];
    expect(by_day(cards).map((day) => day.map(({ id }) => id).join(''))).toEqual(['a', 'b', 'c']);
  });

  it('stands under its day while it awaits looking back, too', async () => {
    const day = 24 * 3_600_000;
    await open((world) => {
      world.stops = [0, 0, 1].map((days, nth) => ({
        ...card(`${nth}`, plate(`TF-00${nth}-G`), Date.now() - days * day),
        awaits_reflection: true,
      }));
    });
    await tap('nav-stops');
    expect(all('awaiting-day').map((day) => day.textContent)).toEqual(['Vandaag', 'Gisteren']);
    expect(await violations()).toEqual([]);
  });

  it('is searched for among many, and told how many were found', async () => {
    await open((world) => {
      world.stops = [...'bcdefg'].map((id) => card(id, plate(`${id}-100-BB`.toUpperCase()), Date.now()));
    });
    await tap('nav-stops');
    expect(all('day').map((day) => day.textContent)).toEqual(['Vandaag']);
    await type('find-stops', 'c100');
    expect(all('stop-card').map(({ dataset }) => dataset.stop)).toEqual(['c']);
    expect(words('found-stops')).toBe('1 gevonden');
    expect(await violations()).toEqual([]);
  });
});

describe('the question of the shift', () => {
  it('is chosen with one tap, explained at once, and there again later', async () => {
    const { world } = await open();
    await tap('my-shift');
    await expect.poll(() => maybe('question-text')).not.toBeNull();
    expect(maybe('option-0-why')).toBeNull();
    await tap('option-0');
    expect(see('option-0').getAttribute('aria-pressed')).toBe('true');
    expect(words('option-0-why')).toMatch(/^(Sterk|Te weinig|Niet goed)\. ./);
    expect(await violations()).toEqual([]);
    expect(world.question.choice).toBe(0);
    await tap('back', 'my-shift');
    await expect.poll(() => see('option-0').getAttribute('aria-pressed')).toBe('true');
  });

  it('keeps a thought, asks about a BSN in it, and shows those of before', async () => {
    const { world } = await open((world) => {
      const [, before] = QUESTIONS.questions;
      if (before) world.question.earlier = [{ day: '2026-11-26', question: before.id, thought: 'eerst kijken wat hij deed' }];
    });
    await tap('my-shift');
    await expect.poll(() => maybe('question-thought')).not.toBeNull();
    expect(words('earlier-thoughts')).toBe('Wat je eerder dacht');
    expect(words('shift-question')).toContain('26 november 2026');
    await type('question-thought', 'bsn 111222333');
    see('question-thought').dispatchEvent(new FocusEvent('blur'));
    await expect.poll(() => maybe('not-saved')).not.toBeNull();
    expect(world.question.thought).toBeNull();
    await type('question-thought', 'twee minuten wachten');
    see('question-thought').dispatchEvent(new FocusEvent('blur'));
    await expect.poll(() => world.question.thought).toBe('twee minuten wachten');
    expect(maybe('not-saved')).toBeNull();
    expect(await violations()).toEqual([]);
  });

  it('stays away where there is none, and the shift is shown all the same', async () => {
    await open((world) => (world.question.question = 'of-another-list'));
    await tap('my-shift');
    await expect.poll(() => maybe('shift-since')).not.toBeNull();
    expect(maybe('shift-question')).toBeNull();
  });
});
