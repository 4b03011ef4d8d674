// The wording of the legal bases, from the one data file that a lawyer can confirm; their order on the screen, and what of a
// check does not fit them. Which code does what is the core's to say: the lists.
import file from '../../crates/domain/data/legal_bases.json';
import type { Answers, GroundCode, LegalBasis, Search, SubjectView } from './backend/types';
import {
  ABOUT,
  AREA_BASES,
  LEGAL_BASES,
  NO_COMPULSION_BASES,
  NO_SUSPICION_BASES,
  SEARCHES,
  SEARCH_BASES,
  SUSPECT_GROUNDS,
  USUAL_BASES,
} from './lists';
import { settings } from './settings.svelte';

export type BasisCard = { title: string; condition: string; say: string; source: string };
type Grounds = readonly GroundCode[];

/** What does not fit a legal basis: a ground that may make a suspect, a search or force where the other may walk on, or a
 * search that usually rests on another basis. */
export type Misfit = 'suspicion' | 'compulsion' | 'search';

/** A search, or force where it is none, and the legal basis on which it rests. */
type Resting = { search: Search | null; basis: LegalBasis };

export const BASES_VERSION = Date.parse(`${file.version}T12:00:00Z`);

const may_be_suspect = (grounds: Grounds): boolean => grounds.some((code) => SUSPECT_GROUNDS.includes(code));

/** A legal basis as it is worded for these grounds: whoever may be a suspect is not told that there is no suspicion. */
export function basis_card(code: LegalBasis, grounds: Grounds = []): BasisCard {
  const found = file.bases.find((basis) => basis.code === code);
  if (!found) return { title: code, condition: '', say: '', source: '' };
  const card = { ...found[settings.language], source: found.source };
  if (!NO_SUSPICION_BASES.includes(code)) return card;
  const sentence = may_be_suspect(grounds) ? file.suspicion : file.no_suspicion;
  return { ...card, say: `${card.say} ${sentence[settings.language]}` };
}

/** What of these answers does not fit their legal basis. */
export function misfits(answers: Answers): Misfit[] {
  const { legal_basis, grounds } = answers;
  const suspicion = legal_basis !== null && NO_SUSPICION_BASES.includes(legal_basis) && may_be_suspect(grounds);
  const coercion = (['search', 'compulsion'] as const).filter((misfit) => misfitting(misfit, answers).length > 0);
  return suspicion ? ['suspicion', ...coercion] : coercion;
}

/** The searches and the force that do not fit their legal basis, each asked about once. */
export function misfitting(misfit: 'search' | 'compulsion', answers: Answers): Resting[] {
  return resting(answers).filter(({ search, basis }) => {
    if (NO_COMPULSION_BASES.includes(basis)) return misfit === 'compulsion';
    return misfit === 'search' && search !== null && !SEARCH_BASES[search].includes(basis);
  });
}

/** A search rests on a basis of its own or on that of the check; force on that of the check. */
function resting({ legal_basis, search, force }: Answers): Resting[] {
  const of_search = SEARCHES.filter((kind) => search !== null && kind in search);
  const all = of_search.map((kind) => ({ search: kind, basis: search?.[kind]?.basis ?? legal_basis }));
  const of_force = force !== null && Object.keys(force).length > 0 ? [{ search: null, basis: legal_basis }] : [];
  return [...all, ...of_force].filter((each): each is Resting => each.basis !== null);
}

/**
 * The legal bases that usually go with these grounds, and the rest: those about the other kind of subject last. Among each,
 * those that the officer used of late come first; one that holds in a designated area alone only where a ground names it.
 */
export function bases_in_order(
  subject: SubjectView,
  grounds: Grounds,
  recent: readonly LegalBasis[],
): { usual: LegalBasis[]; others: LegalBasis[] } {
  const other_kind = subject.kind === 'person' ? 'vehicle' : 'person';
  const is_usual = (code: LegalBasis): boolean => grounds.some((ground) => USUAL_BASES[ground].includes(code));
  const rest = LEGAL_BASES.filter((code) => !is_usual(code));
  const is_last = (code: LegalBasis): boolean => ABOUT[code] === other_kind;
  const recent_first = (codes: LegalBasis[], of_late: readonly LegalBasis[]): LegalBasis[] => [
    ...of_late.filter((code) => codes.includes(code)),
    ...codes.filter((code) => !of_late.includes(code)),
  ];
  const anywhere = recent.filter((code) => !AREA_BASES.includes(code));
  return {
    usual: recent_first(LEGAL_BASES.filter(is_usual), recent),
    others: [...recent_first(rest.filter((code) => !is_last(code)), anywhere), ...rest.filter(is_last)],
  };
}
