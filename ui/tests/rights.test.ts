// The four questions about a choice: each way to answer them has an outcome, and none excuses a choice on origin.
import { describe, expect, it } from 'vitest';
import file from '../../crates/practice/data/rights.json';
import { rights_outcome, rights_questions, type RightsAnswers } from '../src/rights';

const QUESTIONS = rights_questions();

function each_way(): RightsAnswers[] {
  return QUESTIONS.reduce<RightsAnswers[]>(
    (ways, { id, answers }) => ways.flatMap((way) => answers.map((answer) => ({ ...way, [id]: answer.id }))),
    [{}],
  );
}

describe('the four questions', () => {
  it('have an outcome for each way to answer them, and each outcome a way', () => {
    const ways = each_way();
    expect(ways).toHaveLength(81);
    const reached = new Set(ways.map((way) => rights_outcome(way)?.id));
    expect([...reached].sort()).toEqual(file.outcomes.map(({ id }) => id).sort());
  });

  it('say nothing while one of them is open', () => {
    expect(rights_outcome({})).toBeNull();
    expect(rights_outcome({ distinction: 'no', proxy: 'no', aim: 'pointed' })).toBeNull();
  });

  it('excuse no choice that rests on origin, directly or by proxy', () => {
    for (const way of each_way().filter(({ distinction, proxy }) => [distinction, proxy].includes('yes'))) {
      expect(rights_outcome(way)?.id, JSON.stringify(way)).toMatch(/^(origin|proxy)-/);
    }
    const mild = each_way().filter((way) => rights_outcome(way)?.id === 'say-it-aloud');
    expect(mild).toEqual([{ distinction: 'no', proxy: 'no', aim: 'pointed', proportion: 'fits' }]);
  });

  it('name conditions that exist, have words in both languages, and a source', () => {
    const known = new Map(QUESTIONS.map(({ id, answers }) => [id, answers.map((answer) => answer.id)]));
    for (const { when, text, source } of file.outcomes) {
      for (const { question, answers } of when) expect(known.get(question)).toEqual(expect.arrayContaining(answers));
      expect(text.nl.trim() && text.en.trim() && source.trim()).not.toBe('');
    }
    for (const { text, help, answers, source } of file.questions) {
      const all = [text, help, ...answers.map((answer) => answer.text)];
      expect(all.every(({ nl, en }) => nl.trim() !== '' && en.trim() !== '')).toBe(true);
      expect(source.trim()).not.toBe('');
    }
  });
});
