// The wording of the legal bases, from the one data file that a lawyer can confirm; their order on the screen. Which code does
// what is the core's to say: the lists.
import file from '../../crates/domain/data/legal_bases.json';
import type { GroundCode, LegalBasis, SubjectView } from './backend/types';
import {
  ABOUT,
  AREA_BASES,
  LEGAL_BASES,
  NO_SUSPICION_BASES,
  SUSPECT_GROUNDS,
  USUAL_BASES,
} from './lists';
import { settings } from './settings.svelte';

export type BasisCard = { title: string; condition: string; say: string; source: string };
type Grounds = readonly GroundCode[];

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
