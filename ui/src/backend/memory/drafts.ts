// Drafts of the in-memory backend: what was answered is kept here, and judged by the recorded tables of the core.
import { ASPECTS, CODES_OF, FORCES, FORCE_PURPOSES, LEGAL_BASES, NO_ANSWERS, SEARCHES, SEARCH_PURPOSES } from '../../lists';
import { length } from '../../text-length';
import type { Answers, Change, DraftView, Outcome, Ratings, Said } from '../types';
import { refused } from './asked';
import { in_range, left_out, misfits, missing, verdict, type Judged } from './recorded';

export const no_answers = (): Answers => structuredClone(NO_ANSWERS);

/** The draft as the core shows it. */
export const judged = (draft: Omit<DraftView, 'missing' | 'misfits'>): DraftView => ({
  ...draft,
  missing: missing(draft),
  misfits: misfits(draft.answers),
});

/** Puts one answer in. Throws where the core refuses the value. */
export function changed(draft: DraftView, change: Change & Said): DraftView {
  return judged({ ...draft, answers: { ...draft.answers, [change.field]: taken(change) } });
}

/** The value as the core keeps it: lists in their order, a text without the space around it. */
function taken(change: Change & Said): unknown {
  switch (change.field) {
    case 'search':
      return in_kinds(SEARCHES, SEARCH_PURPOSES, change.value);
    case 'force':
      return in_kinds(FORCES, FORCE_PURPOSES, change.value);
    case 'ground_note':
    case 'reflection_note':
    case 'other_view':
    case 'amend_reason':
      return own_text(change.value, change.no_bsn === true);
    case 'ratings':
      return rated(change.value);
    case 'spare':
      if (change.value !== null && !in_range('spare', change.value)) throw refused('value');
      return change.value;
    case 'description_given_at':
      return change.value;
    default:
      return Array.isArray(change.value) ? in_order(CODES_OF[change.field], change.value) : one_of(CODES_OF[change.field], change.value);
  }
}

/** One code of a list, or no answer. */
export function one_of<T extends string>(list: readonly string[], code: T | null): T | null {
  if (code !== null && !list.includes(code)) throw refused('value');
  return code;
}

/** Codes in the order of their list. */
export function in_order<T extends string>(list: readonly string[], codes: readonly T[]): T[] {
  codes.forEach((code) => one_of(list, code));
  return (list as readonly T[]).filter((code) => codes.includes(code));
}

export function rated(ratings: Ratings): Ratings {
  in_order(ASPECTS, Object.keys(ratings));
  if (!Object.values(ratings).every((rating) => rating === null || in_range('rating', rating))) throw refused('value');
  return ratings;
}

/** Kinds in their order, each with what is told of it and no more. */
function in_kinds<P extends string>(
  list: readonly string[],
  purposes: readonly P[],
  kinds: Record<string, { basis?: string | null; purposes?: P[] }> | null,
): unknown {
  if (kinds === null) return null;
  const told = (kind: { basis?: string | null; purposes?: P[] } = {}): object => ({
    ...(kind.basis ? { basis: one_of(LEGAL_BASES, kind.basis) } : {}),
    ...(kind.purposes?.length ? { purposes: in_order(purposes, kind.purposes) } : {}),
  });
  return Object.fromEntries(in_order(list, Object.keys(kinds)).map((kind) => [kind, told(kinds[kind])]));
}

/** A BSN has nine digits. Of a text with fewer, and without control characters, only the length is judged. */
const needs_verdict = (text: string): boolean =>
  text.replace(/\P{N}/gu, '').length >= 9 || /(?!\s)\p{Cc}/u.test(text);

/** A text as the core keeps it, of at most so many characters where it may be longer than others. A blank one is none. */
export function own_text(text: string | null, no_bsn: boolean, most?: number): string | null {
  if (text === null) return null;
  const recorded = verdict(text, no_bsn);
  if (recorded) {
    if ('refused' in recorded) throw refused(recorded.refused);
    return recorded.kept;
  }
  if (most === undefined ? !in_range('text', length(text)) : length(text) > most) throw refused('text_too_long');
  if (needs_verdict(text)) {
    throw new Error(
      `how the core judges ${JSON.stringify(text)} was not recorded: add it to src/backend/memory/recorded/texts.json ` +
        'and run `PROCO_BLESS=1 cargo test -p proco-device --test stories recorded`',
    );
  }
  return text.trim() || null;
}

/** What a finished stop keeps of the answers of its draft, and what follows from them. */
export function finished(draft: Judged): { answers: Answers; outcome: Outcome; spared_until: number | null } {
  const blank = no_answers();
  const answers = { ...draft.answers, ...Object.fromEntries(left_out(draft).map((field) => [field, blank[field]])) };
  const { result, findings, link, spare } = answers;
  return {
    answers,
    outcome: result === 'found' && link !== null ? { result, findings, link } : { result: 'nothing' },
    spared_until: spare === null ? null : draft.started_at + spare * 24 * 3_600_000,
  };
}
