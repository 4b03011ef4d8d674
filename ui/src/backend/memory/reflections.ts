// A reflection of the in-memory backend.
import { CODES_OF } from '../../lists';
import type { Answers, ReflectionDraft, Said } from '../types';
import { in_order, one_of, own_text, rated } from './drafts';

/** Whether the officer said of this text that its number is no BSN. */
const says_so = (no_bsn: Said['no_bsn'], field: string): boolean => no_bsn === true || (Array.isArray(no_bsn) && no_bsn.includes(field));

/** A reflection as the core keeps it. Throws where the core refuses a value. */
export const kept = <R extends ReflectionDraft>({
  ratings,
  do_again,
  themes,
  note,
  concrete,
  yielded,
  other_view,
  no_bsn,
}: R & Said): Pick<R, 'do_again'> & ReflectionDraft => ({
  ...(ratings && { ratings: rated(ratings) }),
  do_again: one_of(CODES_OF.do_again, do_again),
  themes: in_order(CODES_OF.themes, themes),
  note: own_text(note, says_so(no_bsn, 'note')),
  concrete: one_of(CODES_OF.concrete, concrete ?? null),
  yielded: one_of(CODES_OF.yielded, yielded ?? null),
  other_view: own_text(other_view ?? null, says_so(no_bsn, 'other_view')),
});

/** The answers of a reflection under the names that a draft has for them. */
export const asked_of = ({ themes, note, concrete, yielded, other_view }: ReflectionDraft): Partial<Answers> => ({
  themes,
  reflection_note: note,
  concrete,
  yielded,
  other_view,
});
