// Officer Noor shares a lesson from looking back; her team reads it, and shift lead Amira sets one aside.
import { describe, expect, it } from 'vitest';
import type { World } from '../../src/backend/memory/world';
import type { LessonFinding, ReadLesson, ScannedLesson } from '../../src/backend/types';
import { violations } from '../axe';
import { all, asked, look_up, maybe, open, screen, see, tap, type, words } from '../app';

const TALK = 'Zeg eerst waarom je iemand laat stoppen.';

/** What the core finds of this word in a text. */
function finding(text: string, word: string, kind: LessonFinding['kind'], sure: boolean): LessonFinding[] {
  const start = text.indexOf(word);
  return start < 0 ? [] : [{ kind, sure, words: word, place: { start, end: start + word.length } }];
}
function scan(text: string): ScannedLesson {
  const findings = [...finding(text, 'zf00gz', 'plate', true), ...finding(text, 'Sanne', 'name', false)];
  return { unreadable: text.trim() === '' ? 'blank' : null, findings };
}
const scanning = (world: World): void => void (world.scan = scan);

const of_team = (lesson: string, text: string): ReadLesson => ({
  lesson,
  week: '2026-W47',
  about: { theme: 'workload' },
  text,
  until: '2027-01-17',
});

/** A stop on which she looked back, on the screen. */
async function looked_back(): Promise<World> {
  const { world } = await open(scanning);
  await look_up('bb00dd');
  await tap('check', 'ground-traffic_offence', 'basis-wvw_160', 'next', 'told-unasked', 'next', 'nothing-found-finish', 'done-see');
  expect(maybe('share-lesson'), 'a lesson comes from a reflection').toBeNull();
  await tap('reflect', 'do-again-yes', 'reflect-save');
  return world;
}
async function writes(text: string): Promise<void> {
  await type('lesson-text', text);
  see('lesson-text').dispatchEvent(new FocusEvent('blur'));
}
function chooses(about: object): void {
  const field = see('lesson-about') as HTMLSelectElement;
  field.value = JSON.stringify(about);
  field.dispatchEvent(new Event('change', { bubbles: true }));
}

describe('a lesson for the team', () => {
  it('is written, seen as the team will see it, and shared', async () => {
    const world = await looked_back();
    await tap('share-lesson');
    expect(screen()).toBe('lesson');
    expect(words('lesson-nobody')).toContain('Niemand kan zien van wie de les is');
    expect(await violations()).toEqual([]);
    await tap('lesson-see');
    expect(words('lesson-unreadable')).toBe('Schrijf eerst je les.');
    expect(asked(world, 'share_lesson')).toEqual([]);
    await writes(TALK);
    chooses({ theme: 'workload' });
    await expect.poll(() => maybe('lesson-unreadable')).toBeNull();
    await tap('lesson-see');
    await expect.poll(() => maybe('lesson-preview')).not.toBeNull();
    expect(words('lesson-preview')).toContain(TALK);
    expect(words('lesson-facts')).toMatch(/Je team en je leiding kunnen hem lezen, tot en met 24 januari 2027\./);
    expect(await violations()).toEqual([]);
    await tap('lesson-share');
    expect(screen()).toBe('lessons');
    await expect.poll(() => maybe('own-lesson')).not.toBeNull();
    expect(words('own-lesson-place')).toContain('Wacht om te versturen.');
    expect(asked(world, 'share_lesson')).toHaveLength(1);
  });

  it('cannot go with words of which the scan is sure, and asks about a doubtful word once', async () => {
    const world = await looked_back();
    await tap('share-lesson');
    chooses({ ground: 'traffic_offence' });
    await writes('De zf00gz reed rustig');
    await expect.poll(() => maybe('lesson-sure')).not.toBeNull();
    expect(words('lesson-sure')).toContain('zf00gz is een kenteken');
    expect(await violations()).toEqual([]);
    await tap('lesson-see');
    expect(maybe('lesson-preview')).toBeNull();
    await writes('Doe het zoals Sanne');
    await expect.poll(() => maybe('lesson-asked')).not.toBeNull();
    expect(maybe('lesson-sure')).toBeNull();
    expect(await violations()).toEqual([]);
    await tap('lesson-see');
    expect(maybe('lesson-preview')).toBeNull();
    await tap('lesson-harmless-0');
    expect(maybe('lesson-asked')).toBeNull();
    await writes('Doe het zoals Sanne, rustig');
    await tap('lesson-see');
    await expect.poll(() => maybe('lesson-preview')).not.toBeNull();
    await tap('lesson-share');
    const [sent] = asked(world, 'share_lesson') as { input: { harmless: object[] } }[];
    expect(sent?.input.harmless).toEqual([{ start: 14, end: 19 }]);
  });

  it('is kept while it is written', async () => {
    const world = await looked_back();
    await tap('share-lesson');
    await writes(TALK);
    await expect.poll(() => asked(world, 'keep_lesson').length).toBeGreaterThan(0);
    await tap('back', 'share-lesson');
    await expect.poll(() => (see('lesson-text') as HTMLTextAreaElement).value).toBe(TALK);
  });
});

describe('the lessons of the team', () => {
  const with_lessons = (role: 'officer' | 'shift_lead') => (world: World): void => {
    world.status = { ...world.status, role };
    world.team_lessons = [of_team('a', TALK), of_team('b', 'Vraag wat hij ervan vond.')];
    world.own_lessons = [{ lesson: 'a', about: { theme: 'workload' }, text: TALK, place: 'released', until: '2027-01-17' }];
  };

  it('are read from the own shift, and an own one is taken back', async () => {
    const { world } = await open(with_lessons('officer'));
    await tap('my-shift');
    await expect.poll(() => maybe('see-lessons')).not.toBeNull();
    await tap('see-lessons');
    expect(screen()).toBe('lessons');
    await expect.poll(() => all('team-lesson')).toHaveLength(2);
    expect(words('team-lesson')).toContain('Te lezen tot en met 17 januari 2027');
    expect(maybe('set-aside'), 'that is for the lead').toBeNull();
    expect(await violations()).toEqual([]);
    await tap('lesson-back', 'lesson-keep');
    expect(asked(world, 'take_lesson_back')).toEqual([]);
    await tap('lesson-back');
    expect(await violations()).toEqual([]);
    await tap('lesson-back-confirm');
    expect(all('team-lesson')).toHaveLength(1);
    expect(words('own-lesson')).not.toContain(TALK);
    expect(words('own-lesson-place')).toContain('Teruggenomen.');
  });

  it('are set aside by the lead, with a reason', async () => {
    const { world } = await open(with_lessons('shift_lead'));
    await tap('my-shift');
    await expect.poll(() => maybe('see-lessons')).not.toBeNull();
    await tap('see-lessons');
    await expect.poll(() => all('set-aside')).toHaveLength(2);
    await tap('set-aside', 'aside-confirm');
    expect(asked(world, 'set_lesson_aside'), 'not without a reason').toEqual([]);
    expect(await violations()).toEqual([]);
    await tap('aside-names_somebody', 'aside-confirm');
    expect(asked(world, 'set_lesson_aside')).toEqual([{ lesson: 'a', reason: 'names_somebody' }]);
    expect(all('team-lesson')).toHaveLength(1);
  });

  it('say why they are not there, and the own ones are', async () => {
    const { world } = await open((world) => {
      with_lessons('officer')(world);
      world.refuse.set('team_lessons', 'offline');
    });
    await tap('my-shift');
    await expect.poll(() => maybe('see-lessons')).not.toBeNull();
    await tap('see-lessons');
    await expect.poll(() => maybe('problem')).not.toBeNull();
    expect(see('problem').dataset.code).toBe('offline');
    expect(maybe('own-lesson')).not.toBeNull();
    world.refuse.clear();
    await tap('lessons-again');
    await expect.poll(() => all('team-lesson')).toHaveLength(2);
  });
});
