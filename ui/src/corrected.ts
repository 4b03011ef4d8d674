// A check that was finished under the wrong plate or person, and is corrected.
import type { Session } from './session.svelte';

/** Withdraws the check and records it under the subject on the screen. */
export async function correct(session: Session): Promise<void> {
  const { correcting, look_up } = session;
  if (!correcting || !look_up) return;
  const card = await session.backend.correct({ stop: correcting.id, query: look_up.query });
  session.forget_look_up(look_up.query);
  session.nav.start({ screen: 'done', card, amended: false, corrected: true });
}

/** Back to the check that stays as it was. */
export async function stop_correcting(session: Session): Promise<void> {
  const { correcting } = session;
  await session.close_look_up();
  if (correcting) session.nav.start({ screen: 'my-stops' }, { screen: 'stop', stop: correcting.id });
}
