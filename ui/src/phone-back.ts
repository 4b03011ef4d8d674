// The phone's own back button does what the button on the screen does.
//
// A phone's back button pops the browser's history, and with an empty history it closes the app. So entries without an
// address of their own are kept in it for as long as the screen has a way back, one for each press. Chromium passes over
// entries that a page pushed without a touch since the last press (its history manipulation intervention), so several are
// pushed in answer to a touch, and none in answer to the button: they last for as many presses in a row.

/** More presses in a row than the longest way back to the first screen has steps. */
const RESERVE = 8;

/** The entries that are left. */
let held = 0;
let touched = false;
/** Whether the history is on its way back to the page itself. */
let unwinds = false;

function fill(): void {
  if (unwinds) return;
  for (const most = touched ? RESERVE : 1; held < most; held += 1) history.pushState(null, '');
}

/** To be called by each screen: with a way back the entries are filled up, without one the next press is the phone's. */
export function guard(has_way_back: boolean): void {
  if (has_way_back) return fill();
  if (held === 0) return;
  unwinds = true;
  history.go(-held);
  held = 0;
}

/** Calls `way_back` when the back button has popped an entry. */
export function on_back_button(way_back: () => (() => unknown) | undefined): () => void {
  const popped = async (): Promise<void> => {
    if (unwinds) {
      unwinds = false;
      if (way_back()) fill();
      return;
    }
    held = Math.max(0, held - 1);
    touched = false;
    await way_back()?.();
  };
  const touch = (): void => {
    touched = true;
    if (way_back()) fill();
  };
  window.addEventListener('popstate', popped);
  for (const kind of ['click', 'keydown']) window.addEventListener(kind, touch, true);
  return () => {
    window.removeEventListener('popstate', popped);
    for (const kind of ['click', 'keydown']) window.removeEventListener(kind, touch, true);
  };
}
