// What central tells in the in-memory backend, and what a lead keeps of it: given to it by the test, as it stands in the world.
import type { Backend } from '../backend';
import { refused } from './asked';
import { kept_talks, type TalkCommands } from './talk';
import type { World } from './world';

export function told(world: World): Pick<Backend, 'unsent' | 'export_unsent' | 'force_figures' | 'summary_periods' | 'summary'> & TalkCommands {
  return {
    ...kept_talks(world),
    unsent: async () => world.unsent,
    export_unsent: async () => world.exported,
    force_figures: async () => world.force,
    summary_periods: async () => world.periods,
    summary: async ({ period }) => (world.summary ?? (() => { throw refused('forbidden'); }))(period),
  };
}
