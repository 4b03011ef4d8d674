// Before each test: an empty page, the phone's own settings, and no listener left behind.
import { flushSync, unmount } from 'svelte';
import { afterEach, beforeEach, vi } from 'vitest';
import { settings } from '../src/settings.svelte';
import { opened } from './app';

beforeEach(() => {
  document.body.innerHTML = '';
  window.scrollTo = () => undefined;
});

afterEach(async () => {
  for (const app of opened.splice(0)) await unmount(app);
  settings.language = 'nl';
  settings.mode = 'system';
  localStorage.clear();
  vi.useRealTimers();
  flushSync();
});
