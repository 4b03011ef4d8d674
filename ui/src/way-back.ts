// What the phone's back button does on a part of a screen that has a way back of its own: a question, or a form in it.
import { guard } from './phone-back';
import type { Session } from './session.svelte';

/** Until the function is called that it gives, the button does this; after that what it did before. */
export function way_back(session: Session, back: () => unknown): () => void {
  const before = session.way_back;
  session.way_back = back;
  guard(true);
  return () => {
    if (session.way_back !== back) return;
    session.way_back = before;
    guard(before !== undefined);
  };
}
