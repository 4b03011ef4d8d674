// What central says about the look-up on the screen: its last answer, the last one with figures, and when it is asked again.
import type { Backend } from './backend/backend';
import type { CentralAnswer, LookUpView, QueryId } from './backend/types';
import { drawn_at } from './drawn.svelte';
import { WITHIN, WORTH_ANOTHER_TRY } from './lists';

type KnownAnswer = Extract<CentralAnswer, { answer: 'known' }>;

export class Figures {
  readonly #backend: Backend;
  /** Central's last answer about this look-up; null while the first is awaited. */
  answer = $state.raw<CentralAnswer | null>(null);
  /** The last answer with figures. They stay on the screen, with their moment, when a later answer has none. */
  known = $state.raw<KnownAnswer | null>(null);
  /** The look-up that they are about. */
  #query: QueryId | null = null;
  /** When central was last asked about it, and whether its answer is still to come. */
  #asked = { at: 0, waits: false };

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Asks central for the figures of a look-up that comes on the screen. An earlier answer that came with it is
   * shown meanwhile. */
  show(look_up: LookUpView): void {
    this.known = look_up.central?.answer === 'known' ? look_up.central : null;
    this.answer = this.known;
    this.#query = look_up.query;
    void this.#ask(look_up.query);
  }

  /** The look-up left the screen. */
  forget(): void {
    this.#query = null;
    this.answer = null;
    this.known = null;
  }

  /** Asks once more. No new look-up is recorded. */
  async ask_again(): Promise<void> {
    if (!this.#query) return;
    this.answer = null;
    await this.#ask(this.#query);
  }

  /** Asks again if the last try got no answer and a retry may succeed. */
  async ask_if_unanswered(): Promise<void> {
    if (this.answer?.answer === 'offline' || this.answer?.answer === 'unavailable') {
      if (may_pass(this.answer)) await this.#renew();
    }
  }

  /** Asks again if the figures on the screen are old: as often as central answers about one subject. */
  async renew_if_old(): Promise<void> {
    const asks = this.answer !== null && this.answer.answer !== 'nobody';
    if (asks && may_pass(this.answer) && drawn_at() - this.#asked.at > WITHIN.figures) await this.#renew();
  }

  /** Remembers the figures on the screen; the function that it returns puts them back. */
  as_they_are(): () => void {
    const { answer, known } = this;
    const query = this.#query;
    return () => {
      Object.assign(this, { answer, known });
      this.#query = query;
    };
  }

  /** Asks once more while the last answer stays on the screen. */
  async #renew(): Promise<void> {
    if (this.#query && !this.#asked.waits) await this.#ask(this.#query);
  }

  async #ask(query: QueryId): Promise<void> {
    let answer: CentralAnswer;
    this.#asked = { at: drawn_at(), waits: true };
    try {
      answer = await this.#backend.central_counts({ query });
    } catch {
      answer = { answer: 'unavailable', problem: 'server' };
    }
    // The officer may have gone on to the next one while the answer was under way.
    if (this.#query !== query) return;
    this.#asked.waits = false;
    this.answer = answer;
    if (answer.answer === 'known') this.known = answer;
  }
}

/** Whether a retry may succeed: false if the phone has to be mended first. */
export const may_pass = (central: CentralAnswer | null): boolean =>
  central?.answer !== 'unavailable' || WORTH_ANOTHER_TRY.includes(central.problem);
