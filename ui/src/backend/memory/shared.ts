// What officers share with their team and ask the advisers, in the in-memory backend.
import type { Backend } from '../backend';
import type { StopCard } from '../types';
import { refused } from './asked';
import { kept_lessons } from './lessons';
import { second_views } from './second-views';
import type { World } from './world';

type Needs = { card_of: (stop: string) => StopCard; id: (kind: string) => string };
type Shared = Pick<Backend, keyof ReturnType<typeof kept_lessons> | keyof ReturnType<typeof second_views>>;

export function kept_shared(world: World, { card_of, id }: Needs): Shared {
  /** A stop without its mark is scanned for nothing, so nothing comes from it any more. */
  const can_be_scanned = (stop: string): void => {
    if (!card_of(stop).subject) throw refused('too_old');
  };
  return { ...kept_lessons(world, { can_be_scanned, id }), ...second_views(world, { can_be_scanned, id }) };
}
