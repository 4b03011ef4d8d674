// What the app knows while it is open: status, the look-up on the screen, the open draft.
import { getContext, setContext } from 'svelte';
import { refusal, type Backend, type Refusal } from './backend/backend';
import type { CommandError, DraftView, LeaveReason, LegalBasis, LookUpView, QueryId, Status, Step, StopCard, StopId, SyncStatus } from './backend/types';
import { redraw } from './drawn.svelte';
import { Figures } from './figures.svelte';
import { LookUpEntry } from './look-up.svelte';
import { Navigation, type Place } from './nav.svelte';
import { OpenDrafts } from './open-drafts.svelte';
import { OpenDraft, type Last } from './stop.svelte';
import { Undo, type Decided } from './undo.svelte';

export class Session {
  readonly backend: Backend;
  readonly nav = new Navigation();
  readonly undo: Undo;
  readonly drafts: OpenDrafts;
  readonly figures: Figures;
  status = $state.raw<Status | null>(null);
  look_up = $state.raw<LookUpView | null>(null);
  /** What was typed in a check that the core has closed, and could not be saved. */
  left_over = $state.raw<readonly string[]>([]);
  /** What is typed on the first screen. It is gone once it was looked up. */
  entry = $state.raw(new LookUpEntry());
  /** The check that was finished under the wrong subject, while the look-up on the screen is of the right one. */
  correcting = $state.raw<StopCard | null>(null);
  /** The look-up that was just left alone, so that a reason may be added. */
  left = $state.raw<QueryId | null>(null);
  /** Whether a look-up was just taken back as typed wrong. */
  mistyped = $state(false);
  /** The open draft on the screen, or to which the screen goes back. */
  draft = $state.raw<OpenDraft | null>(null);
  /** The legal bases of the officer's last checks, the newest first. */
  recent_bases: readonly LegalBasis[] = [];
  failure = $state.raw<Refusal['code'] | null>(null);
  /** Whether a screen was shown since the app was opened. */
  shown = false;
  /** Whether the next screen gives the focus to the field it is there for, and not to its heading: the first one after the
   * start, and the one that "Nieuwe bevraging" leads to. */
  field_first = true;
  /** What the phone's back button does here; nothing where there is no way back. */
  way_back: (() => unknown) | undefined;
  /** The session of the phone behind that of a practice stop; null where this is the phone's. */
  readonly phone: Session | null;
  /** The session of the practice stop that goes on before this one. */
  practising = $state.raw<Session | null>(null);
  /** Whether a practice stop ended by itself, because the core was opened anew or another window began one. */
  practice_over = $state(false);
  #stop_listening: (() => void) | undefined;

  constructor(backend: Backend, phone: Session | null = null) {
    this.backend = backend;
    this.phone = phone;
    this.undo = new Undo(backend);
    this.drafts = new OpenDrafts(backend);
    this.figures = new Figures(backend);
  }

  /** Comes back where the officer was: the same step of the same draft, or the same look-up. */
  async start(): Promise<void> {
    this.failure = null;
    this.status = null;
    try {
      let newest: SyncStatus | undefined;
      this.#stop_listening ??= this.backend.on_sync_changed((sync) => {
        newest = sync;
        if (!this.status) return;
        const before = this.status.sync.problem;
        this.status = { ...this.status, sync };
        // A pass may find the device revoked or the clock off: both are notices of the status.
        if (before !== sync.problem) void this.#read_status();
        if (before === 'offline' && sync.problem !== 'offline') void this.figures.ask_if_unanswered();
      });
      const status = await this.backend.status();
      if (status.enrolled) await this.#read_recent_bases();
      const draft = status.enrolled ? await this.backend.open_draft() : null;
      const look_up = status.enrolled ? await this.backend.open_look_up() : null;
      if (status.enrolled) await this.drafts.read();
      // Setting the status shows the first screen. It is set last: a second screen would throw away what is typed in it.
      this.status = { ...status, sync: newest ?? status.sync };
      if (newest && newest.problem !== status.sync.problem) void this.#read_status();
      if (!status.enrolled) return this.nav.start({ screen: 'enrol' });
      if (look_up) this.show_look_up(look_up);
      this.draft = draft && this.#opened(draft);
      if (draft) this.open_step(draft.step);
      else this.nav.start(this.home);
    } catch (thrown) {
      this.failure = refusal(thrown).code;
    }
  }

  /** The first screen of this role: an adviser looks nobody up. */
  get home(): Place {
    return { screen: this.status?.role === 'adviser' ? 'advise' : 'look-up' };
  }

  /** Opens the core again, as the reason why it was closed may be gone. */
  async open_again(): Promise<void> {
    await this.#from_anew(() => this.backend.reopen());
  }

  /** Sets the store aside that cannot be opened any more, and begins a new one. */
  async set_aside(): Promise<void> {
    await this.#from_anew(() => this.backend.set_aside());
  }

  async #from_anew(open: () => Promise<void>): Promise<void> {
    try {
      await open();
    } catch (thrown) {
      this.failure = refusal(thrown).code;
      return;
    }
    await this.start();
  }

  /** The checks that wait: all open drafts, the one on the screen among them. */
  get waiting(): readonly DraftView[] {
    return this.drafts.with(this.draft?.view);
  }

  async #read_status(): Promise<void> {
    try {
      this.status = await this.backend.status();
    } catch {
      // What is known already stays on the screen.
    }
  }

  async #read_recent_bases(): Promise<void> {
    try {
      this.recent_bases = await this.backend.recent_bases();
    } catch {
      // They only decide an order.
    }
  }

  /** The network is back: the core sends now and not at its next scheduled pass, and the figures that could not be had are asked for. */
  async network_returned(): Promise<void> {
    try {
      await this.backend.network_returned();
    } catch {
      // The next scheduled pass sends all the same.
    }
    await this.figures.ask_if_unanswered();
  }

  /** The officer looks at the screen, again or still: its times are written anew, and figures that grew old are asked for again. */
  async looked_at(): Promise<void> {
    redraw();
    await this.figures.go_on();
    await this.figures.renew_if_old();
    await this.practising?.looked_at();
  }

  stop(): void {
    this.#stop_listening?.();
    this.#stop_listening = undefined;
  }

  show_look_up(look_up: LookUpView, correcting: StopCard | null = null): void {
    this.undo.end();
    this.correcting = correcting;
    this.left = null;
    this.mistyped = false;
    this.look_up = look_up;
    this.figures.show(look_up);
  }

  /** Shows a look-up of before, with what is known of the subject now. No new look-up is recorded. */
  async show_again(query: QueryId): Promise<void> {
    const look_up = await this.backend.see_look_up({ query });
    if (!look_up) throw { code: 'gone' } satisfies CommandError;
    this.show_look_up(look_up);
    this.nav.start({ screen: 'look-up' });
  }

  /** Shows what was just looked up. The core has parked the check that was open. */
  async looked_up(look_up: LookUpView, correcting: StopCard | null = null): Promise<void> {
    this.draft = null;
    this.show_look_up(look_up, correcting);
    await this.drafts.read();
  }

  /** Puts the look-up away without a decision; on a full phone the next look-up does the same. */
  async close_look_up(): Promise<void> {
    const query = this.look_up?.query;
    if (!query) return;
    try {
      if (this.draft?.view.query !== query) await this.backend.close_look_up({ query });
    } catch (thrown) {
      if (refusal(thrown).code !== 'disk_full') throw thrown;
    }
    this.field_first = true;
    this.forget_look_up(query);
  }

  /** From a finished check to the next look-up; for an adviser, to the questions. */
  next_look_up(): void {
    this.field_first = true;
    this.nav.start(this.home);
  }

  /** Records that the look-up on the screen was left alone, and clears the screen. */
  async leave(): Promise<void> {
    const query = this.look_up?.query;
    if (!query) return;
    if (this.draft?.view.query === query) return this.let_go();
    const undone = this.as_it_is(null);
    await this.backend.leave_it({ query, reason: null });
    await this.drafts.read();
    this.forget_look_up(query);
    this.left = query;
    void this.undo.offer({ what: 'left', ...undone });
  }

  /** Takes back the look-up on the screen, or the one that was just left, because it was typed wrong: it counts nowhere. */
  async typed_wrong(): Promise<void> {
    const query = this.look_up?.query ?? this.left;
    if (!query) return;
    const draft = this.draft?.view.query === query ? this.draft : null;
    const undone = this.as_it_is(draft, this.left);
    await this.backend.typed_wrong({ query });
    await this.drafts.read();
    if (draft) this.draft = null;
    this.forget_look_up(query);
    Object.assign(this, { left: null, mistyped: true, field_first: true });
    this.nav.start({ screen: 'look-up' });
    void this.undo.offer({ what: 'mistyped', ...undone });
  }

  /** A subject that was left alone becomes a check after all. */
  async check_left(): Promise<void> {
    if (!this.left) return;
    this.take(await this.backend.start_check({ query: this.left }));
    this.undo.end();
    this.left = null;
    this.open_step('select');
  }

  async say_why_left(reason: LeaveReason): Promise<void> {
    if (this.left) await this.backend.leave_it({ query: this.left, reason });
  }

  async check(): Promise<void> {
    const query = this.look_up?.query;
    if (!query) return;
    if (this.draft?.view.query !== query) this.take(await this.backend.start_check({ query }));
    this.undo.end();
    // A check of this subject was open: it goes on under the look-up that it came from.
    if (this.draft?.view.query !== query) this.forget_look_up(query);
    if (this.draft) this.open_step(this.draft.view.step);
  }

  async amend(stop: StopId): Promise<void> {
    this.take(await this.backend.amend({ stop }));
    this.undo.end();
    this.nav.go({ screen: 'select' });
  }

  /** From a draft to the first screen, with the counts that it came from; another look-up that waits there stays. */
  async see_counts(): Promise<void> {
    const draft = this.draft?.view;
    if (draft && !draft.amends && !draft.afterwards && !this.look_up) {
      const look_up = await this.backend.see_look_up({ query: draft.query });
      if (look_up) this.show_look_up(look_up);
    }
    this.nav.start({ screen: 'look-up' });
  }

  /** Gives up the open draft: a check becomes a look-up that was left alone, an amendment is thrown away. */
  async let_go(): Promise<void> {
    const draft = this.draft?.view;
    if (!draft) return;
    const undone = this.as_it_is(this.draft);
    await this.draft?.let_go();
    this.#closed(draft);
    if (draft.amends) {
      this.nav.start({ screen: 'my-stops' }, { screen: 'stop', stop: draft.amends });
      void this.undo.offer({ what: 'stopped', ...undone });
      return;
    }
    if (draft.afterwards) {
      this.nav.start({ screen: 'look-up' });
      void this.undo.offer({ what: 'not_entered', ...undone });
      return;
    }
    this.forget_look_up(draft.query);
    this.left = draft.query;
    this.nav.start({ screen: 'look-up' });
    void this.undo.offer({ what: 'left', ...undone });
  }

  /** Finishes what was answered, and `last` with it. Throws the core's refusal. */
  async finish(last: Last | null): Promise<void> {
    const draft = this.draft;
    if (!draft) return;
    const undone = this.as_it_is(draft);
    const card = await draft.finish(last);
    const amended = draft.view.amends !== null;
    this.#closed(draft.view);
    this.forget_look_up(draft.view.query);
    this.nav.start({ screen: 'done', card, amended });
    void this.#read_recent_bases();
    void this.undo.offer({ what: amended ? 'amended' : 'finished', ...undone });
  }

  /** Whom the screen is about, and how to come back here when what is decided now is taken back. */
  as_it_is(draft: OpenDraft | null, left: QueryId | null = null): Pick<Decided, 'subject' | 'restore'> {
    const { look_up } = this;
    const show_figures = this.figures.as_they_are();
    return {
      subject: draft?.view.subject ?? look_up?.subject ?? null,
      restore: async () => {
        this.left = left;
        this.mistyped = false;
        this.look_up = look_up;
        show_figures();
        await this.drafts.read();
        const open = draft && (await this.backend.open_draft());
        if (open) this.take(open);
        if (open) this.open_step(open.step);
        else this.nav.start({ screen: 'look-up' });
      },
    };
  }

  open_step(step: Step): void {
    const steps = ['select', 'contact', 'reflect'] as const;
    const trail = steps.slice(0, steps.indexOf(step) + 1);
    this.nav.start({ screen: 'look-up' }, ...trail.map((screen) => ({ screen })));
  }

  /** Takes a draft on the screen. The one that was there before waits. */
  take(view: DraftView): void {
    this.drafts.take(view, this.draft?.view);
    this.draft = this.#opened(view);
  }

  /** A draft was finished or given up: it waits no longer. */
  #closed(view: DraftView): void {
    this.drafts.close(view.id);
    this.draft = null;
  }

  #opened(view: DraftView): OpenDraft {
    return new OpenDraft(this.backend, view, (closed) => void this.#start_without(closed));
  }

  /** The core has closed the open draft: starts anew from what the core has, whose notices say why. */
  async #start_without(closed: OpenDraft): Promise<void> {
    if (this.draft !== closed) return;
    this.left_over = closed.unsaved_texts();
    this.#closed(closed.view);
    this.forget_look_up(closed.view.query);
    await this.start();
  }

  /** Takes a decided look-up off the screen; another one there still asks for a decision. */
  forget_look_up(query: QueryId): void {
    if (this.look_up?.query !== query) return;
    this.look_up = null;
    this.correcting = null;
    this.figures.forget();
  }
}

const KEY = Symbol('session');

export const give_session = (session: Session): Session => setContext(KEY, session);
export const use_session = (): Session => getContext<Session>(KEY);
