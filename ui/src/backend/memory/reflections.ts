// A reflection of the in-memory backend.
import { THEMES } from '../../lists';
import type { ReflectionDraft } from '../types';
import { in_order, own_text } from './drafts';

/** A reflection as the core keeps it. */
export const kept = <R extends ReflectionDraft>({ ratings, do_again, themes, note }: R): Pick<R, 'do_again'> & ReflectionDraft => ({
  ...(ratings && { ratings }),
  do_again,
  themes: in_order(THEMES, themes),
  note: own_text(note),
});
