// What a lead keeps of the talk of a week: whether it was held, and a note. On disk when it is entered, on this phone alone.
import type { Backend, Said } from './backend/backend';
import type { KeptTalk, TeamTalk } from './backend/types';
import { Autosave } from './autosave.svelte';

export class OpenTalk {
  readonly autosave: Autosave<KeptTalk>;
  #kept: KeptTalk;

  constructor(backend: Backend, { week, held_at, note }: TeamTalk) {
    this.#kept = $state.raw({ held: held_at !== null, note });
    this.autosave = new Autosave<KeptTalk>(
      () => this.#kept,
      async (field, value, no_bsn) => {
        const talk = { ...this.#kept, [field]: value };
        // A note that is kept already was judged when it was entered.
        const is_kept = field !== 'note' && talk.note !== null;
        const said: Said = no_bsn || is_kept ? { no_bsn: true } : {};
        await backend.keep_talk({ week: week.code, talk: { ...talk, ...said } });
        this.#kept = talk;
      },
    );
  }

  get now(): KeptTalk {
    return this.autosave.now;
  }
}
