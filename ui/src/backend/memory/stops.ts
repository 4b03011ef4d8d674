// The stops of the in-memory backend, with their revisions and what is written of a reflection.
import type { DraftView, ReflectionDraft, Since, StopCard, SubjectView, WithdrawReason } from '../types';
import { refused } from './asked';
import { finished } from './drafts';
import { same } from './open-drafts';
import type { Query, World } from './world';

type Records = {
  decide: (query: string, led_to: Exclude<Query['led_to'], null>) => void;
  enqueue: (record: string) => void;
  waiting: (change: number) => void;
};

export function kept_stops(world: World, { decide, enqueue, waiting }: Records) {
  const card_of = (stop: string): StopCard => {
    const card = world.stops.find((each) => each.id === stop);
    if (!card) throw refused('gone');
    return card;
  };
  const keep_card = (card: StopCard): StopCard => {
    const known = world.stops.some((each) => each.id === card.id);
    const stops = known ? world.stops.map((each) => (each.id === card.id ? card : each)) : [card, ...world.stops];
    const last = (stop: StopCard): number => (stop.awaits_reflection ? 0 : 1);
    world.stops = stops.sort((a, b) => last(a) - last(b) || b.at - a.at);
    return card;
  };
  /** The card and the last revision of a stop that may still be changed. */
  const changeable = (stop: string): { card: StopCard; answers: DraftView['answers']; revision: number } => {
    const card = card_of(stop);
    if (card.withdrawn) throw refused('withdrawn');
    const last = world.revisions.get(stop)?.[0];
    if (!last || card.subject === null) throw refused('too_old');
    return { card, answers: last.answers, revision: last.revision };
  };
  /** Keeps what is written of a reflection; of one that is made, or empty, nothing. */
  const keep_reflection = (stop: string, written: ReflectionDraft | null): void => {
    const { ratings, themes = [], ...rest } = written ?? {};
    const is_begun = written && (ratings || themes.length > 0 || Object.values(rest).some((each) => each !== null));
    if (is_begun) world.reflections.set(stop, written);
    else world.reflections.delete(stop);
  };
  /** Withdraws a stop; where it is recorded anew, what two looked back on goes along. */
  const withdraw = (card: StopCard, reason: WithdrawReason, anew?: string): StopCard => {
    const stop = card.id;
    // Central has nothing of a stop that was never sent, so nothing of it is sent any more.
    const was_sent = !world.outbox.has(stop);
    if (was_sent) enqueue(stop);
    else if (world.outbox.delete(stop)) waiting(-1);
    keep_reflection(stop, null);
    const pair = world.pairs.get(stop);
    world.pairs.delete(stop);
    if (pair && anew !== undefined) world.pairs.set(anew, pair);
    const query = world.origins.get(stop)?.query;
    if (query && !card.afterwards) decide(query, 'nothing');
    world.withdrawn.set(stop, reason);
    const state = was_sent ? 'waiting' : 'never_sent';
    return keep_card({ ...card, withdrawn: true, awaits_reflection: false, sync: { state } });
  };
  const add_revision = (stop: string, answers: DraftView['answers']): number => {
    const earlier = world.revisions.get(stop) ?? [];
    const revision = earlier.length + 1;
    const { amend_reason } = answers;
    world.revisions.set(stop, [{ revision, finished_at: world.now(), amend_reason, answers }, ...earlier]);
    enqueue(stop);
    return revision;
  };

  /** Makes the stop of one subject of a check. */
  const finish_one = (stop: string, open: DraftView): void => {
    const { query, subject, initiative, despite_advisory, amends, started_at, afterwards } = open;
    const { answers, outcome, spared_until } = finished(open);
    if (amends === null) {
      world.origins.set(stop, { query, initiative, despite_advisory });
      if (!afterwards) decide(query, 'stop');
    }
    const { themes, reflection_note: note, concrete, yielded, other_view } = open.answers;
    const do_again = world.reflections.get(stop)?.do_again ?? null;
    keep_reflection(stop, answers.do_again === null ? { do_again, themes, note, concrete, yielded, other_view } : null);
    const revision = add_revision(stop, { ...answers, amend_reason: amends && open.answers.amend_reason });
    keep_card({
      id: stop,
      subject,
      at: started_at,
      afterwards,
      revision,
      sync: { state: 'waiting' },
      awaits_reflection: answers.do_again === null,
      outcome,
      withdrawn: false,
      spared_until,
      central: world.stops.find((card) => card.id === stop)?.central ?? null,
      others: 0,
    });
  };
  /** The stops of the other subjects of the same check that stand, in the order in which they were added. */
  const others_of = (stop: string): StopCard[] => {
    const first = world.checks.get(stop);
    const same = [...world.checks].filter(([other, check]) => check === first && other !== stop);
    if (first === undefined || card_of(stop).withdrawn) return [];
    return same.map(([other]) => card_of(other)).filter((card) => !card.withdrawn);
  };
  const with_others = (card: StopCard): StopCard => ({ ...card, others: card.others + others_of(card.id).length });
  return { add_revision, card_of, changeable, finish_one, keep_card, keep_reflection, others_of, withdraw, with_others };
}

/** What was recorded of the subject of a stop after it. */
export function since(world: World, { subject, at }: StopCard): Since | null {
  if (subject === null || subject.kind === 'no_plate') return null;
  const later = (each: { subject: SubjectView | null; at: number }): boolean => each.at > at && each.subject !== null && same(each.subject, subject);
  const stops = world.stops.filter((card) => !card.withdrawn && later(card));
  return {
    queries: [...world.queries.values()].filter(later).length,
    stops: stops.length,
    found_nothing: stops.filter(({ outcome }) => outcome.result === 'nothing').length,
  };
}
