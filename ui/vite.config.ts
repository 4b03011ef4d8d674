// The build: one page, no outside request. `--mode preview` talks to the preview host,
// `--mode memory` keeps everything in the page (for looking at screens without any Rust).
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

// The same policy as in tauri.conf.json, for the hosts that have no header of their own.
// Inline styles set through the CSSOM are allowed by this policy; style attributes are not.
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

function policy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY },
        injectTo: 'head-prepend',
      },
    ],
  };
}

export default defineConfig(({ mode }) => ({
  plugins: [svelte(), ...(mode === 'preview' || mode === 'memory' ? [policy()] : [])],
  define: {
    __HOST__: JSON.stringify(mode === 'preview' || mode === 'memory' ? mode : 'tauri'),
  },
  clearScreen: false,
  server: { port: 5173, strictPort: true },
  build: {
    outDir: mode === 'preview' || mode === 'memory' ? `dist-${mode}` : 'dist',
    emptyOutDir: true,
    target: ['es2022', 'safari16'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
}));
