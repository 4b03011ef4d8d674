// Moving between the steps of a check. What is missing comes from the core; nothing is judged here.
import { Action } from './action.svelte';
import type { Refusal } from './backend/backend';
import type { Missing, Step } from './backend/types';
import { STEPS, STEP_OF } from './lists';
import { jump } from './jump';
import { park } from './open-drafts.svelte';
import type { Session } from './session.svelte';
import type { Last, OpenDraft } from './stop.svelte';

export class StepMoves {
  /** Whether the officer tried to go on, so that what is missing is shown. */
  #asked = $state(false);
  /** `draft_incomplete` is shown as the list of what is missing. */
  #action = new Action(['draft_incomplete']);
  #session: Session;
  #draft: OpenDraft;
  #step: Step;

  constructor(session: Session, draft: OpenDraft, step: Step) {
    this.#session = session;
    this.#draft = draft;
    this.#step = step;
  }

  /** What is still missing, once the officer tried to go on: of this step; in the last step, of all steps. */
  get missing(): Missing[] {
    if (!this.#asked) return [];
    const all = this.#draft.view.missing;
    return this.#step === 'reflect' ? all : all.filter((what) => STEP_OF[what] === this.#step);
  }

  get problem(): Refusal['code'] | null {
    return this.#action.problem;
  }

  next = (): Promise<boolean> =>
    this.#action.run(async () => {
      this.#asked = true;
      if (!(await this.#draft.settle()) || this.missing.length > 0) return;
      // A search or force without a power is not passed over.
      const unfit = (['search', 'compulsion'] as const).find((misfit) => this.#draft.unfit(misfit).length > 0);
      if (this.#step === 'contact' && unfit) return jump(`misfit-${unfit}`);
      const step = STEPS[STEPS.indexOf(this.#step) + 1];
      if (!step) return;
      await this.#draft.go_to(step);
      this.#session.nav.go({ screen: step });
    });

  back = (): Promise<boolean> =>
    this.#action.run(async () => {
      if (!(await this.#draft.settle())) return;
      const step = STEPS[STEPS.indexOf(this.#step) - 1];
      if (!step && !this.#draft.view.amends) return this.#session.see_counts();
      if (step) await this.#draft.go_to(step);
      this.#session.nav.back();
    });

  /** To the counts that the check came from, and from there back to this step. */
  see_counts = (): Promise<boolean> =>
    this.#action.run(async () => {
      if (await this.#draft.settle()) await this.#session.see_counts();
    });

  /** Finishes, with one last answer if the button gives one. */
  finish = (last: Last | null = null): Promise<boolean> =>
    this.#action.run(async () => {
      // What the last answer fills in is not missing while it is on its way.
      if (!last) this.#asked = true;
      try {
        const kept = await this.#draft.settle();
        if (kept && (last || this.missing.length === 0)) await this.#session.finish(last);
        else if (last) await this.#draft.set(last.field, last.value);
      } finally {
        this.#asked = true;
      }
    });

  park = (): Promise<boolean> =>
    this.#action.run(async () => {
      if (await this.#draft.settle()) await park(this.#session);
    });

  let_go = (): Promise<boolean> => this.#action.run(() => this.#session.let_go());
}
