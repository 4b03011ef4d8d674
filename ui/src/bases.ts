// The wording of the legal bases, from the one data file that a lawyer can confirm; their order on the screen, and what of a
// check does not fit them. Which code does what is the core's to say: the lists.
import file from '../../crates/domain/data/legal_bases.json';
import type { Answers, GroundCode, LegalBasis, SubjectView } from './backend/types';
import { ABOUT, LEGAL_BASES, NO_COMPULSION_BASES, NO_SUSPICION_BASES, SUSPECT_GROUNDS, USUAL_BASES } from './lists';
import { settings } from './settings.svelte';

export type BasisCard = { title: string; condition: string; say: string; source: string };
type Grounds = readonly GroundCode[];

/** What does not fit a legal basis: a ground that may make a suspect, or a search or force where the other may walk on. */
export type Misfit = 'suspicion' | 'compulsion';

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
export function misfits({ legal_basis, grounds, search, force }: Answers): Misfit[] {
  if (legal_basis === null) return [];
  const compels = [search, force].some((code) => code !== null && code !== 'none');
  return [
    ...(NO_SUSPICION_BASES.includes(legal_basis) && may_be_suspect(grounds) ? (['suspicion'] as const) : []),
    ...(NO_COMPULSION_BASES.includes(legal_basis) && compels ? (['compulsion'] as const) : []),
  ];
}

/** The legal bases that usually go with these grounds, and the rest: those about the other kind of subject last. */
export function bases_in_order(subject: SubjectView, grounds: Grounds): { usual: LegalBasis[]; others: LegalBasis[] } {
  const other_kind = subject.kind === 'person' ? 'vehicle' : 'person';
  const is_usual = (code: LegalBasis): boolean => grounds.some((ground) => USUAL_BASES[ground].includes(code));
  const rest = LEGAL_BASES.filter((code) => !is_usual(code));
  const is_last = (code: LegalBasis): boolean => ABOUT[code] === other_kind;
  return {
    usual: LEGAL_BASES.filter(is_usual),
    others: [...rest.filter((code) => !is_last(code)), ...rest.filter(is_last)],
  };
}
