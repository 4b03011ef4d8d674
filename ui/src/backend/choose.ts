// Which host stands behind the screens. The build decides, so that the others are left out of it.
import type { Backend } from './backend';

declare const __HOST__: 'tauri' | 'preview' | 'memory';

export async function choose(): Promise<Backend> {
  if (__HOST__ === 'memory') return (await import('./memory/demo')).demo();
  if (__HOST__ === 'preview') (await import('./preview')).install_preview();
  return (await import('./tauri')).tauri;
}
