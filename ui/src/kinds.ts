// The searches and the force of a check: several kinds, each with what is told of it.
import { basis_card } from './bases';
import type { Answers, Force, Search } from './backend/types';
import { FORCES, FORCE_PURPOSES, SEARCHES, SEARCHES_OF_BEFORE, SEARCH_PURPOSES } from './lists';
import { t } from './messages/t';

export type KindsField = 'search' | 'force';
export type KindOf<F extends KindsField> = keyof NonNullable<Answers[F]> & string;

/** The kinds of an answer, in the order of the list. */
export const kinds_of = <F extends KindsField, K extends KindOf<F>>(list: readonly K[], answer: Answers[F]): K[] =>
  list.filter((kind) => answer !== null && kind in answer);

/** The searches that are offered; kinds of earlier programs appear only if this check already has them. */
export const searches_offered = (answer: Answers['search']): Search[] =>
  SEARCHES.filter((kind) => !SEARCHES_OF_BEFORE.includes(kind) || (answer !== null && kind in answer));

/** A code of a list added or taken away, in the order of the list. */
export const toggled = <T>(list: readonly T[], codes: readonly T[], code: T): T[] =>
  list.filter((each) => (each === code) !== codes.includes(each));

/** What was told of a search: what it was for, and its legal basis where that is not the one of the check. */
export function told_of_search(answer: Answers['search'], kind: Search): string {
  const { basis = null, purposes = [] } = answer?.[kind] ?? {};
  const what_for = SEARCH_PURPOSES.filter((code) => purposes.includes(code)).map((code) => t(`search_purpose.${code}`));
  return [...what_for, ...(basis ? [t('contact.on_basis', { basis: basis_card(basis).title })] : [])].join(', ');
}

/** What was told of a use of force: what it was for. */
export function told_of_force(answer: Answers['force'], kind: Force): string {
  const purposes = answer?.[kind]?.purposes ?? [];
  return FORCE_PURPOSES.filter((code) => purposes.includes(code)).map((code) => t(`force_purpose.${code}`)).join(', ');
}

const with_told = (kind: string, told: string): string => (told ? `${kind} (${told})` : kind);

/** An answer as a line of words; nothing where it was not given. */
export function search_line(answer: Answers['search']): string | null {
  if (answer === null) return null;
  const kinds = kinds_of<'search', Search>(SEARCHES, answer);
  const each = kinds.map((kind) => with_told(t(`search.${kind}`), told_of_search(answer, kind)));
  return each.join('\n') || t('answer.no');
}

export function force_line(answer: Answers['force']): string | null {
  if (answer === null) return null;
  const kinds = kinds_of<'force', Force>(FORCES, answer);
  const each = kinds.map((kind) => with_told(t(`force.${kind}`), told_of_force(answer, kind)));
  return each.join('\n') || t('answer.no');
}
