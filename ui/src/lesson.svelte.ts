// A lesson that is being written.
import type { Backend } from './backend/backend';
import type { About, LessonInput, StopId } from './backend/types';
import { t } from './messages/t';
import { ScannedText } from './scanned-text.svelte';

/** What a lesson or a request is about, in words. */
export const about_words = (about: About): string =>
  'ground' in about ? t(`ground.${about.ground}`) : t(`theme.${about.theme}`);

export class OpenLesson extends ScannedText {
  #backend: Backend;
  #stop: StopId;
  about = $state.raw<About | null>(null);
  /** The last day on which the team could read it. */
  until = $state<string | null>(null);

  constructor(backend: Backend, stop: StopId) {
    super({
      keep: () => backend.keep_lesson({ stop, input: this.#input() }),
      scan: (text) => backend.scan_lesson({ stop, text }),
    });
    this.#backend = backend;
    this.#stop = stop;
  }

  async load(): Promise<void> {
    const { about, text, until } = await this.#backend.lesson_draft({ stop: this.#stop });
    this.about = about;
    this.until = until;
    await this.begin(text);
  }

  /** Whether it may be shown as the team will see it. */
  get is_ready(): boolean {
    return this.about !== null && this.is_clear;
  }

  choose(about: About | null): void {
    this.about = about;
    this.keep();
  }

  async share(): Promise<void> {
    await this.#backend.share_lesson({ stop: this.#stop, input: this.#input() });
  }

  #input(): LessonInput {
    return { about: this.about, text: this.text, harmless: this.harmless };
  }
}
