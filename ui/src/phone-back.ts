// The phone's own back button does what the button on the screen does.
//
// One entry in the history, without an address of its own, stands between the officer and the end
// of the app for as long as the screen has a way back.
import { tick } from 'svelte';

let guarded = false;

/** Puts the entry there, unless it still stands. */
export function guard(): void {
  if (guarded) return;
  guarded = true;
  history.pushState(null, '');
}

/**
 * Goes the way back when the phone's button has used the entry up. Whoever was refused that, and
 * whoever came to a screen with a way back of its own, stands behind a new one.
 */
export function hear_back(way_back: () => (() => unknown) | undefined): () => void {
  const heard = async (): Promise<void> => {
    guarded = false;
    await way_back()?.();
    await tick();
    if (way_back()) guard();
  };
  window.addEventListener('popstate', heard);
  return () => window.removeEventListener('popstate', heard);
}
