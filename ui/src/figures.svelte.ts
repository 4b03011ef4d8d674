// What central says about the look-up on the screen: its last answer, the last one with figures, and when it is asked again.
import type { Backend } from './backend/backend';
import type { CentralAnswer, LookUpView, QueryId } from './backend/types';
import { drawn_at } from './drawn.svelte';
import { WITHIN, WORTH_ANOTHER_TRY } from './lists';

type KnownAnswer = Extract<CentralAnswer, { answer: 'known' }>;

type Asked = { at: number; waits: boolean };

/** After how long central is asked again by itself where nobody answered (a capped back-off), in milliseconds: the last holds
 * from then on. */
const AGAIN = [5_000, 10_000, 20_000, 30_000] as const;

export class Figures {
  readonly #backend: Backend;
  /** Central's last answer about this look-up; null while the first is awaited. */
  answer = $state.raw<CentralAnswer | null>(null);
  /** The last answer with figures. They stay on the screen, with their moment, when a later answer has none. */
  known = $state.raw<KnownAnswer | null>(null);
  /** The look-up that they are about. */
  #query: QueryId | null = null;
  /** When central was last asked about it, and whether its answer is still to come. */
  #asked: Asked = { at: 0, waits: false };
  /** How many screens show them: none, or one, and two for a moment while one takes the place of another. */
  #shown = 0;
  /** How often central was asked by itself since the look-up came on the screen, and the timer of the next time. */
  #tries = 0;
  #next: ReturnType<typeof setTimeout> | undefined;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Asks central for the figures of a look-up that comes on the screen. An earlier answer that came with it is
   * shown meanwhile. */
  show(look_up: LookUpView): void {
    this.known = look_up.central?.answer === 'known' ? look_up.central : null;
    this.answer = this.known;
    this.#query = look_up.query;
    this.#tries = 0;
    void this.#ask(look_up.query);
  }

  /** A screen shows them, until the function that this gives is called. Meanwhile they come by themselves. */
  shown(): () => void {
    this.#shown += 1;
    this.#wait();
    return () => {
      this.#shown -= 1;
      if (this.#shown === 0) this.#wait_no_more();
    };
  }

  /** The look-up left the screen. */
  forget(): void {
    this.#query = null;
    this.answer = null;
    this.known = null;
    this.#wait_no_more();
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

  /** Goes on asking where it stopped because nobody looked. */
  async go_on(): Promise<void> {
    if (this.#shown > 0 && this.#next === undefined && nobody_answered(this.answer)) await this.#renew();
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

  /** Asks again by itself after a while, where figures are on the screen for which nobody answered. */
  #wait(): void {
    this.#wait_no_more();
    if (this.#shown === 0 || this.#asked.waits || !nobody_answered(this.answer)) return;
    const after = AGAIN[Math.min(this.#tries, AGAIN.length - 1)];
    this.#next = setTimeout(() => {
      this.#next = undefined;
      // Nobody looks; who comes back finds it asked at once.
      if (document.visibilityState !== 'visible') return;
      this.#tries += 1;
      void this.#renew();
    }, after);
  }

  #wait_no_more(): void {
    clearTimeout(this.#next);
    this.#next = undefined;
  }

  async #ask(query: QueryId): Promise<void> {
    let answer: CentralAnswer;
    this.#wait_no_more();
    const asked: Asked = { at: drawn_at(), waits: true };
    this.#asked = asked;
    try {
      answer = await this.#backend.central_counts({ query });
    } catch {
      answer = { answer: 'unavailable', problem: 'server' };
    }
    asked.waits = false;
    // The officer may have gone on to the next one while the answer was under way.
    if (this.#query !== query) return;
    this.answer = answer;
    if (answer.answer === 'known') this.known = answer;
    this.#wait();
  }
}

/** Whether no server of ours answered: there was no network, or one that lets nothing through yet. One that did answer may have
 * asked to be left alone, and is asked again when the figures are old, or by the officer. */
const nobody_answered = (central: CentralAnswer | null): boolean =>
  central?.answer === 'offline' ||
  (central?.answer === 'unavailable' && (central.problem === 'portal' || central.problem === 'certificate_refused'));

/** Whether a retry may succeed: false if the phone has to be mended first. */
const may_pass = (central: CentralAnswer | null): boolean =>
  central?.answer !== 'unavailable' || WORTH_ANOTHER_TRY.includes(central.problem);
