// The in-memory backend: for unit tests of screens, and for looking at them without any Rust. It keeps records; what
// the core judges comes from recorded answers of the core, and tests/recorded.test.ts compares the two command by command.
import type { Backend } from '../backend';
import type { CommandError, DraftView, ReflectionDraft, StopCard, SyncStatus, WithdrawReason } from '../types';
import { refused, unrecorded, watched } from './asked';
import { changed, finished } from './drafts';
import { reading } from './recorded';
import { goes_on } from './look-ups';
import { kept_drafts } from './open-drafts';
import { shift } from './shift';
import { kept } from './reflections';
import { as_it_is, UNDO_WITHIN } from './undo';
import type { Query, World } from './world';

const DAY = 24 * 3_600_000; // for how long after it a check can be entered

export function memory(world: World): Backend {
  const id = (kind: string): string => `${kind}-${++world.ids}`;
  const listeners = new Set<(status: SyncStatus) => void>();
  const publish = (sync: SyncStatus): SyncStatus => {
    world.status = { ...world.status, sync };
    listeners.forEach((listener) => listener(sync));
    return sync;
  };

  const waiting = (change: number): void =>
    void publish({ ...world.status.sync, waiting: world.status.sync.waiting + change });
  const enqueue = (record: string): void => {
    if (world.outbox.has(record)) return;
    world.outbox.add(record);
    waiting(1);
  };
  const decide = (query: string, led_to: Exclude<Query['led_to'], null>): void => {
    const found = world.queries.get(query);
    if (found) world.queries.set(query, { ...found, led_to });
    if (world.look_up?.query === query) world.look_up = null;
    enqueue(query);
  };
  /** To be called before a decision, and its answer after it: what was decided can be taken back for ten seconds. */
  const undoable = (): (() => void) => {
    const before = as_it_is(world);
    return () => {
      world.undo = {
        until: world.now() + UNDO_WITHIN,
        take_back: () => {
          const { waiting, ...kept } = before;
          Object.assign(world, kept);
          publish({ ...world.status.sync, waiting });
        },
      };
    };
  };
  const left_to_undo = (): number | null => {
    const left = (world.undo?.until ?? 0) - world.now();
    return left > 0 ? left : null;
  };
  const query_of = (query: string): Query => {
    const found = world.queries.get(query);
    if (!found) throw refused('gone');
    return found;
  };

  const drafts = kept_drafts(world);
  const card_of = (stop: string): StopCard => {
    const card = world.stops.find((each) => each.id === stop);
    if (!card) throw refused('gone');
    return card;
  };
  const keep_card = (card: StopCard): StopCard => {
    const others = world.stops.filter((each) => each.id !== card.id);
    const last = (stop: StopCard): number => (stop.awaits_reflection ? 0 : 1);
    world.stops = [card, ...others].sort((a, b) => last(a) - last(b) || b.at - a.at);
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
    const is_begun = written && (written.ratings || written.do_again !== null || written.themes.length > 0 || written.note !== null);
    if (is_begun) world.reflections.set(stop, written);
    else world.reflections.delete(stop);
  };
  const not_in_a_draft = (stop: string): void => {
    if (drafts.amendment_of(stop)) throw refused('draft_open');
  };
  const withdraw = (card: StopCard, reason: WithdrawReason): StopCard => {
    const stop = card.id;
    // Central has nothing of a stop that was never sent, so nothing of it is sent any more.
    const was_sent = !world.outbox.has(stop);
    if (was_sent) enqueue(stop);
    else if (world.outbox.delete(stop)) waiting(-1);
    keep_reflection(stop, null);
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

  const answers: Omit<Backend, 'on_sync_changed'> = {
    status: async () => world.status,
    reopen: async () => undefined,
    set_aside: async () => {
      world.refuse.clear();
      world.status = { ...world.status, enrolled: false, role: null, team: null, notices: ['store_set_aside'] };
    },
    enrol: async ({ code }) => {
      if (code === '') throw refused('enrolment_code');
      return (world.status = { ...world.status, enrolled: true });
    },
    look_up: async ({ subject, initiative, confirmed }) => {
      const read = reading(subject, confirmed) ?? unrecorded(subject, world);
      if ('refused' in read) throw refused(read.refused);
      if ('question' in read) return read.question;
      const now = world.now();
      const again = goes_on(world, read.subject, now);
      // The look-up before it led to nothing, unless a draft came from it.
      const before = world.look_up?.query;
      if (before && !drafts.check_of(before) && before !== again?.[0]) decide(before, 'nothing');
      world.undo = null;
      const [query, { at }] = again ?? [id('query'), { at: now }];
      const advisory = subject.kind === 'no_plate' ? null : world.advisory;
      const local = { ...world.local, as_of: now };
      world.on_screen = null;
      const look_up = { query, ...read, at, local, advisory, central: null, recorded: world.room };
      const { led_to } = again?.[1] ?? { led_to: null };
      const kept = again?.[1].look_up ?? look_up;
      world.queries.set(query, { initiative, ...again?.[1], subject: read.subject, at, led_to, look_up: kept });
      if (led_to === null) world.look_up = kept;
      return { answer: 'known', look_up };
    },
    central_counts: async () => (world.look_up?.subject.kind === 'no_plate' ? { answer: 'nobody' } : world.central()),
    close_look_up: async ({ query }) => {
      if (!world.room) throw refused('disk_full');
      if (query_of(query).led_to === null) decide(query, 'nothing');
    },
    leave_it: async ({ query }) => {
      if (!world.room) throw refused('disk_full');
      const { led_to } = query_of(query);
      if (led_to === 'stop') throw refused('gone');
      const draft = drafts.check_of(query);
      const decided = undoable();
      decide(query, 'left_it');
      drafts.close(draft?.id);
      if (led_to !== 'left_it' || draft) decided();
    },
    typed_wrong: async ({ query }) => {
      const { led_to } = query_of(query);
      if (!world.room || led_to === 'stop') throw refused(world.room ? 'gone' : 'disk_full');
      const was_sent = led_to !== null && !world.outbox.has(query);
      const decided = undoable();
      world.undo = null;
      world.queries.delete(query);
      if (world.look_up?.query === query) world.look_up = null;
      drafts.close(drafts.check_of(query)?.id);
      enqueue(query);
      if (!was_sent) decided();
    },
    start_check: async ({ query }) => {
      world.undo = null;
      const begun = drafts.check_of(query);
      if (begun) return drafts.show(begun);
      const { subject, initiative, led_to } = query_of(query);
      const open = drafts.check_of_subject(subject);
      if (open) {
        if (led_to === null) decide(query, 'nothing');
        return drafts.show(open);
      }
      if (led_to === 'stop') throw refused('gone');
      return drafts.begin({
        id: id('draft'),
        query,
        subject,
        initiative,
        started_at: world.now(),
        afterwards: false,
        despite_advisory: subject.kind !== 'no_plate' && world.advisory !== null,
      });
    },
    enter_check: async ({ request: { subject, initiative, confirmed }, at }) => {
      const read = reading(subject, confirmed) ?? unrecorded(subject, world);
      if ('refused' in read) throw refused(read.refused);
      if ('question' in read) return read.question;
      const now = world.now();
      if (at > now || at < now - DAY) throw refused('moment');
      world.undo = null;
      const draft = drafts.begin({
        id: id('draft'),
        query: id('query'),
        subject: read.subject,
        initiative,
        started_at: at,
        afterwards: true,
        despite_advisory: false,
      });
      return { answer: 'begun', draft };
    },
    open_draft: async () => world.draft,
    open_drafts: async () => world.drafts,
    park: async ({ draft }) => {
      if (drafts.get(draft).id === world.on_screen) world.on_screen = null;
    },
    go_on: async ({ draft }) => {
      world.undo = null;
      return drafts.show(drafts.get(draft));
    },
    see_look_up: async ({ query }) => world.queries.get(query)?.look_up ?? null,
    open_look_up: async () => (world.look_up && drafts.check_of(world.look_up.query) ? null : world.look_up),
    save_field: async ({ draft, change }) => drafts.keep(changed(drafts.get(draft), change)),
    go_to_step: async ({ draft, step }) => drafts.keep({ ...drafts.get(draft), step }),
    finish: async ({ draft, last }) => {
      const decided = undoable();
      const open = last ? drafts.keep(changed(drafts.get(draft), last)) : drafts.get(draft);
      if (open.missing.length > 0) {
        throw { code: 'draft_incomplete', missing: open.missing } satisfies CommandError;
      }
      const { query, subject, initiative, despite_advisory, amends, started_at, afterwards } = open;
      const stop = amends ?? draft;
      const { answers, outcome, spared_until } = finished(open);
      if (amends === null) {
        world.origins.set(stop, { query, initiative, despite_advisory });
        if (!afterwards) decide(query, 'stop');
      }
      const { themes, reflection_note: note } = open.answers;
      const do_again = world.reflections.get(stop)?.do_again ?? null;
      keep_reflection(stop, answers.do_again === null ? { do_again, themes, note } : null);
      const revision = add_revision(stop, { ...answers, amend_reason: amends && open.answers.amend_reason });
      drafts.close(draft);
      if (amends === null) decided();
      else world.undo = null;
      return keep_card({
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
      });
    },
    discard_draft: async ({ draft }) => {
      const { query, amends, afterwards } = drafts.get(draft);
      const decided = undoable();
      drafts.close(draft);
      world.undo = null;
      if (amends !== null || afterwards) decided();
      if (world.queries.get(query)?.led_to === null) decide(query, 'nothing');
    },
    can_take_back: async () => left_to_undo(),
    take_back: async () => {
      const { undo } = world;
      if (!undo || left_to_undo() === null) throw refused('gone');
      world.undo = null;
      undo.take_back();
    },
    my_stops: async () => world.stops,
    my_shift: async () => shift(world),
    recent_bases: async () => {
      const newest = world.stops.filter((card) => !card.withdrawn).sort((a, b) => b.at - a.at);
      const used = newest.map((card) => world.revisions.get(card.id)?.[0]?.answers.legal_basis ?? null);
      return [...new Set([...used, ...world.recent].filter((code) => code !== null))].slice(0, 3);
    },
    stop: async ({ stop }) => ({
      card: card_of(stop),
      revisions: world.revisions.get(stop) ?? [],
      reflection_draft: world.reflections.get(stop) ?? null,
      initiative: world.origins.get(stop)?.initiative ?? 'call',
      withdrawn_because: world.withdrawn.get(stop) ?? null,
    }),
    amend: async ({ stop }) => {
      world.undo = null;
      const open = drafts.amendment_of(stop);
      if (open) return drafts.show(open);
      const { card, answers } = changeable(stop);
      const begun = answers.do_again === null ? world.reflections.get(stop) : undefined;
      const { query, initiative, despite_advisory } = world.origins.get(stop) ?? {
        query: id('query'),
        initiative: 'call',
        despite_advisory: false,
      };
      return drafts.begin({
        id: id('draft'),
        query,
        subject: card.subject ?? { kind: 'no_plate' },
        initiative,
        started_at: card.at,
        afterwards: card.afterwards,
        despite_advisory,
        amends: stop,
        answers: {
          ...answers,
          amend_reason: null,
          ...(begun && { themes: begun.themes, reflection_note: begun.note }),
          ...(begun?.ratings && { ratings: begun.ratings }),
        },
      });
    },
    reflect: async ({ stop, reflection }) => {
      world.undo = null;
      card_of(stop);
      not_in_a_draft(stop);
      const { card, answers } = changeable(stop);
      const { do_again, themes, note } = kept(reflection);
      const ratings = world.reflections.get(stop)?.ratings ?? answers.ratings;
      const revision = add_revision(stop, { ...answers, ratings, do_again, themes, reflection_note: note, amend_reason: null });
      keep_reflection(stop, null);
      return keep_card({ ...card, sync: { state: 'waiting' }, awaits_reflection: false, revision });
    },
    save_reflection: async ({ stop, reflection }) => {
      world.undo = null;
      const written = kept(reflection);
      card_of(stop);
      not_in_a_draft(stop);
      const { card } = changeable(stop);
      keep_reflection(stop, written);
      return card;
    },
    withdraw: async ({ stop, reason }) => {
      world.undo = null;
      const card = card_of(stop);
      if (card.withdrawn) throw refused('withdrawn');
      drafts.close(drafts.amendment_of(stop)?.id);
      return withdraw(card, reason);
    },
    correct: async ({ stop, query }) => {
      world.undo = null;
      card_of(stop);
      not_in_a_draft(stop);
      const { card, answers } = changeable(stop);
      const { subject, led_to, initiative } = query_of(query);
      if (led_to === 'stop') throw refused('gone');
      if (JSON.stringify(subject) === JSON.stringify(card.subject)) throw refused('value');
      const begun = world.reflections.get(stop) ?? null;
      const right = id('draft');
      withdraw(card, 'wrong_subject');
      const spare = subject.kind === 'no_plate' ? null : answers.spare;
      const revision = add_revision(right, { ...answers, spare, amend_reason: null });
      world.origins.set(right, { query, initiative: world.origins.get(stop)?.initiative ?? initiative, despite_advisory: false });
      decide(query, 'stop');
      keep_reflection(right, begun);
      return keep_card({
        ...card,
        id: right,
        subject,
        revision,
        sync: { state: 'waiting' },
        spared_until: spare === null ? null : card.spared_until,
        central: null,
      });
    },
    network_returned: async () => undefined,
    sync_status: async () => world.status.sync,
    sync_now: async () => {
      const { sync } = world.status;
      const problem = sync.undated > 0 ? 'time_unknown' : null;
      world.send();
      return publish({ ...sync, waiting: sync.undated, last_attempt: world.now(), last_success: world.now(), problem });
    },
    undated: async () => world.undated,
    date: async ({ number }) => {
      const group = world.undated.find((each) => each.number === number);
      if (!group) throw refused('gone');
      world.undated = world.undated.filter((each) => each !== group);
      const { sync } = world.status;
      const undated = world.undated.reduce((sum, each) => sum + each.records.length, 0);
      publish({ ...sync, undated, waiting: sync.waiting - (sync.undated - undated), problem: null });
    },
    unsent: async () => world.unsent,
    export_unsent: async () => world.exported,
    summary_periods: async () => world.periods,
    summary: async ({ period }) => (world.summary ?? (() => { throw refused('forbidden'); }))(period),
  };
  return {
    ...watched(answers, world),
    on_sync_changed(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
