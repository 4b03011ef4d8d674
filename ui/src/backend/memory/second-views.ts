// Second views in the in-memory backend: a test says what the scan finds and what central tells.
import { CHARACTERS, GROUNDS, MOST, THEMES } from '../../lists';
import type { Backend } from '../backend';
import type { About, OwnSecondView } from '../types';
import { refused } from './asked';
import { own_text } from './drafts';
import { is_released } from './lessons';
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
type Needs = { can_be_scanned: (stop: string) => void; id: (kind: string) => string };

const CODES: readonly About[] = [...GROUNDS.map((ground) => ({ ground })), ...THEMES.map((theme) => ({ theme }))];

/** The codes of a request in the order of their lists; null where there are none or too many, or one stands there twice. */
function codes_of(about: readonly About[]): About[] | null {
  const given = about.map((each) => JSON.stringify(each));
  const codes = CODES.filter((code) => given.includes(JSON.stringify(code)));
  return codes.length === about.length && codes.length > 0 && codes.length <= MOST.view_codes ? codes : null;
}

/** A request that its officer takes back: central may have it, never had it, or is being told already. */
function taken_back(request: OwnSecondView): OwnSecondView[] {
  switch (request.place) {
    case 'waiting':
    case 'sent':
    case 'released':
      return [{ ...request, text: null, answers: [], place: 'taking_back' }];
    case 'refused':
      return [];
    case 'taking_back':
    case 'taken_back':
      return [{ ...request, answers: [] }];
  }
}

export function second_views(world: World, { can_be_scanned, id }: Needs): Pick<Backend, Asked> {
  return {
    second_view_draft: async ({ stop }) => {
      can_be_scanned(stop);
      return world.second_view_drafts.get(stop) ?? { about: [], text: null, until: world.second_views_until };
    },
    keep_second_view: async ({ stop, input: { about, text } }) => {
      const kept = own_text(text, true);
      can_be_scanned(stop);
      world.second_view_drafts.set(stop, { about: codes_of(about) ?? [], text: kept, until: world.second_views_until });
    },
    ask_second_view: async ({ stop, input: { about, text, harmless } }) => {
      const kept = own_text(text, true);
      const codes = codes_of(about);
      if (codes === null || kept === null) throw refused('second_view');
      can_be_scanned(stop);
      if (!is_released(world.scan(kept), harmless)) throw refused('second_view');
      const asked = { view: id('view'), about: codes, text: kept, place: 'waiting' as const, answers: [], until: world.second_views_until };
      world.own_second_views = [asked, ...world.own_second_views];
      world.second_view_drafts.delete(stop);
    },
    own_second_views: async () => world.own_second_views,
    take_second_view_back: async ({ view }) => {
      if (!world.own_second_views.some((each) => each.view === view)) throw refused('gone');
      world.own_second_views = world.own_second_views.flatMap((each) => (each.view === view ? taken_back(each) : [each]));
    },
    asked_second_views: async () => world.asked_views,
    scan_answer: async ({ text }) => world.scan(text),
    keep_answer: async ({ view, input: { text } }) => {
      const draft = own_text(text, true, CHARACTERS.answer);
      world.asked_views = world.asked_views.map((each) => (each.view === view ? { ...each, draft } : each));
    },
    give_answer: async ({ view, input: { text, harmless } }) => {
      const kept = own_text(text, true, CHARACTERS.answer);
      if (kept === null || !is_released(world.scan(kept), harmless)) throw refused('second_view');
      if (!world.asked_views.some((each) => each.view === view)) throw refused('gone');
      world.asked_views = world.asked_views.map((each) =>
        each.view === view ? { ...each, draft: null, answers: each.answers + 1 } : each,
      );
    },
  };
}
