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
});
