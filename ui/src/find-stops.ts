// Finding a check among one's own: by what is read on the screen, whatever the spelling. Nothing of it is kept.
import type { StopCard, SubjectView } from './backend/types';
import { same_day } from './local-time';

/** Letters and digits alone, without accents and in capitals. */
const plain = (text: string): string =>
  text
    .normalize('NFD')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

function read(subject: SubjectView | null): string[] {
  if (subject?.kind === 'plate') return [subject.spelled];
  if (subject?.kind !== 'person') return [];
  const { family_name, first_name } = subject;
  return [`${family_name} ${first_name}`, `${first_name} ${family_name}`];
}

/** The checks of subjects in which these characters stand; all of them when nothing is asked. */
export function found(cards: StopCard[], asked: string): StopCard[] {
  const wanted = plain(asked);
  if (wanted === '') return cards;
  // The parts of a name in any order: "Vries, de" is de Vries.
  const parts = asked.split(/[\s,]+/).map(plain);
  const fits = (text: string, subject: SubjectView | null): boolean =>
    text.includes(wanted) || (subject?.kind === 'person' && parts.every((part) => text.includes(part)));
  return cards.filter(({ subject }) => read(subject).some((text) => fits(plain(text), subject)));
}

/** The checks of each day by the clock here, in the order in which they come. */
export function by_day(cards: StopCard[]): StopCard[][] {
  const days: StopCard[][] = [];
  for (const card of cards) {
    const day = days.at(-1);
    if (day?.[0] && same_day(day[0].at, card.at)) day.push(card);
    else days.push([card]);
  }
  return days;
}
