// An asynchronous action behind a button: `busy` while it runs, `problem` when the core refused it. A second tap while it
// runs is ignored.
import { refusal, type Refusal } from './backend/backend';

export class Action {
  problem = $state<Refusal['code'] | null>(null);
  busy = $state(false);
  /** Refusals that the screen shows in another way. */
  #shown_elsewhere: readonly Refusal['code'][];

  constructor(shown_elsewhere: readonly Refusal['code'][] = []) {
    this.#shown_elsewhere = shown_elsewhere;
  }

  /** True when it was done. */
  async run(what: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.problem = null;
    try {
      await what();
      return true;
    } catch (thrown) {
      const { code } = refusal(thrown);
      if (!this.#shown_elsewhere.includes(code)) this.problem = code;
      return false;
    } finally {
      this.busy = false;
    }
  }
}
