// Scrolling by the program. What the page scrolls under a finger is guarded as what has just appeared is: a tap that was under
// way would meet another control.
import { moved } from './press-guard';

/** Scrolls a part into sight, and guards the page where that moved it. */
export function bring_into_sight(part: Element | null | undefined, block: ScrollLogicalPosition): void {
  if (!part) return;
  const { top } = part.getBoundingClientRect();
  part.scrollIntoView({ block });
  if (Math.abs(part.getBoundingClientRect().top - top) > 1) moved(document);
}

/** Goes to a question on the same screen: it is unfolded, scrolled into sight and takes the focus. */
export function jump(id: string): void {
  const target = document.getElementById(id);
  for (let at = target?.closest('details'); at; at = at.parentElement?.closest('details')) at.open = true;
  target?.focus({ preventScroll: true });
  bring_into_sight(target, 'center');
}

/** To the top of a page on which something else has come to stand there. */
export function to_top(): void {
  window.scrollTo(0, 0);
  moved(document);
}
