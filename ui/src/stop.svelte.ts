// The open draft on the screen: every change goes to disk at once, one after the other.
import { refusal, type Backend, type Refusal } from './backend/backend';
import type { Answers, Change, DraftView, Step, StopCard } from './backend/types';

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
  /** What was entered and is not yet known to be on disk. It wins over the view. */
  #entered = $state.raw<Partial<Answers>>({});
  #failed = $state.raw<Partial<Record<Field, Refusal['code']>>>({});
  #queue: Promise<void> = Promise.resolve();
  /** Text fields that wait for the officer to stop typing. */
  #typing = new Set<() => void>();

  constructor(backend: Backend, view: DraftView) {
    this.#backend = backend;
    this.#view = $state.raw(view);
  }

  get view(): DraftView {
    return this.#view;
  }
  get answers(): Answers {
    return { ...this.#view.answers, ...this.#entered };
  }
  get failed(): Partial<Record<Field, Refusal['code']>> {
    return this.#failed;
  }
  get has_failed(): boolean {
    return Object.keys(this.#failed).length > 0;
  }

  /** Puts one answer in. Resolves when it is on disk, or was refused and is kept as entered. */
  set<F extends Field>(field: F, value: Answers[F]): Promise<void> {
    this.#entered = { ...this.#entered, [field]: value };
    this.#failed = without(this.#failed, field);
    this.#queue = this.#queue.then(() => this.#write(field, value));
    return this.#queue;
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
    this.#typing.add(flush);
    return () => this.#typing.delete(flush);
  }

  /** Waits until all is on disk; tries once more what failed. True when nothing is left behind. */
  async settle(): Promise<boolean> {
    for (const flush of this.#typing) flush();
    await this.#queue;
    for (const field of Object.keys(this.#failed) as Field[]) {
      void this.set(field, this.answers[field]);
    }
    await this.#queue;
    return !this.has_failed;
  }

  async go_to(step: Step): Promise<void> {
    this.#view = await this.#backend.go_to_step({ draft: this.#view.id, step });
  }

  finish(): Promise<StopCard> {
    return this.#backend.finish({ draft: this.#view.id });
  }

  async #write<F extends Field>(field: F, value: Answers[F]): Promise<void> {
    try {
      const change = { field, value } as Change;
      this.#view = await this.#backend.save_field({ draft: this.#view.id, change });
      if (this.#entered[field] === value) this.#entered = without(this.#entered, field);
    } catch (thrown) {
      if (this.#entered[field] === value) {
        this.#failed = { ...this.#failed, [field]: refusal(thrown).code };
      }
    }
  }
}

function without<T extends object>(from: T, key: keyof T): T {
  const rest = { ...from };
  delete rest[key];
  return rest;
}
