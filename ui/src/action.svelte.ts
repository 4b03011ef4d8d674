// One thing that the officer asks for with a tap: never twice at once, and refused in a sentence.
import { refusal, type Refusal } from './backend/backend';

export class Deed {
  problem = $state<Refusal['code'] | null>(null);
  busy = $state(false);

  /** True when it was done; a second tap while the first is under way does nothing. */
  async run(what: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.problem = null;
    try {
      await what();
      return true;
    } catch (thrown) {
      this.problem = refusal(thrown).code;
      return false;
    } finally {
      this.busy = false;
    }
  }
}
