// The open drafts, as the first screen lists them: the one on the screen, and those that are parked.
import type { Backend } from './backend/backend';
import type { DraftId, DraftView } from './backend/types';
import type { Session } from './session.svelte';

export class OpenDrafts {
  /** As they were when they were last read. */
  #all = $state.raw<readonly DraftView[]>([]);
  #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async read(): Promise<void> {
    try {
      this.#all = await this.#backend.open_drafts();
    } catch {
      // What is known already stays on the screen.
    }
  }

  /** All open drafts, the oldest first. `on_screen` replaces the draft of the same id, because the screen has its
   * newest answers. */
  with(on_screen: DraftView | undefined): DraftView[] {
    const others = this.#all.filter((draft) => draft.id !== on_screen?.id);
    return [...others, ...(on_screen ? [on_screen] : [])].sort((a, b) => a.started_at - b.started_at);
  }

  /** A draft comes to the screen; the one that was there before waits. */
  take(view: DraftView, before: DraftView | undefined): void {
    this.#all = this.with(before).filter((draft) => draft.id !== view.id);
  }

  /** A draft was finished or given up: it waits no longer. */
  close(id: DraftId): void {
    this.#all = this.#all.filter((draft) => draft.id !== id);
  }
}

/** Goes on with a check that waits. */
export async function go_on(session: Session, draft: DraftView): Promise<void> {
  if (session.draft?.view.id !== draft.id) session.take(await session.backend.go_on({ draft: draft.id }));
  session.undo.end();
  if (session.draft) session.open_step(session.draft.view.step);
}

/** Parks the check on the screen, so that somebody else can be looked up. */
export async function park(session: Session): Promise<void> {
  const draft = session.draft?.view;
  if (!draft) return;
  await session.backend.park({ draft: draft.id });
  await session.drafts.read();
  session.draft = null;
  session.forget_look_up(draft.query);
  session.next_look_up();
}
