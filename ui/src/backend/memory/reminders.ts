// When the officer is reminded of looking back.
import { MOST } from '../../lists';
import type { Backend } from '../backend';
import { refused } from './asked';
import type { World } from './world';

export const reminders = (world: World): Pick<Backend, 'reminders' | 'set_reminders'> => ({
  reminders: async () => world.reminders,
  set_reminders: async ({ times, language }) => {
    if (times.some((time) => !world.reminders.times.includes(time)) && !world.notifications) throw refused('notifications_off');
    if (times.length > MOST.reminders) throw refused('value');
    world.reminders = { times: [...new Set(times)].toSorted(), language };
    return world.reminders;
  },
});
