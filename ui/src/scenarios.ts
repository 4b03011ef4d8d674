// The words of the practice scenarios, from the one data file.
import file from '../../crates/practice/data/scenarios.json';
import type { FrameworkStep, Option, Weighing } from './questions';
import { settings } from './settings.svelte';

export type ScenarioStep = { step: FrameworkStep; before: string; ask: string; options: Option[] };
export type Scenario = { id: string; title: string; scene: string; steps: ScenarioStep[]; source: string };

type Words = { nl: string; en: string };
const words = (text: Words): string => text[settings.language];

/** All scenarios, in the chosen language. */
export const scenarios = (): Scenario[] =>
  file.scenarios.map(({ id, title, scene, steps, source }) => ({
    id,
    title: words(title),
    scene: words(scene),
    steps: steps.map(({ step, before, ask, options }) => ({
      step: step as FrameworkStep,
      before: words(before),
      ask: words(ask),
      options: options.map(({ text, weighing, why }) => ({ text: words(text), weighing: weighing as Weighing, why: words(why) })),
    })),
    source,
  }));
