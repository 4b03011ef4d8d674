// The wording of the legal bases, from the one data file that a lawyer can confirm.
import file from '../../crates/domain/data/legal_bases.json';
import type { LegalBasis } from './backend/types';
import { settings } from './settings.svelte';

export type BasisCard = { title: string; condition: string; say: string; source: string };

export const BASES_VERSION = Date.parse(`${file.version}T12:00:00Z`);

export function basis_card(code: LegalBasis): BasisCard {
  const found = file.bases.find((basis) => basis.code === code);
  if (!found) return { title: code, condition: '', say: '', source: '' };
  return { ...found[settings.language], source: found.source };
}
