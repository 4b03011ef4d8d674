// One revision as lines of question and answer, in the officer's language. What is open is left out.
import { basis_card } from './bases';
import type { Answers, ReflectionDraft } from './backend/types';
import { force_line, search_line } from './kinds';
import { ASPECTS, NO_ANSWERS } from './lists';
import { when } from './messages/format';
import { t } from './messages/t';

/** One line for each answer, but for those that share a line, and for what stands beside the answers. */
type Line =
  | Exclude<keyof Answers, 'description_source' | 'description_given_at' | 'result' | 'amend_reason'>
  | 'description'
  | 'outcome';

export type Fact = { key: Line; name: string; value: string };

const listed = (words: string[]): string | null => (words.length === 0 ? null : words.join(', '));

export function facts(a: Answers): Fact[] {
  const source = a.description_source && t(`description_source.${a.description_source}`);
  const given = a.description_given_at === null ? null : when(a.description_given_at);
  const rated = ASPECTS.flatMap((aspect) => {
    const n = a.ratings[aspect];
    return n == null ? [] : [`${t(`aspect.${aspect}`)}: ${t('rating.value', { n })}`];
  });
  const lines: Record<Line, string | null> = {
    grounds: listed(a.grounds.map((code) => t(`ground.${code}`))),
    description: a.grounds.includes('wanted_description') ? listed([source, given].filter((x) => x !== null)) : null,
    ground_note: a.ground_note,
    legal_basis: a.legal_basis && basis_card(a.legal_basis).title,
    place: a.place && t(`place.${a.place}`),
    reason_told: a.reason_told && t(`reason_told.${a.reason_told}`),
    understood: a.understood && t(`understood.${a.understood}`),
    language_barrier: a.language_barrier && t(`answer.${a.language_barrier}`),
    slip_offered: a.slip_offered && t(`answer.${a.slip_offered}`),
    ratings: listed(rated),
    duration: a.duration && t(`duration.${a.duration}`),
    search: search_line(a.search),
    force: force_line(a.force),
    escalation: a.escalation && t(`escalation.${a.escalation}`),
    calming: listed(a.calming.map((code) => t(`calming.${code}`))),
    complaint_offered: a.complaint_offered && t(`answer.${a.complaint_offered}`),
    outcome: a.result && t(`result.${a.result}`),
    findings: listed(a.findings.map((code) => t(`finding.${code}`))),
    link: a.link && t(`link.${a.link}`),
    spare: a.spare === null ? null : t('fact.days', { n: a.spare }),
    concrete: a.concrete && t(`concrete.${a.concrete}`),
    yielded: a.yielded && t(`yielded.${a.yielded}`),
    other_view: a.other_view,
    do_again: a.do_again && t(`do_again.${a.do_again}`),
    themes: listed(a.themes.map((code) => t(`theme.${code}`))),
    reflection_note: a.reflection_note,
  };
  return (Object.entries(lines) as [Line, string | null][]).flatMap(([key, value]) =>
    value ? [{ key, name: t(`fact.${key}`), value }] : [],
  );
}

/** The lines of a reflection that is being written. */
export function look_back_facts({ concrete, yielded, other_view, do_again, themes, note }: ReflectionDraft): Fact[] {
  return facts({ ...NO_ANSWERS, concrete, yielded, other_view, do_again, themes, reflection_note: note });
}
