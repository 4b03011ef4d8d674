// A text that others will read, while it is written: kept as it is typed, scanned by the core, and decided on word by word.
import { refusal, type Refusal } from './backend/backend';
import type { LessonFinding, PlaceInText, ScannedLesson } from './backend/types';

/** One word is decided on once, wherever it stands and however the text around it changes. */
const of_word = ({ kind, words }: LessonFinding): string => `${kind} ${words.toLocaleLowerCase()}`;

/** The findings of each word once. */
function once(findings: readonly LessonFinding[]): LessonFinding[] {
  const seen = new Map(findings.map((finding) => [of_word(finding), finding]));
  return [...seen.values()];
}

/** Asks the core to keep what is written, and to scan it. */
type Core = { keep: () => Promise<void>; scan: (text: string) => Promise<ScannedLesson> };

export class ScannedText {
  #core: Core;
  text = $state<string | null>(null);
  /** What the scan found in the text as it is now; null while that is not known. */
  scanned = $state.raw<ScannedLesson | null>(null);
  /** Why it could not be kept or scanned. */
  failed = $state<Refusal['code'] | null>(null);
  #harmless = $state.raw<ReadonlySet<string>>(new Set());
  #typing = new Set<() => void>();
  #queue: Promise<void> = Promise.resolve();

  constructor(core: Core) {
    this.#core = core;
  }

  /** Words with which it cannot be sent. */
  get sure(): LessonFinding[] {
    return once(this.scanned?.findings.filter(({ sure }) => sure) ?? []);
  }
  /** Words on which whoever writes has to decide. */
  get asked(): LessonFinding[] {
    const asked = this.scanned?.findings.filter((finding) => !finding.sure && !this.#harmless.has(of_word(finding)));
    return once(asked ?? []);
  }
  /** Whether the text may go. Fails closed: what was not scanned may not. */
  get is_clear(): boolean {
    const { scanned, sure, asked } = this;
    return scanned !== null && scanned.unreadable === null && sure.length === 0 && asked.length === 0;
  }
  /** The places of the words that are no personal data, as was decided. */
  get harmless(): PlaceInText[] {
    const decided = this.scanned?.findings.filter((finding) => this.#harmless.has(of_word(finding))) ?? [];
    return decided.map(({ place }) => place);
  }

  /** Begins with what was kept before. */
  async begin(text: string | null): Promise<void> {
    this.text = text;
    await this.#scan();
  }
  write(text: string | null): void {
    this.text = text;
    this.scanned = null;
    this.keep();
  }
  /** It is decided that a word in doubt is no personal data. */
  say_harmless(finding: LessonFinding): void {
    this.#harmless = new Set([...this.#harmless, of_word(finding)]);
  }
  /** Registers the text field, so that what was typed is scanned before it is shown. */
  typing = (flush: () => void): (() => void) => {
    this.#typing.add(flush);
    return () => this.#typing.delete(flush);
  };
  /** Waits until what was typed is kept and scanned. */
  async settle(): Promise<void> {
    for (const flush of this.#typing) flush();
    await this.#queue;
  }

  keep(): void {
    this.#queue = this.#queue.then(async () => {
      this.failed = null;
      try {
        await this.#core.keep();
      } catch (thrown) {
        const { code } = refusal(thrown);
        // A text that may not be kept is scanned all the same, and the scan says which words are in the way.
        if (code !== 'bsn' && code !== 'text_too_long') this.failed = code;
      }
      await this.#scan();
    });
  }

  async #scan(): Promise<void> {
    const { text } = this;
    try {
      const scanned = await this.#core.scan(text ?? '');
      if (this.text === text) this.scanned = scanned;
    } catch (thrown) {
      this.scanned = null;
      this.failed = refusal(thrown).code;
    }
  }
}
