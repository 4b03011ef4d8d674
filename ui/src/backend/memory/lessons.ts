// Lessons for the team in the in-memory backend: a test says what the scan finds and what central tells.
import type { Backend } from '../backend';
import type { LessonFinding, OwnLesson, PlaceInText, ScannedLesson } from '../types';
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
type Needs = { can_be_scanned: (stop: string) => void; id: (kind: string) => string };

/** Whether the scan lets a text go, after these decisions. */
export function is_released({ unreadable, findings }: ScannedLesson, harmless: readonly PlaceInText[]): boolean {
  const decided = new Set(harmless.map(({ start }) => start));
  const blocks = ({ sure, place }: LessonFinding): boolean => sure || !decided.has(place.start);
  return unreadable === null && !findings.some(blocks);
}

/** A lesson that its officer takes back: central may have it, never had it, or is being told already. */
function taken_back(lesson: OwnLesson): OwnLesson[] {
  switch (lesson.place) {
    case 'waiting':
      // It has a week once it was sent, with an answer that was lost.
      return lesson.until === null ? [] : [{ ...lesson, text: null, place: 'taking_back' }];
    case 'sent':
    case 'released':
      return [{ ...lesson, text: null, place: 'taking_back' }];
    case 'refused':
    case 'aside_names_somebody':
    case 'aside_no_lesson':
      return [];
    case 'taking_back':
    case 'taken_back':
      return [lesson];
  }
}

export function kept_lessons(world: World, { can_be_scanned, id }: Needs): Pick<Backend, Asked> {
  return {
    lesson_draft: async ({ stop }) => {
      can_be_scanned(stop);
      return world.lesson_drafts.get(stop) ?? { about: null, text: null, until: world.lessons_until };
    },
    keep_lesson: async ({ stop, input: { about, text } }) => {
      const kept = own_text(text, true);
      can_be_scanned(stop);
      world.lesson_drafts.set(stop, { about, text: kept, until: world.lessons_until });
    },
    scan_lesson: async ({ text }) => world.scan(text),
    share_lesson: async ({ stop, input: { about, text, harmless } }) => {
      const kept = own_text(text, true);
      if (about === null || kept === null) throw refused('lesson');
      can_be_scanned(stop);
      if (!is_released(world.scan(kept), harmless)) throw refused('lesson');
      world.own_lessons = [{ lesson: id('lesson'), about, text: kept, place: 'waiting', until: null }, ...world.own_lessons];
      world.lesson_drafts.delete(stop);
    },
    own_lessons: async () => world.own_lessons,
    take_lesson_back: async ({ lesson }) => {
      if (!world.own_lessons.some((each) => each.lesson === lesson)) throw refused('gone');
      world.own_lessons = world.own_lessons.flatMap((each) => (each.lesson === lesson ? taken_back(each) : [each]));
    },
    team_lessons: async () => world.team_lessons,
    set_lesson_aside: async ({ lesson }) => {
      if (!world.team_lessons.some((each) => each.lesson === lesson)) throw refused('gone');
      world.team_lessons = world.team_lessons.filter((each) => each.lesson !== lesson);
    },
  };
}
