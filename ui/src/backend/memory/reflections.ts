// A reflection of the in-memory backend.
import { CODES_OF } from '../../lists';
import type { ReflectionDraft, Said } from '../types';
import { in_order, one_of, own_text, rated } from './drafts';

/** A reflection as the core keeps it. Throws where the core refuses a value. */
export const kept = <R extends ReflectionDraft>({
  ratings,
  do_again,
  themes,
  note,
  no_bsn,
}: R & Said): Pick<R, 'do_again'> & ReflectionDraft => ({
  ...(ratings && { ratings: rated(ratings) }),
  do_again: one_of(CODES_OF.do_again, do_again),
  themes: in_order(CODES_OF.themes, themes),
  note: own_text(note, no_bsn === true),
});
