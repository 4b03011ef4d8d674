// The words of the team talk, from the one data file; which topic and which questions a week has is the core's to say.
import file from '../../crates/practice/data/talk.json';
import type { GroundCode, LegalBasis, ReadLesson } from './backend/types';
import { settings } from './settings.svelte';

/** What the figure of a topic counts. */
export type TopicKind = 'ground' | 'theme' | 'told';
export type Topic = {
  kind: TopicKind;
  title: string;
  /** What the figure says. It may stand only where the figures chose the topic. */
  why: string;
  /** Something to try until the next talk. */
  attempt: string;
  legal: LegalBasis | null;
  /** The ground that it is about; none for another topic. */
  grounds: GroundCode[];
};

type Words = { nl: string; en: string };
const words = (text: Words): string => text[settings.language];

function kind_of(id: string): TopicKind {
  if (id.startsWith('ground-')) return 'ground';
  return id.startsWith('theme-') ? 'theme' : 'told';
}

/** A topic in the chosen language; `null` for one that another version of the list had. */
export function topic(id: string): Topic | null {
  const found = file.topics.find((each) => each.id === id);
  if (!found) return null;
  return {
    kind: kind_of(id),
    title: words(found.title),
    why: words(found.why),
    attempt: words(found.try),
    legal: found.legal as LegalBasis | null,
    grounds: id.startsWith('ground-') ? [id.slice('ground-'.length) as GroundCode] : [],
  };
}

/** The questions with these names, as they are put to the team. */
export const talk_questions = (ids: readonly string[]): { id: string; text: string }[] =>
  ids.flatMap((id) => {
    const found = file.topics.flatMap(({ questions }) => questions).find((each) => each.id === id);
    return found ? [{ id, text: words(found.text) }] : [];
  });

/** How many lessons of the team stand beside a topic. */
const LESSONS = 2;

/** Two lessons of the team: those about the topic first, else in the order in which the core tells them. */
export function talk_lessons(topic: string, lessons: readonly ReadLesson[]): ReadLesson[] {
  const is_about = ({ about }: ReadLesson): boolean =>
    topic === ('ground' in about ? `ground-${about.ground}` : `theme-${about.theme}`);
  return [...lessons.filter(is_about), ...lessons.filter((lesson) => !is_about(lesson))].slice(0, LESSONS);
}
