// Looking back on a finished stop, alone or as a colleague: each answer goes to disk when it is entered, and becomes a
// revision only when the officer says so.
import type { Said } from './backend/backend';
import type { Answers, ReflectionDraft, Theme } from './backend/types';
import { Autosave } from './autosave.svelte';

const NOTHING: ReflectionDraft = { do_again: null, themes: [], note: null, concrete: null, yielded: null, other_view: null };

/** The fields in the officer's own words. */
const TEXTS = ['note', 'other_view'] as const;

export class OpenReflection {
  readonly autosave: Autosave<ReflectionDraft>;
  #kept: ReflectionDraft;

  /** `save` keeps the whole of it, with what the officer said of numbers in its texts. */
  constructor(save: (reflection: ReflectionDraft & Said) => Promise<unknown>, begun: ReflectionDraft | null) {
    this.#kept = $state.raw(begun ?? NOTHING);
    this.autosave = new Autosave<ReflectionDraft>(
      () => this.#kept,
      async (field, value, no_bsn) => {
        // One field at a time on top of what is kept, so that a refused text holds back nothing else.
        const reflection = { ...this.#kept, [field]: value };
        // A text that is kept already was judged when it was entered.
        const judged = TEXTS.filter((text) => (text === field ? no_bsn : reflection[text] !== null));
        const said: Said = judged.length > 0 ? { no_bsn: judged } : {};
        await save({ ...reflection, ...said });
        this.#kept = reflection;
      },
    );
  }

  get answers(): ReflectionDraft {
    return this.autosave.now;
  }
  /** One code of a list; chosen again it is taken back. */
  choose<F extends 'concrete' | 'yielded' | 'do_again'>(field: F, code: Answers[F]): void {
    void this.autosave.set(field, (this.answers[field] === code ? null : code) as ReflectionDraft[F]);
  }
  toggle(theme: Theme): void {
    const { themes } = this.answers;
    const next = themes.includes(theme) ? themes.filter((each) => each !== theme) : [...themes, theme];
    void this.autosave.set('themes', next);
  }
}
