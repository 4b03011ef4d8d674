// An invented talk of an invented team, and what a lead keeps of it.
import type { Backend } from '../backend';
import type { PeriodName, TeamTalk } from '../types';
import { refused } from './asked';
import { own_text } from './drafts';
import { DEMO_PERIODS } from './summary';
import type { World } from './world';

const [week, , , quarter] = DEMO_PERIODS.periods as [PeriodName, PeriodName, PeriodName, PeriodName];
const THIS_WEEK = { ...week, code: '2026-W48', from: week.from + 14 * 24, to: week.to + 14 * 24 };

export const DEMO_TALK: TeamTalk = {
  week: THIS_WEEK,
  topic: 'ground-vehicle_defect',
  questions: ['vehicle-defect-seen-yet-nothing', 'vehicle-defect-when-to-stop', 'vehicle-defect-other-thoughts'],
  because: { by: 'figures', quarter: quarter.code },
  figure: {
    quarter,
    share: { part: 18, whole: 26, certainty: 'impression', spread: { low: 5, high: 9, of: 10 } },
    others_hidden: true,
    of_force: null,
  },
  held_at: null,
  note: null,
  earlier: [
    {
      week,
      topic: 'theme-workload',
      held_at: week.from * 3_600_000,
      note: 'Vooral de nachtdienst herkende dit.',
      quarters: [
        { quarter, share: { part: 12, whole: 58, certainty: 'impression', spread: { low: 1, high: 4, of: 10 } }, when: 'before' },
      ],
    },
  ],
  without_figures: null,
};

export type TalkCommands = Pick<Backend, 'team_talk' | 'keep_talk' | 'period_reviews' | 'review_period'>;

/** What a lead may ask of the talks. A talk that was held already keeps its moment. */
export const kept_talks = (world: World): TalkCommands => ({
  team_talk: async () => world.talk,
  keep_talk: async ({ week, talk: { held, note, no_bsn } }) => {
    if (world.talk.week.code !== week) throw refused('gone');
    const held_at = held ? (world.talk.held_at ?? world.now()) : null;
    world.talk = { ...world.talk, held_at, note: own_text(note, no_bsn === true) };
  },
  period_reviews: async () => world.reviews,
  review_period: async ({ period, state, done }) => {
    const others = world.reviews.filter((each) => each.period !== period || each.state !== state);
    world.reviews = done ? [...others, { period, state, at: world.now() }] : others;
  },
});
