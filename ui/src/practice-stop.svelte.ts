// The practice stop: the screens of a check before a core of its own, which holds what is practised and nothing else.
import type { Backend } from './backend/backend';
import { refusal } from './backend/backend';
import type { Status } from './backend/types';
import { Session } from './session.svelte';

/** Under which name is kept that it was done. */
export const PRACTICE_STOP = 'practice-stop';

/** A practice stop has no sending of its own: nothing waits in it, and nothing is in the way. */
const STATUS: Status = {
  enrolled: true,
  role: 'officer',
  team: null,
  sync: { running: false, waiting: 0, refused: 0, refused_look_ups: 0, undated: 0, last_success: null, last_attempt: null, problem: null },
  notices: [],
  lost_saves: 0,
};

/** The core of a practice stop for its screens. `over` is called when the core says that it is over. */
function core_of(phone: Backend, number: number, over: () => void): Backend {
  const core = phone.at_practice(number);
  const own: Partial<Backend> = {
    status: async () => STATUS,
    network_returned: async () => undefined,
    on_sync_changed: () => () => undefined,
  };
  return new Proxy(core, {
    get(_, name) {
      if (name in own) return Reflect.get(own, name);
      const ask: unknown = Reflect.get(core, name);
      if (typeof ask !== 'function') return ask;
      return async (args?: unknown): Promise<unknown> => {
        try {
          return await (ask as (args?: unknown) => Promise<unknown>)(args);
        } catch (thrown) {
          // Once the screen that asked has heard it: then its place is taken by the phone's.
          if (refusal(thrown).code === 'practice_over') setTimeout(over);
          throw thrown;
        }
      };
    },
  });
}

/** Begins a practice stop. Its screens take the place of those of the phone, whose session goes on behind them. */
export async function begin_practice(phone: Session): Promise<void> {
  const number = await phone.backend.begin_practice();
  const over = (): void => {
    if (phone.practising !== practice) return;
    phone.practice_over = true;
    back_to(phone, practice);
  };
  const practice: Session = new Session(core_of(phone.backend, number, over), phone);
  await practice.start();
  practice.shown = true;
  practice.field_first = false;
  phone.practice_over = false;
  phone.practising = practice;
}

/** Leaves the practice stop: the screens are those of the phone at once, and what was practised is gone. */
export function leave_practice(practice: Session): void {
  const { phone } = practice;
  if (phone?.practising !== practice) return;
  back_to(phone, practice);
  // Where the core does not hear it, the next practice stop or the end of the app ends it.
  void phone.backend.end_practice().catch(() => undefined);
}

/** Leaves it, and keeps that it was done. */
export async function finish_practice(practice: Session): Promise<void> {
  await practice.phone?.backend.practise({ scenario: PRACTICE_STOP });
  leave_practice(practice);
}

function back_to(phone: Session, practice: Session): void {
  practice.figures.forget();
  practice.undo.end();
  practice.stop();
  phone.practising = null;
}
