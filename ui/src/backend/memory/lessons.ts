// Lessons for the team in the in-memory backend: a test says what the scan finds and what central tells.
import type { Backend } from '../backend';
import type { StopCard } from '../types';
import { refused } from './asked';
import { own_text } from './drafts';
import type { World } from './world';

type Asked =
  | 'lesson_draft'
  | 'keep_lesson'
  | 'scan_lesson'
  | 'share_lesson'
  | 'own_lessons'
  | 'take_lesson_back'
  | 'team_lessons'
  | 'set_lesson_aside';
type Needs = { card_of: (stop: string) => StopCard; id: (kind: string) => string };

export function kept_lessons(world: World, { card_of, id }: Needs): Pick<Backend, Asked> {
  return {
    lesson_draft: async ({ stop }) => {
      if (!card_of(stop).subject) throw refused('too_old');
      return world.lesson_drafts.get(stop) ?? { about: null, text: null, until: world.lessons_until };
    },
    keep_lesson: async ({ stop, input: { about, text } }) => {
      card_of(stop);
      world.lesson_drafts.set(stop, { about, text: own_text(text, true), until: world.lessons_until });
    },
    scan_lesson: async ({ text }) => world.scan(text),
    share_lesson: async ({ stop, input: { about, text, harmless } }) => {
      const decided = new Set(harmless.map(({ start }) => start));
      const { unreadable, findings } = world.scan(text ?? '');
      const blocked = findings.some(({ sure, place }) => sure || !decided.has(place.start));
      if (about === null || text === null || unreadable !== null || blocked) throw refused('lesson');
      world.own_lessons = [{ lesson: id('lesson'), about, text, place: 'waiting', until: null }, ...world.own_lessons];
      world.lesson_drafts.delete(stop);
    },
    own_lessons: async () => world.own_lessons,
    take_lesson_back: async ({ lesson }) => {
      if (!world.own_lessons.some((each) => each.lesson === lesson)) throw refused('gone');
      world.own_lessons = world.own_lessons.flatMap((each) =>
        each.lesson !== lesson ? [each] : each.place === 'sent' || each.place === 'released' ? [{ ...each, text: null, place: 'taking_back' }] : [],
      );
    },
    team_lessons: async () => world.team_lessons,
    set_lesson_aside: async ({ lesson }) => {
      if (!world.team_lessons.some((each) => each.lesson === lesson)) throw refused('gone');
      world.team_lessons = world.team_lessons.filter((each) => each.lesson !== lesson);
    },
  };
}
