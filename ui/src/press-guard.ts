// Guards what has just appeared on the screen against a press that was meant for what stood there before: the second tap
// of a double one, or a finger that was down already. Wet screens and gloves make such taps.
//
// The whole page is guarded in one place. A MutationObserver notes when each new part was painted; presses are looked at
// in the capture phase, before any control hears of them.

/** Nobody has seen, decided and pressed in a shorter time, in milliseconds. */
export const UNSEEN = 400;

const CONTROLS = 'a[href], button, input, label, select, summary, textarea';
const TYPED_IN = 'input, select, textarea';
/** What a second press takes back. */
const TOGGLES = '[aria-pressed], input[type=checkbox], summary';

/** Dispatched on a page when the program scrolled it. */
const MOVED = 'proco-moved';

/** Says that the program scrolled the page: another control may stand under a finger that is about to tap again. */
export function moved(page: Document): void {
  page.dispatchEvent(new Event(MOVED));
}

/** Guards a page. While something on it is too new to be pressed, `data-settling` stands on its root. */
export function guard_presses(page: Document): () => void {
  const window = page.defaultView;
  if (!window) return () => undefined;
  /** When each new element was painted; `Infinity` until then. */
  const painted = new WeakMap<Node, number>();
  let settling = 0;

  function appeared(part: Node): void {
    if (!(part instanceof Element) || !(part.matches(CONTROLS) || part.querySelector(CONTROLS))) return;
    painted.set(part, Infinity);
    settling += 1;
    page.documentElement.dataset.settling = '';
    // The second frame begins when the first was painted.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        painted.set(part, performance.now());
        setTimeout(settled, UNSEEN);
      }),
    );
  }
  function settled(): void {
    settling -= 1;
    if (settling === 0) delete page.documentElement.dataset.settling;
  }
  const deaf = new AbortController();
  const observer = new MutationObserver((changes) => {
    for (const { addedNodes } of changes) addedNodes.forEach(appeared);
  });
  observer.observe(page.body, { childList: true, subtree: true });

  page.addEventListener(MOVED, () => appeared(page.body), { signal: deaf.signal });

  /** Whether a press that began at that time cannot have been meant for this target. */
  function unseen(target: EventTarget | null, began: number): boolean {
    for (let part = target as Node | null; part; part = part.parentNode) {
      if (began < (painted.get(part) ?? -Infinity) + UNSEEN) return true;
    }
    return false;
  }

  /** The finger, pen or mouse button that went down last. */
  let pointer = { id: -1, began: 0 };
  function pointer_down(event: PointerEvent): void {
    pointer = { id: event.pointerId, began: event.timeStamp };
  }
  /** A click of a keyboard, a screen reader or a script has no pointer: it begins when it comes. */
  function press(event: MouseEvent): void {
    const id = (event as Partial<PointerEvent>).pointerId;
    const began = event.type === 'mousedown' || id === pointer.id ? pointer.began : event.timeStamp;
    if (unseen(event.target, began) || (event.type === 'click' && is_doubled(event))) swallow(event);
  }

  /** The answer that was given last. The second tap of a double one would take it back. */
  let toggled: { control: Element | null; at: number } = { control: null, at: -Infinity };
  function is_doubled({ target, timeStamp: at }: MouseEvent): boolean {
    const control = target instanceof Element ? target.closest(TOGGLES) : null;
    if (control === null) return false;
    const doubled = control === toggled.control && at - toggled.at < UNSEEN;
    toggled = { control, at };
    return doubled;
  }

  /** The key press that was taken last. One that comes too soon after it, or is the same one held down, may be for the
   * same control alone: the first may have moved the focus. */
  let key: { began: number; target: EventTarget | null } = { began: -Infinity, target: null };
  function key_down(event: KeyboardEvent): void {
    if (event.key === 'Tab') key = { began: -Infinity, target: null };
    if (event.key !== 'Enter' && event.key !== ' ') return;
    const { target, timeStamp: now } = event;
    const typed_in = target instanceof Element && target.matches(TYPED_IN);
    if (typed_in && event.key === ' ') return;
    const doubled = target !== key.target && (event.repeat || now - key.began < UNSEEN);
    const began = event.repeat ? key.began : now;
    key = { began, target: doubled ? key.target : target };
    if (!typed_in && (doubled || unseen(target, began))) swallow(event);
  }

  const options = { capture: true, signal: deaf.signal };
  window.addEventListener('pointerdown', pointer_down, options);
  window.addEventListener('mousedown', press, options);
  window.addEventListener('click', press, options);
  window.addEventListener('keydown', key_down, options);
  return () => {
    observer.disconnect();
    deaf.abort();
  };
}

function swallow(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}
