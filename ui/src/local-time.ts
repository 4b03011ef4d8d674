// What <input type="datetime-local"> speaks: the phone's local time, to the minute, without a zone.
import type { UtcMillis } from './backend/types';

export function local_time(at: UtcMillis): string {
  const shifted = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

/** What was typed; nothing while it is no whole moment. */
export function typed_time(text: string): UtcMillis | null {
  const at = new Date(text).getTime();
  return Number.isNaN(at) ? null : at;
}
