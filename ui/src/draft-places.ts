// Where on the screens of a check each answer is asked: what is missing or was refused leads there.
import type { Missing } from './backend/types';
import type { Field } from './stop.svelte';

/** The element to jump to for each missing answer; `null` for the outcome, whose buttons are always visible. */
export const QUESTION_OF: Record<Missing, string | null> = {
  ground: 'ask-ground',
  description_source: 'ask-description',
  description_time: 'given-at',
  legal_basis: 'ask-basis',
  reason_told: 'ask-told',
  outcome: null,
  findings: 'ask-findings',
  link: 'ask-link',
  amend_reason: 'amend-reason',
};

/** The element of each field whose typed value the core may refuse. */
export const FIELD_OF: Partial<Record<Field, string>> = {
  ground_note: 'ground-note',
  description_given_at: 'given-at',
  spare: 'spare-days',
  reflection_note: 'reflection-note',
  other_view: 'other-view',
  amend_reason: 'amend-reason',
};
