// The open draft on the screen: every change goes to disk at once.
import { refusal, type Backend, type Refusal, type Said } from './backend/backend';
import type { Answers, Change, DraftView, FreeText, Misfit, QueryId, Step, StopCard, Unfit } from './backend/types';
import { Autosave, type Failed } from './autosave.svelte';
import type { KindOf, KindsField } from './kinds';
import type { ManyChoicesField } from './lists';

export type Field = keyof Answers;

/** An answer that a button gives, with what else it does. */
export type Last = { [F in Field]: { field: F; value: Answers[F] } }[Field];

/** The answers in the officer's own words: all of them, or this does not compile. */
type Text = { [F in Field]: FreeText extends NonNullable<Answers[F]> ? F : never }[Field];
const TEXTS = Object.keys({
  reflection_note: true,
  other_view: true,
  amend_reason: true,
  ground_note: true,
} satisfies Record<Text, true>) as Text[];

/** Whether it is the grounds that do not fit, and not a search or force. */
const is_of_grounds = (misfit: Misfit): boolean => misfit === 'suspicion' || misfit === 'ground';

export class OpenDraft {
  #backend: Backend;
  #view: DraftView;
  /** The revision on which this window builds: the last one that the officer saw here. */
  #seen: number;
  /** How often the answers of another window were read into this one. */
  #read_anew = $state(0);
  #autosave: Autosave<Answers>;
  /** The misfits that the officer confirmed, each with the basis and the answers for which it was confirmed. */
  #fits = $state.raw<readonly string[]>([]);
  /** Called when the core turns out to have closed this draft. */
  #gone: (closed: OpenDraft) => void;

  constructor(backend: Backend, view: DraftView, gone: (closed: OpenDraft) => void) {
    this.#backend = backend;
    this.#gone = gone;
    this.#view = $state.raw(view);
    this.#seen = view.revision;
    this.#autosave = new Autosave<Answers>(
      () => this.#view.answers,
      async (field, value, no_bsn) => {
        const change = { field, value, ...(no_bsn ? { no_bsn } : {}) } as Change & Said;
        this.#view = await this.#built_on((revision) => backend.save_field({ draft: this.#view.id, revision, change }));
        this.#seen = this.#view.revision;
      },
    );
  }

  get view(): DraftView {
    return this.#view;
  }
  get answers(): Answers {
    return this.#autosave.now;
  }
  get failed(): Failed<Answers> {
    return this.#autosave.failed;
  }
  get first_failed(): Refusal['code'] | undefined {
    return this.#autosave.first_failed;
  }
  get read_anew(): number {
    return this.#read_anew;
  }
  /** The fields as entered here for which another window has saved another answer; empty if there are none. */
  get contested(): Partial<Answers> {
    return this.#autosave.contested;
  }
  /** The officer has seen the saved answers: saves the fields as entered here all the same, or discards what was
   * entered. */
  choose_mine(mine: boolean): Promise<void> {
    this.#seen = this.#view.revision;
    if (!mine) this.#read_anew++;
    return this.#autosave.choose_mine(mine);
  }
  /** What was typed and is not on disk. */
  unsaved_texts(): string[] {
    this.#autosave.flush();
    const { entered } = this.#autosave;
    return TEXTS.map((field) => entered[field]?.trim() ?? '').filter((text) => text !== '');
  }
  get first_failed_field(): Field | undefined {
    return (Object.keys(this.failed) as Field[])[0];
  }

  /** Puts one answer in. Resolves when it is on disk, or was refused and is kept as entered. */
  set<F extends Field>(field: F, value: Answers[F]): Promise<void> {
    return this.#autosave.set(field, value);
  }

  /** What does not fit in this way, as the core judged what is on disk, unless the officer said that it does. */
  unfit(misfit: Misfit): Unfit[] {
    if (this.#fits.includes(this.#named(misfit))) return [];
    const unfit = this.#view.misfits.filter((each) => each.misfit === misfit);
    // The question stands at the basis of the check: not at the next one while that is on its way to disk.
    return is_of_grounds(misfit) ? unfit.filter(({ basis }) => basis === this.answers.legal_basis) : unfit;
  }

  say_it_fits(misfit: Misfit): void {
    this.#fits = [...this.#fits, this.#named(misfit)];
  }

  #named(misfit: Misfit): string {
    const { legal_basis, grounds, search, force } = this.#view.answers;
    return JSON.stringify([misfit, legal_basis, is_of_grounds(misfit) ? grounds : [search, force]]);
  }

  say_no_bsn(field: Field): Promise<void> {
    return this.#autosave.say_no_bsn(field);
  }

  /** Chooses one code, or takes it back when it is the chosen one. */
  choose<F extends Field>(field: F, code: Answers[F]): Promise<void> {
    return this.set(field, (this.answers[field] === code ? null : code) as Answers[F]);
  }

  /** Adds a code to a list, or takes it away. */
  toggle<F extends ManyChoicesField>(field: F, code: Answers[F][number]): Promise<void> {
    const codes: readonly string[] = this.answers[field];
    const next = codes.includes(code) ? codes.filter((c) => c !== code) : [...codes, code];
    return this.set(field, next as Answers[F]);
  }

  /** Adds a kind of search or force, or takes it away with what was told of it; `none` says that there was none. */
  pick_kind<F extends KindsField>(field: F, kind: KindOf<F> | 'none'): Promise<void> {
    const now = this.answers[field] as Record<string, object> | null;
    const { [kind]: chosen, ...others } = now ?? {};
    const any = Object.keys(others).length > 0;
    const none = kind === 'none' ? now !== null && !chosen && !any : chosen !== undefined && !any;
    const next = kind === 'none' ? {} : chosen ? others : { ...now, [kind]: {} };
    return this.set(field, (none ? null : next) as Answers[F]);
  }

  /** Registers a text field, so that what was typed is kept before a step is left. */
  typing(flush: () => void): () => void {
    return this.#autosave.typing(flush);
  }

  /** Waits until all is on disk; tries once more what failed. True when nothing is left behind. */
  settle(): Promise<boolean> {
    return this.#autosave.settle();
  }

  async go_to(step: Step): Promise<void> {
    this.#view = await this.#watched(this.#backend.go_to_step({ draft: this.#view.id, step }));
  }

  /** Takes a further subject out of the check. */
  async take_out(query: QueryId): Promise<void> {
    this.#view = await this.#watched(this.#backend.take_out({ draft: this.#view.id, query }));
    // Another window may have answered since: then this one has more to see than what it took out.
    if (this.#view.revision === this.#seen + 1) this.#seen = this.#view.revision;
  }

  /** Finishes, with one last answer if the button gives one: both are on disk in one go, or the answer
   * alone where the core refuses the stop. */
  async finish(last: Last | null): Promise<StopCard> {
    const finish = (): Promise<StopCard> =>
      this.#built_on((revision) => this.#backend.finish({ draft: this.#view.id, revision, last: last as Change | null }));
    if (!last) {
      try {
        return await finish();
      } catch (thrown) {
        // No field is contested. The saved answers are on the screen now, so the next tap finishes those.
        if (refusal(thrown).code === 'draft_changed') this.#seen = this.#view.revision;
        throw thrown;
      }
    }
    let refused: unknown;
    const card = await this.#autosave.close(last.field, last.value, async () => {
      try {
        return await finish();
      } catch (thrown) {
        const { code, missing } = refusal(thrown);
        if (code !== 'draft_incomplete' && code !== 'withdrawn') throw thrown;
        // The core kept that answer, and raised the revision where it is another one.
        if (this.#view.answers[last.field] !== last.value) this.#seen++;
        const answers = { ...this.#view.answers, [last.field]: last.value };
        this.#view = { ...this.#view, revision: this.#seen, answers, missing: missing ?? [] };
        refused = thrown;
        return undefined;
      }
    });
    if (!card) throw refused;
    return card;
  }

  /** Gives the draft up: an amendment, or a check entered afterwards, is thrown away; any other check becomes a
   * look-up that was left alone. */
  let_go(): Promise<void> {
    const { id, query, amends, afterwards } = this.#view;
    return this.#watched(
      amends || afterwards
        ? this.#backend.discard_draft({ draft: id })
        : this.#backend.leave_it({ query, reason: null }),
    );
  }

  /** Makes a call that builds on the draft as this window shows it. If another window changed the draft meanwhile,
   * shows that state and rejects with `draft_changed`. */
  async #built_on<T>(ask: (revision: number) => Promise<T>): Promise<T> {
    try {
      return await this.#watched(ask(this.#seen));
    } catch (thrown) {
      if (refusal(thrown).code === 'draft_changed') {
        this.#autosave.flush();
        const open = await this.#backend.open_drafts();
        this.#view = open.find(({ id }) => id === this.#view.id) ?? this.#view;
        this.#read_anew++;
      }
      throw thrown;
    }
  }

  /** Passes an answer on. One that says `gone` means that the core has closed this draft. */
  #watched<T>(answer: Promise<T>): Promise<T> {
    answer.catch((thrown: unknown) => {
      if (refusal(thrown).code === 'gone') this.#gone(this);
    });
    return answer;
  }
}
