// The open drafts of the in-memory backend: one on the screen, the others parked.
import type { CommandError, DraftView, SubjectView } from '../types';
import { judged, no_answers } from './drafts';
import type { World } from './world';

type Answered = 'amends' | 'answers';
type New = Omit<DraftView, 'missing' | 'step' | Answered> & Partial<Pick<DraftView, Answered>>;

export function kept_drafts(world: World) {
  /** The checks of now: no amendment, and none that is entered afterwards. */
  const checks = (): DraftView[] => world.drafts.filter((draft) => draft.amends === null && !draft.afterwards);
  /** Puts a draft in the place of what it was before, if it was there; the one begun first stands first. */
  const keep = (draft: DraftView): DraftView => {
    const known = world.drafts.some((each) => each.id === draft.id);
    const all = known ? world.drafts.map((each) => (each.id === draft.id ? draft : each)) : [...world.drafts, draft];
    world.drafts = all.sort((a, b) => a.started_at - b.started_at);
    return draft;
  };
  const show = (draft: DraftView): DraftView => {
    world.on_screen = draft.id;
    return draft;
  };
  return {
    get(draft: string): DraftView {
      const found = world.drafts.find((each) => each.id === draft);
      if (!found) throw { code: 'gone' } satisfies CommandError;
      return found;
    },
    keep,
    show,
    /** A new draft, on the screen. A new check amends nothing, and nothing is answered. */
    begin: (draft: New): DraftView => show(keep(judged({ amends: null, answers: no_answers(), ...draft, step: 'select' }))),
    close(draft: string | undefined): void {
      world.drafts = world.drafts.filter((each) => each.id !== draft);
    },
    check_of: (query: string): DraftView | undefined => checks().find((draft) => draft.query === query),
    check_of_subject(subject: SubjectView): DraftView | undefined {
      return checks().find((draft) => JSON.stringify(draft.subject) === JSON.stringify(subject));
    },
    amendment_of: (stop: string): DraftView | undefined => world.drafts.find((draft) => draft.amends === stop),
  };
}
