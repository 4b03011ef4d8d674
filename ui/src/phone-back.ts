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

/** Calls `back` when the phone's button has used the entry up. */
export function hear_back(back: () => void): () => void {
  const heard = (): void => {
    guarded = false;
    back();
  };
  window.addEventListener('popstate', heard);
  return () => window.removeEventListener('popstate', heard);
}
