// Looking back together, in the in-memory backend: as crates/domain/src/pair.rs has it.
import type { Commands } from '../types/commands';
import type { PairView, ReflectionDraft, StopCard } from '../types';
import { refused } from './asked';
import { kept } from './reflections';
import type { World } from './world';

type Stops = {
  card_of: (stop: string) => StopCard;
  changeable: (stop: string) => unknown;
  not_in_a_draft: (stop: string) => void;
  with_others: (card: StopCard) => StopCard;
  /** Makes the officer's own reflection a revision. */
  reflect: (stop: string, reflection: ReflectionDraft) => void;
};

/** Refuses what would change the officer's own reflection while two look back. */
export function not_with_two(world: World, stop: string): void {
  const pair = world.pairs.get(stop);
  if (pair && pair.stage !== 'kept') throw refused('draft_open');
}

export function pair_commands(world: World, { card_of, changeable, not_in_a_draft, with_others, reflect }: Stops) {
  const change = (stop: string, allowed: (pair: PairView) => boolean, changed: (pair: PairView) => PairView): StopCard => {
    world.undo = null;
    card_of(stop);
    changeable(stop);
    const pair = world.pairs.get(stop);
    if (!pair || !allowed(pair)) throw refused('gone');
    world.pairs.set(stop, changed(pair));
    return with_others(card_of(stop));
  };
  const their_turn = ({ stage }: PairView): boolean => stage === 'colleague';
  return {
    hand_over: async ({ stop }) => {
      world.undo = null;
      card_of(stop);
      changeable(stop);
      not_in_a_draft(stop);
      if (world.pairs.has(stop)) throw refused('draft_open');
      if (!world.reflections.get(stop)?.do_again) throw refused('value');
      const colleague = { do_again: null, themes: [], note: null, concrete: null, yielded: null, other_view: null };
      world.pairs.set(stop, { stage: 'colleague', colleague, kept_by: [] });
      return with_others(card_of(stop));
    },
    save_colleague: async ({ stop, reflection }) => {
      const colleague = kept(reflection);
      return change(stop, their_turn, (pair) => ({ ...pair, colleague }));
    },
    show_both: async ({ stop }) =>
      change(
        stop,
        (pair) => their_turn(pair) && pair.colleague.do_again !== null,
        (pair) => ({ ...pair, stage: 'side_by_side' }),
      ),
    keep_pair: async ({ stop, who }) => {
      const card = change(
        stop,
        ({ stage }) => stage === 'side_by_side',
        (pair) => {
          const kept_by = (['officer', 'colleague'] as const).filter((each) => each === who || pair.kept_by.includes(each));
          return { ...pair, kept_by, stage: kept_by.length === 2 ? 'kept' : pair.stage };
        },
      );
      const own = world.reflections.get(stop);
      if (world.pairs.get(stop)?.stage !== 'kept' || !own) return card;
      reflect(stop, own);
      return with_others(card_of(stop));
    },
    let_go_pair: async ({ stop }) => {
      world.undo = null;
      if (!world.pairs.delete(stop)) throw refused('gone');
      return with_others(card_of(stop));
    },
  } satisfies Partial<Commands>;
}
