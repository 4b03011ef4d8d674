// The phone's own back button does what the button on the screen does.
//
// A phone's back button pops the browser's history, and with an empty history it closes the app. So one history entry,
// without an address of its own, is kept for as long as the screen has a way back.
let guarded = false;

/** Pushes the entry, unless it is still there. */
export function guard(): void {
  if (guarded) return;
  guarded = true;
  history.pushState(null, '');
}

/**
 * Calls `way_back` when the back button has popped the entry. A new entry is pushed before that: going back may wait for
 * a save, and the button may be pressed again meanwhile.
 */
export function on_back_button(way_back: () => (() => unknown) | undefined): () => void {
  const popped = async (): Promise<void> => {
    guarded = false;
    const go_back = way_back();
    if (!go_back) return;
    guard();
    await go_back();
  };
  window.addEventListener('popstate', popped);
  return () => window.removeEventListener('popstate', popped);
}
