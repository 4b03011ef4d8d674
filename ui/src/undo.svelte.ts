// The last decision, for as long as it can be taken back. The core says how long that is, and sends nothing meanwhile.
import { Action } from './action.svelte';
import type { Backend } from './backend/backend';
import type { SubjectView } from './backend/types';
import { drawn_at } from './drawn.svelte';

export type Decided = {
  what: 'left' | 'finished' | 'amended' | 'stopped' | 'not_entered' | 'mistyped' | 'taken_out';
  subject: SubjectView | null;
  /** For how long it can be taken back. */
  millis: number;
  /** Since when. */
  since: number;
  /** Brings the officer back to where it was decided. */
  restore: () => Promise<void>;
};

export class Undo {
  decided = $state.raw<Decided | null>(null);
  /** Taking it back, once for however many taps. */
  readonly action = new Action();
  #backend: Backend;
  #over: ReturnType<typeof setTimeout> | undefined;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Offers to take back what was just decided, if the core says that it can be. */
  async offer(decided: Omit<Decided, 'millis' | 'since'>): Promise<void> {
    this.end();
    let millis: number | null;
    try {
      millis = await this.#backend.can_take_back();
    } catch {
      return;
    }
    if (millis === null) return;
    this.decided = { ...decided, millis, since: drawn_at() };
    this.#over = setTimeout(() => this.end(), millis);
  }

  /** It is no longer offered: its time is over, or the officer went on. */
  end(): void {
    clearTimeout(this.#over);
    this.decided = null;
    this.action.problem = null;
  }

  take_back = async (): Promise<void> => {
    const { decided } = this;
    if (!decided || !(await this.action.run(() => this.#backend.take_back()))) return;
    this.end();
    await decided.restore();
  };
}
