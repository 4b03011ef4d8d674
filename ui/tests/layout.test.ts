// What each file may touch: the host behind one door, the storage for two settings, no console.
import { describe, expect, it } from 'vitest';

const sources = import.meta.glob<string>('../src/**/*.{ts,svelte}', { query: '?raw', import: 'default', eager: true });
const naming = (pattern: RegExp): string[] =>
  Object.entries(sources)
    .filter(([, source]) => pattern.test(source.replace(/\/\/.*$/gm, '')))
    .map(([path]) => path.replace('../src/', ''));

describe('the layout', () => {
  it('lets one file import Tauri', () => {
    expect(naming(/@tauri-apps/)).toEqual(['backend/tauri.ts']);
  });
  it('keeps language and light in storage, and nothing else anywhere', () => {
    expect(naming(/localStorage/)).toEqual(['settings.svelte.ts']);
    expect(naming(/sessionStorage|indexedDB|document\.cookie|caches\.open/)).toEqual([]);
  });
  it('writes to no console, title or address', () => {
    expect(naming(/console\.|document\.title|history\.replaceState|pushState\([^)]*,[^)]*,|location\.(href|hash|search)\s*=/)).toEqual([]);
  });
  it('asks nothing of the network but the preview host', () => {
    expect(naming(/fetch\(|EventSource\(|XMLHttpRequest|WebSocket/)).toEqual(['backend/preview.ts']);
    expect(naming(/https?:\/\//)).toEqual([]);
  });
  it('puts no markup in from text', () => {
    expect(naming(/\{@html|innerHTML/)).toEqual([]);
  });
  it('exports every type that Rust wrote', () => {
    const barrel = sources['../src/backend/types/index.ts'] ?? '';
    const types = Object.keys(sources).flatMap((path) => /types\/(\w+)\.ts$/.exec(path)?.[1] ?? []);
    expect(types.length).toBeGreaterThan(50);
    // The lists are values; `lists.ts` hands them on. The commands are one interface.
    const others = ['lists', 'index', 'commands'];
    expect(barrel).toContain("export type { Commands, Said } from './commands'");
    for (const type of types.filter((type) => !others.includes(type))) expect(barrel).toContain(`export type { ${type} } from`);
  });
});
