// The real app on the in-memory backend, and the officer's fingers and eyes.
import { mount, tick } from 'svelte';
import { vi } from 'vitest';
import App from '../src/App.svelte';
import type { Backend } from '../src/backend/backend';
import { memory } from '../src/backend/memory/memory';
import { World } from '../src/backend/memory/world';
import { Session } from '../src/session.svelte';

export const opened: object[] = [];

export type Shown = { world: World; session: Session };

/** Opens the app and waits until it shows a screen. */
export async function open(prepare: (world: World) => void = () => undefined): Promise<Shown> {
  const world = new World();
  prepare(world);
  return reopen(world);
}

/** Opens the app anew on what was kept: what happens after the phone killed it. */
export async function reopen(world: World): Promise<Shown> {
  return { world, session: await show(new Session(memory(world))) };
}

/** Opens the app with something to send, on a phone that finds the open look-up only then. */
export async function open_slowly(then: Promise<void>): Promise<Session> {
  const world = new World();
  world.status = { ...world.status, sync: { ...world.status.sync, waiting: 1 } };
  const backend = memory(world);
  return show(new Session({ ...backend, open_look_up: () => then.then(() => backend.open_look_up()) }));
}

/** Opens the app on a phone that hands over the presses of its back button, as Android does. */
export async function open_with_button(take: NonNullable<Backend['take_back_button']>): Promise<Session> {
  return show(new Session({ ...memory(new World()), take_back_button: take }));
}

async function show(session: Session): Promise<Session> {
  document.body.innerHTML = '<div id="app"></div>';
  const target = document.getElementById('app');
  if (!target) throw new Error('the page has no place for the app');
  opened.push(mount(App, { target, props: { session } }));
  await settled();
  return session;
}

/** Lets every answer that is under way arrive. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve();
  await tick();
}

export const all = (id: string): HTMLElement[] => [
  ...document.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`),
];
export const maybe = (id: string): HTMLElement | null => all(id)[0] ?? null;
export function see(id: string): HTMLElement {
  const found = maybe(id);
  if (!found) throw new Error(`nothing on the screen is called ${id}`);
  return found;
}
export const words = (id: string): string => (see(id).textContent ?? '').replace(/\s+/g, ' ').trim();
export const page = (): string => (document.body.textContent ?? '').replace(/\s+/g, ' ');
export const screen = (): string | undefined =>
  document.querySelector<HTMLElement>('[data-screen]')?.dataset.screen;

export async function tap(...ids: string[]): Promise<void> {
  for (const id of ids) {
    see(id).click();
    await settled();
  }
}
export async function type(id: string, text: string): Promise<void> {
  const field = see(id) as HTMLInputElement;
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await tick();
}
/** Chooses an option of a list. */
export async function choose(id: string, value: string): Promise<void> {
  const list = see(id) as HTMLSelectElement;
  list.value = value;
  list.dispatchEvent(new Event('change', { bubbles: true }));
  await settled();
}

export async function look_up(plate = 'tf000g', initiative = 'proactive'): Promise<void> {
  await type('plate', plate);
  await tap(`initiative-${initiative}`);
}
export async function check(): Promise<void> {
  await look_up();
  await tap('check');
}

export const commands = (world: World): string[] => world.asked.map(({ command }) => command);
export const asked = (world: World, command: string): unknown[] =>
  world.asked.filter((each) => each.command === command).map(({ args }) => args);

/** Moves a faked clock on and lets the answers arrive. */
export async function later(milliseconds: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
  await settled();
}
