// The one interface between the screens and the core. Three hosts stand behind it.
import type { CommandError, Commands, ErrorCode, Missing, SyncStatus } from './types';

export type { Said } from './types';

/** Every command of the shell (its types are written from Rust), and the one event that it sends. */
export interface Backend extends Commands {
  on_sync_changed(listener: (status: SyncStatus) => void): () => void;
  /** The same commands put to the practice stop of this number. It refuses those that no practice stop has. */
  at_practice(number: number): Backend;
  /** Hands over the presses of the phone's own back button, until the function is called that it gives. Absent where the
   * platform hands over none, and refused where it turns out not to. */
  take_back_button?(pressed: () => void): Promise<() => Promise<void>>;
}

/** A refusal that a screen can word; `unexpected` is what the core itself never says. */
export type Refusal = { code: ErrorCode | 'unexpected'; missing?: Missing[] };

/** Reads what a refused command threw. */
export function refusal(thrown: unknown): Refusal {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown) {
    return thrown as CommandError;
  }
  return { code: 'unexpected' };
}
