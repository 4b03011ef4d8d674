// Several subjects in one check: one reason, one set of answers.
import type { DraftView, QueryId } from './backend/types';
import { t } from './messages/t';
import type { Session } from './session.svelte';

export const with_others = (n: number): string => t(n === 1 ? 'joined.with_one' : 'joined.with_several', { n });

/** The subject of the look-up on the screen becomes part of a check that waits. */
export async function join(session: Session, draft: DraftView): Promise<void> {
  const query = session.look_up?.query;
  if (!query) return;
  session.take(await session.backend.join_check({ query, draft: draft.id }));
  session.undo.end();
  session.forget_look_up(query);
  session.open_step(draft.step);
}

/** Takes a further subject out of the check on the screen. For some seconds it can be undone. */
export async function take_out(session: Session, query: QueryId): Promise<void> {
  const draft = session.draft;
  const other = draft?.view.others.find((each) => each.query === query);
  if (!draft || !other) return;
  const undone = session.as_it_is(draft);
  await draft.take_out(query);
  void session.undo.offer({ what: 'taken_out', ...undone, subject: other.subject });
}
