// Second views in the in-memory backend: a test says what the scan finds and what central tells.
import type { Backend } from '../backend';
import type { LessonFinding, PlaceInText, ScannedLesson, StopCard } from '../types';
import { refused } from './asked';
import { own_text } from './drafts';
import type { World } from './world';

type Asked =
  | 'second_view_draft'
  | 'keep_second_view'
  | 'ask_second_view'
  | 'own_second_views'
  | 'take_second_view_back'
  | 'asked_second_views'
  | 'scan_answer'
  | 'keep_answer'
  | 'give_answer';
type Needs = { card_of: (stop: string) => StopCard; id: (kind: string) => string };

/** Whether the scan lets a text go, after these decisions. */
function is_released({ unreadable, findings }: ScannedLesson, harmless: readonly PlaceInText[]): boolean {
  const decided = new Set(harmless.map(({ start }) => start));
  const blocks = ({ sure, place }: LessonFinding): boolean => sure || !decided.has(place.start);
  return unreadable === null && !findings.some(blocks);
}

export function second_views(world: World, { card_of, id }: Needs): Pick<Backend, Asked> {
  return {
    second_view_draft: async ({ stop }) => {
      if (!card_of(stop).subject) throw refused('too_old');
      return world.second_view_drafts.get(stop) ?? { about: [], text: null, until: world.second_views_until };
    },
    keep_second_view: async ({ stop, input: { about, text } }) => {
      card_of(stop);
      world.second_view_drafts.set(stop, { about, text: own_text(text, true), until: world.second_views_until });
    },
    ask_second_view: async ({ stop, input: { about, text, harmless } }) => {
      if (about.length === 0 || text === null || !is_released(world.scan(text), harmless)) throw refused('second_view');
      const asked = { view: id('view'), about, text, place: 'waiting' as const, answers: [], until: world.second_views_until };
      world.own_second_views = [asked, ...world.own_second_views];
      world.second_view_drafts.delete(stop);
    },
    own_second_views: async () => world.own_second_views,
    take_second_view_back: async ({ view }) => {
      if (!world.own_second_views.some((each) => each.view === view)) throw refused('gone');
      world.own_second_views = world.own_second_views.map((each) =>
        each.view === view ? { ...each, text: null, answers: [], place: 'taking_back' } : each,
      );
    },
    asked_second_views: async () => world.asked_views,
    scan_answer: async ({ text }) => world.scan(text),
    keep_answer: async ({ view, input: { text } }) => {
      world.asked_views = world.asked_views.map((each) => (each.view === view ? { ...each, draft: text } : each));
    },
    give_answer: async ({ view, input: { text, harmless } }) => {
      if (text === null || !is_released(world.scan(text), harmless)) throw refused('second_view');
      if (!world.asked_views.some((each) => each.view === view)) throw refused('gone');
      world.asked_views = world.asked_views.map((each) =>
        each.view === view ? { ...each, draft: null, answers: each.answers + 1 } : each,
      );
    },
  };
}
