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

/** The codes of a closed list, as ts-rs wrote it from Rust, in Rust's order. */
function codes(name: string): string[] {
  const source = types[`../src/backend/types/${name}.ts`] ?? '';
  return [...source.slice(source.indexOf('export type')).matchAll(/"([a-z0-9_]+)"/g)].map((m) => m[1] ?? '');
}
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
    const worded: Record<string, string> = {
      Answer: 'answer', Aspect: 'aspect', Calming: 'calming', DescriptionSource: 'description_source', DoAgain: 'do_again',
      Duration: 'duration', ErrorCode: 'error', Escalation: 'escalation', Finding: 'finding', Force: 'force', ForcePurpose: 'force_purpose', GroundCode: 'ground',
      GroundKind: 'ground_kind', Initiative: 'initiative', LeaveReason: 'leave_reason', LedTo: 'shift_led_to', Link: 'link', Missing: 'missing',
      NotAGround: 'not_ground', Notice: 'notice', PeriodKind: 'period_kind', PlaceKind: 'place', ReasonTold: 'reason_told',
      RefusalCode: 'refusal', ResultChoice: 'result', Role: 'role', Search: 'search', SearchPurpose: 'search_purpose', Step: 'step', SyncProblem: 'sync_problem',
      Theme: 'theme', Understood: 'understood', Window: 'window', WithdrawReason: 'withdraw_reason',
    };
    for (const [type, prefix] of Object.entries(worded)) {
      expect(codes(type).length, `${type} has codes`).toBeGreaterThan(0);
      for (const code of codes(type)) expect(NL, `${prefix}.${code}`).toHaveProperty([`${prefix}.${code}`]);
    }
    for (const code of codes('SyncProblem')) expect(NL).toHaveProperty([`counts_problem.${code}`]);
    for (const state of codes('SyncState').filter((word) => word !== 'state' && word !== 'code')) {
      expect(NL).toHaveProperty([`sync_state.${state}`]);
    }
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
    const pairs: [readonly string[], string][] = [
      [lists.INITIATIVES, 'Initiative'], [lists.LEAVE_REASONS, 'LeaveReason'], [lists.GROUNDS, 'GroundCode'],
      [lists.NOT_GROUNDS, 'NotAGround'], [lists.LEGAL_BASES, 'LegalBasis'], [lists.PLACES, 'PlaceKind'], [lists.STEPS, 'Step'],
      [lists.FINDINGS, 'Finding'], [lists.THEMES, 'Theme'], [lists.WITHDRAW_REASONS, 'WithdrawReason'], [lists.CALMINGS, 'Calming'],
      [lists.DURATIONS, 'Duration'], [lists.SEARCHES, 'Search'], [lists.FORCES, 'Force'],
      [lists.SEARCH_PURPOSES, 'SearchPurpose'], [lists.FORCE_PURPOSES, 'ForcePurpose'], [lists.ESCALATIONS, 'Escalation'],
    ];
    for (const [list, type] of pairs) expect(list, type).toEqual(codes(type));
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
