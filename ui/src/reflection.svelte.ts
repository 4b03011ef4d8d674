// Looking back on a finished stop: each answer goes to disk when it is entered, and becomes a
// revision only when the officer says so.
import type { Backend, Said } from './backend/backend';
import type { ReflectionDraft, StopId, Theme } from './backend/types';
import { Autosave } from './autosave.svelte';

const NOTHING: ReflectionDraft = { do_again: null, themes: [], note: null };

export class OpenReflection {
  readonly autosave: Autosave<ReflectionDraft>;
  #kept: ReflectionDraft;

  constructor(backend: Backend, stop: StopId, begun: ReflectionDraft | null) {
    this.#kept = $state.raw(begun ?? NOTHING);
    this.autosave = new Autosave<ReflectionDraft>(
      () => this.#kept,
      async (field, value, no_bsn) => {
        // One field at a time on top of what is kept, so that a refused note holds back nothing else.
        const reflection = { ...this.#kept, [field]: value };
        // A note that is kept already was judged when it was entered.
        const is_kept = field !== 'note' && reflection.note !== null;
        const said: Said = no_bsn || is_kept ? { no_bsn: true } : {};
        await backend.save_reflection({ stop, reflection: { ...reflection, ...said } });
        this.#kept = reflection;
      },
    );
  }

  get answers(): ReflectionDraft {
    return this.autosave.now;
  }
  toggle(theme: Theme): void {
    const { themes } = this.answers;
    const next = themes.includes(theme) ? themes.filter((each) => each !== theme) : [...themes, theme];
    void this.autosave.set('themes', next);
  }
}
