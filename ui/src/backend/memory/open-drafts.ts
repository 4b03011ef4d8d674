// The open drafts of the in-memory backend: one on the screen, the others parked.
import { MOST } from '../../lists';
import type { Change, CommandError, DraftView, Initiative, OtherSubject, Said, SubjectView } from '../types';
import { changed, judged, no_answers } from './drafts';
import type { World } from './world';

type Answered = 'amends' | 'answers';
type New = Omit<DraftView, 'missing' | 'misfits' | 'step' | 'others' | 'revision' | Answered> & Partial<Pick<DraftView, Answered>>;

export const same = (a: SubjectView, b: SubjectView): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Whether a draft is another by now than a window shows. A script of one window says no revision. */
const is_old = (draft: DraftView, shown: number | undefined): boolean => shown !== undefined && shown !== draft.revision;

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
  /** All subjects of a check, its own first. */
  const subjects = ({ query, subject, despite_advisory, others }: DraftView): OtherSubject[] => [
    { query, subject, despite_advisory },
    ...others,
  ];
  const check_of = (query: string): DraftView | undefined =>
    checks().find((draft) => subjects(draft).some((each) => each.query === query));
  return {
    get(draft: string): DraftView {
      const found = world.drafts.find((each) => each.id === draft);
      if (!found) throw { code: 'gone' } satisfies CommandError;
      return found;
    },
    keep,
    show,
    /** Puts one answer in. Throws where it is another one and the draft is another than the window shows. */
    change(id: string, shown: number | undefined, change: Change & Said): DraftView {
      const draft = this.get(id);
      const next = changed(draft, change);
      if (JSON.stringify(next.answers) === JSON.stringify(draft.answers)) return keep(next);
      if (is_old(draft, shown)) throw { code: 'draft_changed' } satisfies CommandError;
      return keep({ ...next, revision: draft.revision + 1 });
    },
    is_old,
    /** A new draft, on the screen. A new check amends nothing, and nothing is answered. */
    begin: (draft: New): DraftView => show(keep(judged({ amends: null, others: [], answers: no_answers(), ...draft, revision: 1, step: 'select' }))),
    close(draft: string | undefined): void {
      world.drafts = world.drafts.filter((each) => each.id !== draft);
    },
    subjects,
    check_of,
    /** The check that the subject of a look-up is in. A vehicle without a plate is another one in each look-up. */
    check_of_subject(subject: SubjectView, query: string): DraftView | undefined {
      if (subject.kind === 'no_plate') return check_of(query);
      return checks().find((draft) => subjects(draft).some((each) => same(each.subject, subject)));
    },
    /** Adds a further subject to a check; throws where it has ten. */
    join(draft: DraftView, other: OtherSubject): DraftView {
      if (draft.others.length >= MOST.others) throw { code: 'value' } satisfies CommandError;
      return show(keep({ ...draft, revision: draft.revision + 1, others: [...draft.others, other] }));
    },
    /** Takes the subject of a look-up out of its check. Where it was that of the check itself, the next one takes its place. */
    give_up(query: string): void {
      const draft = check_of(query);
      if (!draft) return;
      const [first, ...others] = subjects(draft).filter((each) => each.query !== query);
      if (!first) world.drafts = world.drafts.filter((each) => each !== draft);
      else keep({ ...draft, ...first, revision: draft.revision + 1, others });
    },
    /** The reason that was given last is that of the check that was begun from a look-up. */
    give_reason(query: string, initiative: Initiative): void {
      const draft = check_of(query);
      if (draft?.query !== query || draft.initiative === initiative) return;
      keep({ ...draft, initiative, revision: draft.revision + 1 });
    },
    amendment_of: (stop: string): DraftView | undefined => world.drafts.find((draft) => draft.amends === stop),
  };
}
