// Undo of the in-memory backend: what a decision changes, as it was before.
import type { DraftView } from '../types';
import type { World } from './world';

export type AsItWas = Pick<World, (typeof CHANGED)[number]> & { waiting: number };

const CHANGED = ['drafts', 'on_screen', 'look_up', 'stops', 'queries', 'revisions', 'origins', 'reflections', 'withdrawn', 'checks', 'outbox'] as const;

export function as_it_is(world: World): AsItWas {
  const kept = Object.fromEntries(CHANGED.map((name) => [name, structuredClone(world[name])]));
  return { ...kept, waiting: world.status.sync.waiting } as AsItWas;
}

/** The drafts as they were. One that was closed or changed meanwhile gets a revision that no window shows. */
export function brought_back(before: DraftView[], now: DraftView[]): DraftView[] {
  return before.map((draft) => {
    const revision = now.find(({ id }) => id === draft.id)?.revision;
    if (revision === draft.revision) return draft;
    // Its further subjects come back one by one.
    return { ...draft, revision: (revision ?? draft.revision + draft.others.length) + 1 };
  });
}
