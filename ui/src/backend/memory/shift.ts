// The shift of the in-memory backend.
import type { ShiftView } from '../types';
import type { World } from './world';

/** All that was looked up here: this host keeps nothing for longer than a shift. */
export function shift(world: World): ShiftView {
  const look_ups = [...world.queries].reverse().flatMap(([query, { led_to, subject, look_up }]) => {
    const stop = world.stops.find((card) => !card.withdrawn && world.origins.get(card.id)?.query === query);
    return look_up ? [{ query, at: look_up.at, subject, led_to, stop: stop?.id ?? null }] : [];
  });
  const checked = world.stops.filter((card) => look_ups.some(({ stop }) => stop === card.id));
  return {
    since: look_ups.at(-1)?.at ?? null,
    looked_up: look_ups.length,
    left: look_ups.filter(({ led_to }) => led_to === 'left_it').length,
    checked: checked.length,
    found_nothing: checked.filter(({ outcome }) => outcome.result === 'nothing').length,
    look_ups,
  };
}
