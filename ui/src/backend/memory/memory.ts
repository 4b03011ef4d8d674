// The in-memory backend: for unit tests of screens, and for looking at them without any Rust. It keeps records; what
// the core judges comes from recorded answers of the core, and tests/recorded.test.ts compares the two command by command.
import { MOST, WITHIN } from '../../lists';
import type { Backend } from '../backend';
import type { CommandError, ReflectionDraft, StopCard, SyncStatus } from '../types';
import { refused, unrecorded, watched } from './asked';
import { reading } from './recorded';
import { goes_on } from './look-ups';
import { kept_shared } from './shared';
import { kept_drafts } from './open-drafts';
import { shift } from './shift';
import { kept_stops, since } from './stops';
import { not_with_two, pair_commands } from './pairs';
import { practice, practice_core } from './practice';
import { asked_of, kept } from './reflections';
import { reminders } from './reminders';
import { told } from './told';
import { as_it_is, brought_back } from './undo';
import type { Query, World } from './world';

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
        until: world.now() + WITHIN.undo,
        take_back: () => {
          const { waiting, ...kept } = before;
          Object.assign(world, kept, { drafts: brought_back(kept.drafts, world.drafts) });
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
  const { add_revision, card_of, changeable, finish_one, keep_card, keep_reflection, others_of, withdraw, with_others } =
    kept_stops(world, { decide, enqueue, waiting });
  const not_in_a_draft = (stop: string): void => {
    if (drafts.amendment_of(stop)) throw refused('draft_open');
  };
  /** Makes a reflection a revision of its stop, and of the stops of the same check that wait for one. */
  const reflect = (stop: string, given: ReflectionDraft): void => {
    const rated = world.reflections.get(stop)?.ratings;
    const waits = others_of(stop).filter(({ id, awaits_reflection }) => awaits_reflection && !drafts.amendment_of(id));
    for (const each of [stop, ...waits.map((card) => card.id)]) {
      const { card, answers } = changeable(each);
      const kept = { ...answers, ratings: rated ?? answers.ratings, do_again: given.do_again, ...asked_of(given), amend_reason: null };
      const revision = add_revision(each, kept);
      keep_reflection(each, null);
      keep_card({ ...card, sync: { state: 'waiting' }, awaits_reflection: false, revision });
    }
  };

  const answers: Omit<Backend, 'on_sync_changed' | 'at_practice'> = {
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
      const look_up = { query, ...read, at, local, advisory, advisory_ended: world.advisory_ended, central: null, recorded: world.room };
      const { led_to } = again?.[1] ?? { led_to: null };
      const kept = again?.[1].look_up ?? look_up;
      if (again) drafts.give_reason(query, initiative);
      world.queries.set(query, { ...again?.[1], initiative, subject: read.subject, at, led_to, look_up: kept });
      if (led_to === null) world.look_up = kept;
      return { answer: 'known', look_up };
    },
    central_counts: async () => (world.look_up?.subject.kind === 'no_plate' ? { answer: 'nobody' } : world.central()),
    close_look_up: async ({ query }) => {
      if (!world.room) throw refused('disk_full');
      if (query_of(query).led_to === null && !drafts.check_of(query)) decide(query, 'nothing');
    },
    leave_it: async ({ query }) => {
      if (!world.room) throw refused('disk_full');
      const { led_to } = query_of(query);
      if (led_to === 'stop') throw refused('gone');
      const draft = drafts.check_of(query);
      const decided = undoable();
      decide(query, 'left_it');
      if (draft?.query === query) {
        for (const { query: other } of draft.others) if (world.queries.get(other)?.led_to !== 'left_it') decide(other, 'left_it');
        drafts.close(draft.id);
      } else drafts.give_up(query);
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
      drafts.give_up(query);
      enqueue(query);
      if (!was_sent) decided();
    },
    start_check: async ({ query }) => {
      world.undo = null;
      const begun = drafts.check_of(query);
      if (begun) return drafts.show(begun);
      const { subject, initiative, led_to } = query_of(query);
      const open = drafts.check_of_subject(subject, query);
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
      if (at > now || at < now - WITHIN.entered) throw refused('moment');
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
    join_check: async ({ query, draft }) => {
      world.undo = null;
      const check = drafts.get(draft);
      const { subject, led_to } = query_of(query);
      if (check.amends !== null || check.afterwards) throw refused('gone');
      const open = drafts.check_of_subject(subject, query);
      if (open && open.id !== draft) throw refused('draft_open');
      if (open) {
        if (led_to === null && drafts.check_of(query) !== open) decide(query, 'nothing');
        return drafts.show(open);
      }
      if (led_to === 'stop') throw refused('gone');
      const despite_advisory = subject.kind !== 'no_plate' && world.advisory !== null;
      return drafts.join(check, { query, subject, despite_advisory });
    },
    take_out: async ({ draft, query }) => {
      const check = drafts.get(draft);
      if (!check.others.some((other) => other.query === query)) throw refused('gone');
      const decided = undoable();
      drafts.give_up(query);
      if (query_of(query).led_to === null) decide(query, 'nothing');
      decided();
      return drafts.get(draft);
    },
    see_look_up: async ({ query }) => world.queries.get(query)?.look_up ?? null,
    open_look_up: async () => (world.look_up && drafts.check_of(world.look_up.query) ? null : world.look_up),
    save_field: async ({ draft, revision, change }) => drafts.change(draft, revision, change),
    go_to_step: async ({ draft, step }) => drafts.keep({ ...drafts.get(draft), step }),
    finish: async ({ draft, revision, last }) => {
      const decided = undoable();
      if (drafts.is_old(drafts.get(draft), revision)) throw refused('draft_changed');
      const open = last ? drafts.change(draft, undefined, last) : drafts.get(draft);
      if (open.missing.length > 0) {
        throw { code: 'draft_incomplete', missing: open.missing } satisfies CommandError;
      }
      const first = open.amends ?? draft;
      drafts.subjects(open).forEach((subject, at) => {
        const stop = at === 0 ? first : id('draft');
        if (open.others.length > 0) world.checks.set(stop, first);
        finish_one(stop, { ...open, ...subject });
      });
      drafts.close(draft);
      decided();
      return with_others(card_of(first));
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
    time: async () => world.now(),
    my_stops: async () => world.stops.map(with_others),
    my_shift: async () => shift(world),
    mirror: async () => world.mirror,
    ...practice(world),
    ...reminders(world),
    ...kept_shared(world, { card_of, id }),
    ...told(world),
    recent_bases: async () => {
      const newest = world.stops.filter((card) => !card.withdrawn).sort((a, b) => b.at - a.at);
      const used = newest.slice(0, MOST.last_stops).map((card) => world.revisions.get(card.id)?.[0]?.answers.legal_basis ?? null);
      return [...new Set([...used, ...world.recent].filter((code) => code !== null))].slice(0, MOST.recent_bases);
    },
    stop: async ({ stop }) => ({
      card: with_others(card_of(stop)),
      revisions: world.revisions.get(stop) ?? [],
      reflection_draft: (world.pairs.get(stop)?.stage !== 'colleague' && world.reflections.get(stop)) || null,
      initiative: world.origins.get(stop)?.initiative ?? 'call',
      withdrawn_because: world.withdrawn.get(stop) ?? null,
      others: others_of(stop).map(({ id, subject }) => ({ id, subject })),
      since: since(world, card_of(stop)),
      pair: world.pairs.get(stop) ?? null,
    }),
    amend: async ({ stop }) => {
      world.undo = null;
      const open = drafts.amendment_of(stop);
      if (open) return drafts.show(open);
      not_with_two(world, stop);
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
          ...(begun && asked_of(begun)),
          ...(begun?.ratings && { ratings: begun.ratings }),
        },
      });
    },
    reflect: async ({ stop, reflection }) => {
      world.undo = null;
      card_of(stop);
      not_in_a_draft(stop);
      changeable(stop);
      not_with_two(world, stop);
      reflect(stop, kept(reflection));
      return with_others(card_of(stop));
    },
    ...pair_commands(world, { card_of, changeable, not_in_a_draft, with_others, reflect }),
    save_reflection: async ({ stop, reflection }) => {
      world.undo = null;
      const written = kept(reflection);
      card_of(stop);
      not_in_a_draft(stop);
      const { card } = changeable(stop);
      not_with_two(world, stop);
      keep_reflection(stop, written);
      return with_others(card);
    },
    withdraw: async ({ stop, reason }) => {
      world.undo = null;
      const card = card_of(stop);
      if (card.withdrawn) throw refused('withdrawn');
      drafts.close(drafts.amendment_of(stop)?.id);
      return with_others(withdraw(card, reason));
    },
    correct: async ({ stop, query }) => {
      world.undo = null;
      card_of(stop);
      not_in_a_draft(stop);
      const { card, answers } = changeable(stop);
      const { subject, led_to, initiative } = query_of(query);
      if (led_to === 'stop') throw refused('gone');
      const is_it = (of: StopCard): boolean => JSON.stringify(of.subject) === JSON.stringify(subject);
      if (is_it(card)) throw refused('same_subject');
      if (others_of(stop).some(is_it)) throw refused('in_check');
      const begun = world.reflections.get(stop) ?? null;
      const right = id('draft');
      const check = world.checks.get(stop);
      if (check !== undefined) world.checks.set(right, check);
      withdraw(card, 'wrong_subject', right);
      const wrong = world.origins.get(stop)?.query;
      if (wrong !== undefined && world.queries.delete(wrong)) enqueue(wrong);
      const spare = subject.kind === 'no_plate' ? null : answers.spare;
      const revision = add_revision(right, { ...answers, spare, amend_reason: null });
      world.origins.set(right, { query, initiative: world.origins.get(stop)?.initiative ?? initiative, despite_advisory: false });
      decide(query, 'stop');
      keep_reflection(right, begun);
      return with_others(
        keep_card({
          ...card,
          id: right,
          subject,
          revision,
          sync: { state: 'waiting' },
          spared_until: spare === null ? null : card.spared_until,
          central: null,
        }),
      );
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
  };
  return {
    ...watched(answers, world),
    on_sync_changed(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    at_practice: (number) => practice_core(world, number, memory),
  };
}
