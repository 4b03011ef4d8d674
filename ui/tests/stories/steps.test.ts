// Officer Noor sees where she is in a check: four steps, of which the talk is two.
import { expect, it } from 'vitest';
import { check, open, page, see, tap, words } from '../app';

const lit = (): number => document.querySelectorAll('.line .done').length;

it('shows four steps on three screens, and ends with what is recorded', async () => {
  const { world } = await open();
  await check();
  expect([words('step'), lit()]).toEqual(['Stap 1 van 4', 1]);
  await tap('ground-evading', 'basis-apv', 'next');
  expect([words('step'), lit()]).toEqual(['Stap 2 en 3 van 4', 3]);
  expect(page()).toContain('Uitleggen en bejegenen');
  await tap('told-unasked', 'next');
  expect([words('step'), lit()]).toEqual(['Stap 4 van 4', 4]);
  expect(page()).toContain('Afronden');
  await tap('nothing-found-finish');
  expect(words('done-kept'), 'it waits').toContain('wordt verstuurd zodra er netwerk is');
  expect(world.status.sync.waiting).toBeGreaterThan(0);
});

it('says that the report was sent once it was', async () => {
  const { session } = await open();
  await check();
  await tap('ground-evading', 'basis-apv', 'next', 'told-unasked', 'next', 'nothing-found-finish');
  await session.backend.sync_now();
  await new Promise((go) => setTimeout(go));
  expect(see('done-kept').textContent).toBe('De controle staat op deze telefoon. Het verslag is verstuurd.');
});
