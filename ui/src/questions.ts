// The words of the questions of the shift, from the one data file; which one is asked is the core's to say.
import file from '../../crates/practice/data/questions.json';
import { settings } from './settings.svelte';

export const WEIGHINGS = ['sound', 'thin', 'wrong'] as const;
export type Weighing = (typeof WEIGHINGS)[number];

/** An answer that can be chosen, and how it is to be weighed. */
export type Option = { text: string; weighing: Weighing; why: string };
/** A step of the framework. */
export type FrameworkStep = 'select' | 'explain' | 'treat' | 'reflect';
export type Question = { step: FrameworkStep; text: string; options: Option[]; source: string };

type Words = { nl: string; en: string };
const words = (text: Words): string => text[settings.language];

/** A question in the chosen language; `null` for one that another version of the list had. */
export function question(id: string): Question | null {
  const found = file.questions.find((each) => each.id === id);
  if (!found) return null;
  return {
    step: found.step as FrameworkStep,
    text: words(found.text),
    options: found.options.map((option) => ({
      text: words(option.text),
      weighing: option.weighing as Weighing,
      why: words(option.why),
    })),
    source: found.source,
  };
}
