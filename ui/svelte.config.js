// Svelte: runes everywhere, styles in a file of their own so that a strict CSP holds.
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

export default {
  preprocess: vitePreprocess(),
  compilerOptions: { runes: true },
};
