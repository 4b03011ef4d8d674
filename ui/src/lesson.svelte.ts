// A lesson that is being written: kept as it is typed, scanned by the core, and decided on word by word.
import { refusal, type Backend, type Refusal } from './backend/backend';
import type { About, LessonFinding, PlaceInText, ScannedLesson, StopId } from './backend/types';
import { t } from './messages/t';

/** What a lesson is about, in words. */
export const about_words = (about: About): string =>
  'ground' in about ? t(`ground.${about.ground}`) : t(`theme.${about.theme}`);

/** One word is decided on once, wherever it stands and however the text around it changes. */
const of_word = ({ kind, words }: LessonFinding): string => `${kind} ${words.toLocaleLowerCase()}`;

/** The findings of each word once. */
function once(findings: readonly LessonFinding[]): LessonFinding[] {
  const seen = new Map(findings.map((finding) => [of_word(finding), finding]));
  return [...seen.values()];
}

export class OpenLesson {
  #backend: Backend;
  #stop: StopId;
  about = $state.raw<About | null>(null);
  text = $state<string | null>(null);
  /** The last day on which the team could read it. */
  until = $state<string | null>(null);
  /** What the scan found in the text as it is now; null while that is not known. */
  scanned = $state.raw<ScannedLesson | null>(null);
  /** Why it could not be kept or scanned. */
  failed = $state<Refusal['code'] | null>(null);
  #harmless = $state.raw<ReadonlySet<string>>(new Set());
  #typing = new Set<() => void>();
  #queue: Promise<void> = Promise.resolve();

  constructor(backend: Backend, stop: StopId) {
    this.#backend = backend;
    this.#stop = stop;
  }

  async load(): Promise<void> {
    const { about, text, until } = await this.#backend.lesson_draft({ stop: this.#stop });
    this.about = about;
    this.text = text;
    this.until = until;
    await this.#scan();
  }

  /** Words with which it cannot be shared. */
  get sure(): LessonFinding[] {
    return once(this.scanned?.findings.filter(({ sure }) => sure) ?? []);
  }
  /** Words on which the officer has to decide. */
  get asked(): LessonFinding[] {
    const asked = this.scanned?.findings.filter((finding) => !finding.sure && !this.#harmless.has(of_word(finding)));
    return once(asked ?? []);
  }
  /** Whether it may be shown as the team will see it. Fails closed: what was not scanned may not. */
  get is_ready(): boolean {
    const { about, scanned, sure, asked } = this;
    return about !== null && scanned !== null && scanned.unreadable === null && sure.length === 0 && asked.length === 0;
  }

  choose(about: About | null): void {
    this.about = about;
    void this.#keep();
  }
  write(text: string | null): void {
    this.text = text;
    this.scanned = null;
    void this.#keep();
  }
  /** The officer says that a word in doubt is no personal data. */
  say_harmless(finding: LessonFinding): void {
    this.#harmless = new Set([...this.#harmless, of_word(finding)]);
  }
  /** Registers the text field, so that what was typed is scanned before the lesson is shown. */
  typing = (flush: () => void): (() => void) => {
    this.#typing.add(flush);
    return () => this.#typing.delete(flush);
  };
  /** Waits until what was typed is kept and scanned. */
  async settle(): Promise<void> {
    for (const flush of this.#typing) flush();
    await this.#queue;
  }

  async share(): Promise<void> {
    await this.#backend.share_lesson({ stop: this.#stop, input: this.#input() });
  }

  #input(): { about: About | null; text: string | null; harmless: PlaceInText[] } {
    const decided = this.scanned?.findings.filter((finding) => this.#harmless.has(of_word(finding))) ?? [];
    return { about: this.about, text: this.text, harmless: decided.map(({ place }) => place) };
  }

  #keep(): Promise<void> {
    this.#queue = this.#queue.then(async () => {
      this.failed = null;
      try {
        await this.#backend.keep_lesson({ stop: this.#stop, input: this.#input() });
      } catch (thrown) {
        const { code } = refusal(thrown);
        // A text that may not be kept is scanned all the same, and the scan says which words are in the way.
        if (code !== 'bsn' && code !== 'text_too_long') this.failed = code;
      }
      await this.#scan();
    });
    return this.#queue;
  }

  async #scan(): Promise<void> {
    const { text } = this;
    try {
      const scanned = await this.#backend.scan_lesson({ stop: this.#stop, text: text ?? '' });
      if (this.text === text) this.scanned = scanned;
    } catch (thrown) {
      this.scanned = null;
      this.failed = refusal(thrown).code;
    }
  }
}
