// Moving between the steps of a check. What is missing comes from the core; nothing is judged here.
import { refusal, type Refusal } from './backend/backend';
import type { Missing, Step } from './backend/types';
import { STEPS, STEP_OF } from './lists';
import type { Session } from './session.svelte';
import type { OpenDraft } from './stop.svelte';

export class StepMoves {
  /** What the officer asked to see; it shrinks as answers come in. */
  #asked = $state(false);
  problem = $state<Refusal['code'] | null>(null);
  #busy = false;
  #session: Session;
  #draft: OpenDraft;
  #step: Step;

  constructor(session: Session, draft: OpenDraft, step: Step) {
    this.#session = session;
    this.#draft = draft;
    this.#step = step;
  }

  /** What is still missing, once the officer wanted to go on: of this step, or at the end of all. */
  get missing(): Missing[] {
    if (!this.#asked) return [];
    const all = this.#draft.view.missing;
    return this.#step === 'reflect' ? all : all.filter((what) => STEP_OF[what] === this.#step);
  }

  next = (): Promise<void> =>
    this.#deed(async () => {
      this.#asked = true;
      if (!(await this.#draft.settle()) || this.missing.length > 0) return;
      const step = STEPS[STEPS.indexOf(this.#step) + 1];
      if (!step) return;
      await this.#draft.go_to(step);
      this.#session.nav.go({ screen: step });
    });

  back = (): Promise<void> =>
    this.#deed(async () => {
      if (!(await this.#draft.settle())) return;
      const step = STEPS[STEPS.indexOf(this.#step) - 1];
      if (step) await this.#draft.go_to(step);
      this.#session.nav.back();
    });

  /** Finishes, after one last answer if the button gives one. */
  finish = (last?: () => Promise<void>): Promise<void> =>
    this.#deed(async () => {
      await last?.();
      this.#asked = true;
      if (!(await this.#draft.settle()) || this.missing.length > 0) return;
      await this.#session.finish();
    });

  let_go = (): Promise<void> => this.#deed(() => this.#session.let_go());

  async #deed(deed: () => Promise<void>): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    this.problem = null;
    try {
      await deed();
    } catch (thrown) {
      const refused = refusal(thrown);
      if (refused.code !== 'draft_incomplete') this.problem = refused.code;
    } finally {
      this.#busy = false;
    }
  }
}
