// The shift of the in-memory backend.
import { WITHIN } from '../../lists';
import type { ShiftRecord, ShiftView } from '../types';
import type { World } from './world';

/** What was looked up here, and checked here and entered afterwards, since the last rest. */
export function shift(world: World): ShiftView {
  const stands = world.stops.filter((card) => !card.withdrawn);
  const stop_of = (query: string) => stands.find((card) => world.origins.get(card.id)?.query === query);
  const look_ups = [...world.queries].reverse().flatMap(([query, { led_to, subject, look_up }]): ShiftRecord[] =>
    look_up ? [{ kind: 'look_up', query, at: look_up.at, subject, led_to, stop: stop_of(query)?.id ?? null }] : [],
  );
  const entered = stands.flatMap(({ id, at, subject, afterwards }): ShiftRecord[] =>
    afterwards && subject ? [{ kind: 'entered', stop: id, at, subject }] : [],
  );
  // The core tells in crates/domain/src/shift.rs why these are the hours.
  const now = world.now();
  const all = [...look_ups, ...entered].filter(({ at }) => at >= now - WITHIN.shift).sort((a, b) => b.at - a.at);
  const rest = all.findIndex(({ at }, number) => (all[number - 1]?.at ?? now) - at >= WITHIN.rest);
  const records = rest < 0 ? all : all.slice(0, rest);
  const checked = stands.filter(({ id, afterwards }) =>
    records.some((record) => record.stop === id && (record.kind === 'entered') === afterwards),
  );
  return {
    since: records.at(-1)?.at ?? null,
    looked_up: records.filter(({ kind }) => kind === 'look_up').length,
    left: records.filter((record) => record.kind === 'look_up' && record.led_to === 'left_it').length,
    checked: checked.length,
    entered: checked.filter(({ afterwards }) => afterwards).length,
    found_nothing: checked.filter(({ outcome }) => outcome.result === 'nothing').length,
    records,
  };
}
