// A request for a second view that is being written, and the answer of an adviser.
import type { Backend } from './backend/backend';
import type { About, AnswerInput, SecondViewInput, StopId, ViewId } from './backend/types';
import { ScannedText } from './scanned-text.svelte';

const same = (one: About, other: About): boolean => JSON.stringify(one) === JSON.stringify(other);

export class OpenSecondView extends ScannedText {
  #backend: Backend;
  #stop: StopId;
  about = $state.raw<readonly About[]>([]);
  /** The last day on which it would stand. */
  until = $state<string | null>(null);

  constructor(backend: Backend, stop: StopId) {
    super({
      keep: () => backend.keep_second_view({ stop, input: this.#input() }),
      // The question passes the scan of lessons, with the subject of the check in mind.
      scan: (text) => backend.scan_lesson({ stop, text }),
    });
    this.#backend = backend;
    this.#stop = stop;
  }

  async load(): Promise<void> {
    const { about, text, until } = await this.#backend.second_view_draft({ stop: this.#stop });
    this.about = about;
    this.until = until;
    await this.begin(text);
  }

  /** Whether it may be shown as the advisers will see it. */
  get is_ready(): boolean {
    return this.about.length > 0 && this.is_clear;
  }

  /** Puts a code at one of the places; the same code is not there twice. */
  choose(place: number, about: About | null): void {
    const others = this.about.filter((each, at) => at !== place && (about === null || !same(each, about)));
    this.about = about === null ? others : [...others.slice(0, place), about, ...others.slice(place)];
    this.keep();
  }

  async ask(): Promise<void> {
    await this.#backend.ask_second_view({ stop: this.#stop, input: this.#input() });
  }

  #input(): SecondViewInput {
    return { about: [...this.about], text: this.text, harmless: this.harmless };
  }
}

export class OpenAnswer extends ScannedText {
  #backend: Backend;
  #view: ViewId;

  constructor(backend: Backend, view: ViewId) {
    super({
      keep: () => backend.keep_answer({ view, input: this.#input() }),
      scan: (text) => backend.scan_answer({ text }),
    });
    this.#backend = backend;
    this.#view = view;
  }

  async give(): Promise<void> {
    await this.#backend.give_answer({ view: this.#view, input: this.#input() });
  }

  #input(): AnswerInput {
    return { text: this.text, harmless: this.harmless };
  }
}
