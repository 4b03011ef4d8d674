// What officers share with their team and ask the advisers, in the in-memory backend.
import type { Backend } from '../backend';
import type { StopCard } from '../types';
import { kept_lessons } from './lessons';
import { second_views } from './second-views';
import type { World } from './world';

type Needs = { card_of: (stop: string) => StopCard; id: (kind: string) => string };
type Shared = Pick<Backend, keyof ReturnType<typeof kept_lessons> | keyof ReturnType<typeof second_views>>;

export const kept_shared = (world: World, needs: Needs): Shared => ({
  ...kept_lessons(world, needs),
  ...second_views(world, needs),
});
