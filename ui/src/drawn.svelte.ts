// The moment against which times on the screen are written ("today" has no date). What reads it is drawn anew by `redraw`.
let drawings = $state(0);

/** Now. */
export function drawn_at(): number {
  void drawings;
  return Date.now();
}

/** Draws all times anew: after midnight, and when the app comes back to the front. */
export function redraw(): void {
  drawings += 1;
}
