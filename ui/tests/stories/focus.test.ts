// Officer Noor opens the app beside a car, and types its plate.
import { expect, it } from 'vitest';
import { look_up, open, tap } from '../app';

it('the first screen has the focus in its field at the start and after "Nieuwe bevraging", and on its heading otherwise', async () => {
  const focus = (): string | undefined => (document.activeElement as HTMLElement).dataset.testid ?? document.activeElement?.tagName;
  await open();
  expect(focus()).toBe('plate');
  await look_up();
  await tap('new-look-up');
  expect(focus()).toBe('plate');
  await look_up();
  await tap('leave-it');
  expect(focus(), 'why it was left is asked here first').toBe('H1');
  await look_up();
  await tap('check', 'ground-evading', 'basis-apv', 'next', 'told-unasked', 'next', 'nothing-found-finish', 'done');
  expect(focus()).toBe('plate');
  await tap('nav-stops', 'nav-lookup');
  expect(focus(), 'a tab is looked at first').toBe('H1');
  await open((world) => (world.status = { ...world.status, notices: ['draft_closed'] }));
  expect(focus(), 'a notice is read first').toBe('BODY');
});
