// The four questions about a choice (is a distinction made, by proxy too, for which aim, would a lighter step do), after the
// test of the Netherlands Institute for Human Rights. Questions and outcomes stand in one data file; nothing is kept.
import file from '../../crates/practice/data/rights.json';
import { settings } from './settings.svelte';

export type RightsQuestion = { id: string; text: string; help: string; answers: { id: string; text: string }[] };
/** What was answered, by the name of the question. */
export type RightsAnswers = Record<string, string>;
export type RightsOutcome = { id: string; text: string; source: string };

type Words = { nl: string; en: string };
const words = (text: Words): string => text[settings.language];

/** The questions in the order in which they are asked, in the chosen language. */
export const rights_questions = (): RightsQuestion[] =>
  file.questions.map(({ id, text, help, answers }) => ({
    id,
    text: words(text),
    help: words(help),
    answers: answers.map((answer) => ({ id: answer.id, text: words(answer.text) })),
  }));

/** What is said of the answers, in the chosen language; nothing while a question is open. */
export function rights_outcome(given: RightsAnswers): RightsOutcome | null {
  if (file.questions.some(({ id }) => given[id] === undefined)) return null;
  // The first one whose conditions all hold.
  const found = file.outcomes.find(({ when }) =>
    when.every(({ question, answers }) => answers.some((answer) => answer === given[question])),
  );
  return found ? { id: found.id, text: words(found.text), source: found.source } : null;
}
