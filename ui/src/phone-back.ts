// The phone's own back button does what the button on the screen does.
//
// One entry in the history, without an address of its own, stands between the officer and the end
// of the app for as long as the screen has a way back.
let guarded = false;

/** Puts the entry there, unless it still stands. */
export function guard(): void {
  if (guarded) return;
  guarded = true;
  history.pushState(null, '');
}

/**
 * Goes the way back when the phone's button has used the entry up. A new one stands there at once,
 * since going back may take a save and the button be pressed again meanwhile.
 */
export function hear_back(way_back: () => (() => unknown) | undefined): () => void {
  const heard = async (): Promise<void> => {
    guarded = false;
    const go_back = way_back();
    if (!go_back) return;
    guard();
    await go_back();
  };
  window.addEventListener('popstate', heard);
  return () => window.removeEventListener('popstate', heard);
}
