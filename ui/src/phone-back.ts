// The phone's own back button does what the button on the screen does.
//
// On Android the app is told of each press for as long as it listens: while the screen has a way back. Without a listener,
// and in a browser, the button pops the history, and with an empty history it closes the app. So there, entries without an
// address of their own are kept in it for as long as the screen has a way back, one for each press. Chromium passes over
// entries that a page pushed without a touch since the last press (its history manipulation intervention), so several are
// pushed in answer to a touch, and none in answer to the button: they last for as many presses in a row.

/** More presses in a row than the longest way back to the first screen has steps. */
const RESERVE = 8;

/** At which of these entries the history stands: each says its number, since a press may pass over several. */
const stands_at = (): number => (history.state as { kept?: number } | null)?.kept ?? 0;

/** Where it stood last. */
let held = stands_at();
let touched = false;
/** Whether the history is on its way back to the page itself. */
let unwinds = false;

/** Hands over the presses of the button until the function is called that it gives. */
type Take = (pressed: () => void) => Promise<() => Promise<void>>;

/** The button, where the platform hands over its presses. */
class Handed {
  #wanted = false;
  #give_back: (() => Promise<void>) | null = null;
  #settles: Promise<void> = Promise.resolve();
  readonly #take: Take;
  readonly #pressed: () => void;
  readonly #refused: () => void;

  constructor(take: Take, pressed: () => void, refused: () => void) {
    this.#take = take;
    this.#pressed = pressed;
    this.#refused = refused;
  }

  /** Takes it, or leaves the next press to the phone. One after the other, in the order of the screens. */
  want(wanted: boolean): void {
    this.#wanted = wanted;
    this.#settles = this.#settles.then(() => this.#settle()).catch(this.#refused);
  }

  async #settle(): Promise<void> {
    if (this.#wanted === (this.#give_back !== null)) return;
    if (this.#wanted) {
      this.#give_back = await this.#take(this.#pressed);
    } else {
      await this.#give_back?.();
      this.#give_back = null;
    }
  }
}

let handed: Handed | null = null;

function fill(): void {
  if (unwinds) return;
  for (const most = touched ? RESERVE : 1; held < most; ) history.pushState({ kept: (held += 1) }, '');
}

/** To be called by each screen: with a way back the entries are filled up, without one the next press is the phone's. */
export function guard(has_way_back: boolean): void {
  if (handed) return handed.want(has_way_back);
  if (has_way_back) return fill();
  if (held === 0 || unwinds) return;
  unwinds = true;
  history.go(-held);
}

/** Calls `way_back` when the button was pressed. */
export function on_back_button(way_back: () => (() => unknown) | undefined, take?: Take): () => void {
  const refused = (): void => {
    handed = null;
    if (way_back()) fill();
  };
  handed = take ? new Handed(take, () => void way_back()?.(), refused) : null;
  const popped = async (): Promise<void> => {
    const before = held;
    held = stands_at();
    if (unwinds) {
      unwinds = false;
      if (way_back()) fill();
      return;
    }
    // The browser's other button goes forward, where there is nothing: back to where it was.
    if (held > before) {
      unwinds = true;
      history.go(before - held);
      return;
    }
    touched = false;
    await way_back()?.();
  };
  const touch = (): void => {
    touched = true;
    if (!handed && way_back()) fill();
  };
  window.addEventListener('popstate', popped);
  for (const kind of ['click', 'keydown']) window.addEventListener(kind, touch, true);
  return () => {
    handed?.want(false);
    handed = null;
    window.removeEventListener('popstate', popped);
    for (const kind of ['click', 'keydown']) window.removeEventListener(kind, touch, true);
  };
}
