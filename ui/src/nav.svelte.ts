// Where the officer is. Kept in memory alone: no mark and no step ever stands in an address.
import type { AskedView, Initiative, StopCard, StopId } from './backend/types';

export type Place =
  | { screen: 'enrol' }
  | { screen: 'welcome' }
  | { screen: 'look-up' }
  | { screen: 'afterwards' }
  | { screen: 'select' }
  | { screen: 'contact' }
  | { screen: 'reflect' }
  | { screen: 'correct'; card: StopCard; initiative: Initiative }
  | { screen: 'done'; card: StopCard; amended: boolean; corrected?: boolean }
  | { screen: 'my-stops' }
  | { screen: 'shift' }
  | { screen: 'mirror' }
  | { screen: 'practice' }
  | { screen: 'practice-review' }
  | { screen: 'scenario'; scenario: string }
  | { screen: 'stop'; stop: StopId }
  | { screen: 'lesson'; stop: StopId }
  | { screen: 'lessons' }
  | { screen: 'second-view'; stop: StopId }
  | { screen: 'second-views' }
  | { screen: 'advise' }
  | { screen: 'advice'; asked: AskedView }
  | { screen: 'unsent' }
  | { screen: 'undated' }
  | { screen: 'team' }
  | { screen: 'team-talk' }
  | { screen: 'settings' }
  | { screen: 'about' };

export class Navigation {
  #trail = $state.raw<Place[]>([{ screen: 'look-up' }]);
  /** Counts the moves. The screens are keyed by it, so that each move mounts a screen anew, which takes the focus. */
  moves = $state(0);

  get here(): Place {
    return this.#trail[this.#trail.length - 1] ?? { screen: 'look-up' };
  }
  get can_go_back(): boolean {
    return this.#trail.length > 1;
  }
  go(place: Place): void {
    this.#set([...this.#trail, place]);
  }
  back(): void {
    if (this.can_go_back) this.#set(this.#trail.slice(0, -1));
  }
  /** Begins a new trail: a tab of the main menu, or the end of a task. */
  start(...trail: [Place, ...Place[]]): void {
    this.#set(trail);
  }
  #set(trail: Place[]): void {
    this.#trail = trail;
    this.moves += 1;
  }
}
