// The words on the screens. A key that is missing in a message file does not compile.
import { settings, type Language } from '../settings.svelte';
import en from './en.json';
import nl from './nl.json';

export type Key = keyof typeof nl & keyof typeof en;
type Params = Record<string, string | number>;

const FILES: Record<Language, Record<Key, string>> = { nl, en };

/** The sentence of a key in the officer's language, with `{name}` filled in. */
export function t(key: Key, params: Params = {}): string {
  return FILES[settings.language][key].replace(/\{(\w+)\}/g, (hole, name: string) =>
    String(params[name] ?? hole),
  );
}
