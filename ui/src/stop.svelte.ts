// The open draft on the screen: every change goes to disk at once.
import type { Backend, Refusal } from './backend/backend';
import type { Answers, Change, DraftView, Step, StopCard } from './backend/types';
import { Entries, type Failed } from './entries.svelte';

export type Field = keyof Answers;

/** The fields that hold one code of a closed list. */
export type OneField =
  | 'reason_told'
  | 'understood'
  | 'language_barrier'
  | 'slip_offered'
  | 'duration'
  | 'search'
  | 'force'
  | 'escalation'
  | 'complaint_offered'
  | 'link'
  | 'do_again';

export class OpenDraft {
  #backend: Backend;
  #view: DraftView;
  #entries: Entries<Answers>;

  constructor(backend: Backend, view: DraftView) {
    this.#backend = backend;
    this.#view = $state.raw(view);
    this.#entries = new Entries<Answers>(
      () => this.#view.answers,
      async (field, value) => {
        const change = { field, value } as Change;
        this.#view = await backend.save_field({ draft: this.#view.id, change });
      },
    );
  }

  get view(): DraftView {
    return this.#view;
  }
  get answers(): Answers {
    return this.#entries.now;
  }
  get failed(): Failed<Answers> {
    return this.#entries.failed;
  }
  get first_failed(): Refusal['code'] | undefined {
    return this.#entries.first_failed;
  }

  /** Puts one answer in. Resolves when it is on disk, or was refused and is kept as entered. */
  set<F extends Field>(field: F, value: Answers[F]): Promise<void> {
    return this.#entries.set(field, value);
  }

  /** Chooses one code, or takes it back when it is the chosen one. */
  choose<F extends Field>(field: F, code: Answers[F]): Promise<void> {
    return this.set(field, (this.answers[field] === code ? null : code) as Answers[F]);
  }

  /** Adds a code to a list, or takes it away. */
  toggle<F extends 'grounds' | 'calming' | 'findings' | 'themes'>(
    field: F,
    code: Answers[F][number],
  ): Promise<void> {
    const codes: readonly string[] = this.answers[field];
    const next = codes.includes(code) ? codes.filter((c) => c !== code) : [...codes, code];
    return this.set(field, next as Answers[F]);
  }

  /** Registers a text field, so that what was typed is kept before a step is left. */
  typing(flush: () => void): () => void {
    return this.#entries.typing(flush);
  }

  /** Waits until all is on disk; tries once more what failed. True when nothing is left behind. */
  settle(): Promise<boolean> {
    return this.#entries.settle();
  }

  async go_to(step: Step): Promise<void> {
    this.#view = await this.#backend.go_to_step({ draft: this.#view.id, step });
  }

  finish(): Promise<StopCard> {
    return this.#backend.finish({ draft: this.#view.id });
  }
}
