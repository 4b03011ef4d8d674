// Drafts of the in-memory backend: the same questions, kept as simple as a screen test needs.
import type { Answers, DraftView, LookUpView, Missing, Outcome } from '../types';

export function no_answers(): Answers {
  return {
    place: null,
    grounds: [],
    description_source: null,
    description_given_at: null,
    ground_note: null,
    legal_basis: null,
    reason_told: null,
    understood: null,
    language_barrier: null,
    slip_offered: null,
    ratings: {},
    duration: null,
    search: null,
    force: null,
    escalation: null,
    calming: [],
    complaint_offered: null,
    result: null,
    findings: [],
    link: null,
    spare: null,
    do_again: null,
    themes: [],
    reflection_note: null,
    amend_reason: null,
  };
}

/** As the core judges it: nobody is spared, or for 1 to 365 whole days. */
export const is_spare = (days: number | null): boolean =>
  days === null || (Number.isInteger(days) && days >= 1 && days <= 365);

type Asked = Pick<DraftView, 'answers' | 'amends' | 'started_at'>;

export function missing({ answers, amends, started_at }: Asked): Missing[] {
  const found: Missing[] = [];
  const described = answers.description_source !== null && answers.description_given_at !== null;
  if (answers.grounds.length === 0) found.push('ground');
  else if (answers.grounds.includes('wanted_description')) {
    if (!described) found.push('description_source');
    else if ((answers.description_given_at ?? 0) > started_at) found.push('description_time');
  }
  if (answers.legal_basis === null) found.push('legal_basis');
  if (answers.reason_told === null) found.push('reason_told');
  if (answers.result === null) found.push('outcome');
  if (answers.result === 'found' && answers.findings.length === 0) found.push('findings');
  else if (answers.result === 'found' && answers.link === null) found.push('link');
  if (amends !== null && answers.amend_reason === null) found.push('amend_reason');
  return found;
}

export function outcome_of(answers: Answers): Outcome {
  if (answers.result !== 'found' || answers.link === null) return { result: 'nothing' };
  return { result: 'found', findings: answers.findings, link: answers.link };
}

export function new_draft(id: string, look_up: LookUpView, at: number): DraftView {
  const answers = no_answers();
  return {
    id,
    query: look_up.query,
    subject: look_up.subject,
    initiative: 'proactive',
    started_at: at,
    despite_advisory: look_up.advisory !== null,
    amends: null,
    step: 'select',
    answers,
    missing: missing({ answers, amends: null, started_at: at }),
  };
}
