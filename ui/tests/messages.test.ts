// The words: every code has its sentence in both languages, and none stands in a screen.
import { parse } from 'svelte/compiler';
import { describe, expect, it } from 'vitest';
import bases from '../../crates/domain/data/legal_bases.json';
import * as lists from '../src/lists';
import en from '../src/messages/en.json';
import nl from '../src/messages/nl.json';

const NL: Record<string, string> = nl;
const EN: Record<string, string> = en;
const types = import.meta.glob<string>('../src/backend/types/*.ts', { query: '?raw', import: 'default', eager: true });
const scripts = import.meta.glob<string>('../src/{*,messages/*}.ts', { query: '?raw', import: 'default', eager: true });
const screens = import.meta.glob<string>('../src/**/*.svelte', { query: '?raw', import: 'default', eager: true });

/** The codes of each closed list, by the name of its type, as ts-rs wrote them from Rust, in Rust's order. */
const CODES = new Map(
  Object.entries(types).flatMap(([path, source]): [string, string[]][] => {
    const type = /(\w+)\.ts$/.exec(path)?.[1] ?? '';
    const union = new RegExp(`export type ${type} = ((?:"\\w+"(?: \\| )?)+);`).exec(source)?.[1];
    return union === undefined ? [] : [[type, [...union.matchAll(/\w+/g)].map((found) => found[0])]];
  }),
);
/** The lists of the screens that hold all codes of a type: those that the generated file leaves to TypeScript to type. */
const LISTS = [...(types['../src/backend/types/lists.ts'] ?? '').matchAll(/^export const (\w+) = (\['.*'\]) as const;$/gm)].map(
  ([, name = '', list = '[]']): [string, string[]] => [name, JSON.parse(list.replaceAll("'", '"')) as string[]],
);

/** The words of a list that do not stand under the name of its type. */
const OTHERWISE: Record<string, (code: string) => string[]> = {
  Doubt: (code) => ['', '_text', '_no'].map((part) => `question.${code}${part}`),
  ErrorCode: (code) => [`error.${code}`],
  GroundCode: (code) => [`ground.${code}`],
  LedTo: (code) => [`shift_led_to.${code}`],
  // In the data file, for a lawyer to confirm; the domain's own test reads it.
  LegalBasis: () => [],
  NotAGround: (code) => [`not_ground.${code}`],
  PlaceKind: (code) => [`place.${code}`],
  RefusalCode: (code) => [`refusal.${code}`],
  ResultChoice: (code) => [`result.${code}`],
  WeakGround: (code) => [`weak.${code}`],
  SyncProblem: (code) => [`sync_problem.${code}`, `counts_problem.${code}`],
};
const snake = (type: string): string => type.replace(/(?!^)[A-Z]/g, '_$&').toLowerCase();
const holes = (sentence: string): string[] => (sentence.match(/\{\w+\}/g) ?? []).sort();

describe('the message files', () => {
  it('have the same keys in the same order, each with words and the same holes', () => {
    expect(Object.keys(EN)).toEqual(Object.keys(NL));
    for (const key of Object.keys(NL)) {
      expect(NL[key]?.trim(), key).toBeTruthy();
      expect(EN[key]?.trim(), key).toBeTruthy();
      expect(holes(EN[key] ?? ''), key).toEqual(holes(NL[key] ?? ''));
    }
  });

  it('word every code that the core can send', () => {
    expect(CODES.size).toBeGreaterThan(30);
    for (const type of Object.keys(OTHERWISE)) expect([...CODES.keys()], 'worded otherwise').toContain(type);
    for (const [type, all] of CODES) {
      const keys = OTHERWISE[type] ?? ((code: string) => [`${snake(type)}.${code}`]);
      for (const key of all.flatMap(keys)) expect(NL, `${key} of ${type}`).toHaveProperty([key]);
    }
    const states = [...(types['../src/backend/types/SyncState.ts'] ?? '').matchAll(/"state": "(\w+)"/g)].map((found) => found[1]);
    expect(states).toContain('waiting');
    for (const state of states) expect(NL).toHaveProperty([`sync_state.${state}`]);
  });

  it('hold no sentence that no screen says', () => {
    const code = Object.values({ ...screens, ...scripts }).join('\n');
    const lists = [...code.matchAll(/t\(`(\w+)\.\$\{/g)].map((m) => m[1]);
    const left = Object.keys(NL).filter((key) => !code.includes(`'${key}'`) && !lists.includes(key.split('.')[0]));
    expect(left).toEqual([]);
  });

  it('speak plainly: no shouting, and no sentence of more than twenty words', () => {
    for (const [key, text] of [...Object.entries(NL), ...Object.entries(EN)]) {
      expect(text, key).not.toContain('!');
      for (const sentence of text.split(/[.?:]\s/)) expect(sentence.split(/\s+/).length, key).toBeLessThanOrEqual(20);
    }
    for (const card of bases.bases) expect(card.nl.say + card.en.say, card.code).not.toContain('!');
  });
});

describe('the lists on the screens', () => {
  it('are in the order of the domain', () => {
    expect(LISTS.length).toBeGreaterThan(20);
    for (const [name, list] of LISTS) {
      const of = [...CODES].filter(([, all]) => all.every((code) => list.includes(code)) && all.length === list.length);
      expect(of.map(([, all]) => all), name).toContainEqual(list);
    }
    expect(bases.bases.map((card) => card.code)).toEqual(lists.LEGAL_BASES);
  });
});

describe('the screens', () => {
  /** Literal words in the markup: text, and attributes that people read or hear. */
  function spoken(source: string): string[] {
    const found: string[] = [];
    const read = ['aria-label', 'title', 'placeholder', 'alt', 'label', 'hint', 'question', 'aria-description'];
    const walk = (node: unknown): void => {
      if (Array.isArray(node)) return node.forEach(walk);
      if (typeof node !== 'object' || node === null) return;
      const { type, data, name, value } = node as Record<string, unknown>;
      if (type === 'Text' && /\p{L}{2,}/u.test(String(data))) found.push(String(data).trim());
      if (type === 'StyleDirective') return;
      if (type === 'Attribute') {
        if (read.includes(String(name))) walk(value);
        return;
      }
      Object.values(node).forEach(walk);
    };
    walk(parse(source, { modern: true }).fragment);
    return found;
  }

  it('hold no sentence of their own', () => {
    for (const [path, source] of Object.entries(screens)) expect(spoken(source), path).toEqual([]);
  });

  it('are small files', () => {
    const lengths = Object.values(screens).map((source) => source.split('\n').length).sort((a, b) => a - b);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(150);
    expect(lengths.at(-1)).toBeLessThan(400);
  });
});
