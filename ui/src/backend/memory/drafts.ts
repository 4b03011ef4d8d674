// Drafts of the in-memory backend: what was answered is kept here, and judged by the recorded tables of the core.
import {
  CALMINGS,
  FINDINGS,
  FORCES,
  FORCE_PURPOSES,
  GROUNDS,
  NO_ANSWERS,
  SEARCHES,
  SEARCH_PURPOSES,
  THEMES,
  type ManyChoicesField,
} from '../../lists';
import { length } from '../../text-length';
import type { Answers, Change, CommandError, DraftView, Outcome } from '../types';
import { in_range, left_out, missing, type Judged } from './recorded';

export const no_answers = (): Answers => structuredClone(NO_ANSWERS);

/** The lists of the answers that are several codes. */
const LISTS: { readonly [F in ManyChoicesField]: readonly Answers[F][number][] } = {
  grounds: GROUNDS,
  calming: CALMINGS,
  findings: FINDINGS,
  themes: THEMES,
};

/** The draft as the core shows it. */
export const judged = (draft: Omit<DraftView, 'missing'>): DraftView => ({ ...draft, missing: missing(draft) });

/** Puts one answer in. Throws where the core refuses the value. */
export function changed(draft: DraftView, change: Change): DraftView {
  return judged({ ...draft, answers: { ...draft.answers, [change.field]: taken(change) } });
}

/** The value as the core keeps it: lists in their order, a text without the space around it. */
function taken(change: Change): unknown {
  const list = (LISTS as Partial<Record<keyof Answers, readonly string[]>>)[change.field];
  if (list) return in_order(list, change.value as string[]);
  switch (change.field) {
    case 'search':
      return in_kinds(SEARCHES, SEARCH_PURPOSES, change.value);
    case 'force':
      return in_kinds(FORCES, FORCE_PURPOSES, change.value);
    case 'ground_note':
    case 'reflection_note':
    case 'amend_reason':
      return own_text(change.value);
    case 'spare':
      if (change.value !== null && !in_range('spare', change.value)) throw { code: 'value' } satisfies CommandError;
      return change.value;
    default:
      return change.value;
  }
}

export const in_order = <T>(list: readonly T[], codes: readonly T[]): T[] => list.filter((code) => codes.includes(code));

/** Kinds in their order, each with what is told of it and no more. */
function in_kinds<P>(list: readonly string[], purposes: readonly P[], kinds: Record<string, { purposes?: P[] }> | null): unknown {
  if (kinds === null) return null;
  const told = (kind: { basis?: unknown; purposes?: P[] } = {}): object => ({
    ...(kind.basis ? { basis: kind.basis } : {}),
    ...(kind.purposes?.length ? { purposes: in_order(purposes, kind.purposes) } : {}),
  });
  return Object.fromEntries(in_order(list, Object.keys(kinds)).map((kind) => [kind, told(kinds[kind])]));
}

/** A text as the core keeps it. A blank one is none. */
export function own_text(text: string | null): string | null {
  if (text !== null && !in_range('text', length(text))) throw { code: 'text_too_long' } satisfies CommandError;
  return text?.trim() || null;
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
