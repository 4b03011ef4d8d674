// What every road does on its way.
import assert from 'node:assert/strict';
import { Officer } from '../officer.mjs';

/** A world with both servers and one enrolled officer; with a code, of the team that it is for; with a gap, by taps that
    come twice. */
export async function begin({ world, browser, officers }, name = 'noor', { code, scale, gap = null, ...of_phone } = {}) {
  if (!world.central) await world.serve();
  const phone = await world.phone(name, of_phone);
  const officer = await Officer.with(browser, phone, { scale });
  officers.push(officer);
  await officer.on('enrol');
  await officer.type('enrol-code', code ?? (await world.code()));
  const tap = (testid) => (gap === null ? officer.tap(testid) : officer.tap_twice(testid, gap));
  await tap('enrol');
  await officer.on('welcome');
  await officer.has_seen();
  await officer.on('welcome');
  await tap('begin');
  await officer.on('look-up');
  return officer;
}

/** Types a plate and taps the reason. */
export async function look_up(officer, plate, initiative = 'proactive') {
  await officer.type('plate', plate);
  await officer.tap(`initiative-${initiative}`);
  await officer.shows('subject');
}

/** The phone ends the app at once, without a word, and the officer opens it again. */
export async function kill_and_start(officer) {
  await officer.phone.kill();
  await officer.phone.start();
  await officer.reopen();
}

/** From the counts to the last step; `seen` is told each step when its answers are given. */
export async function check_until_reflect(officer, seen = async () => {}) {
  await officer.tap('check');
  await officer.on('select');
  await officer.tap('ground-traffic_offence');
  await officer.tap('basis-wvw_160');
  await seen('select');
  await officer.tap('next');
  await officer.on('contact');
  await officer.tap('told-unasked');
  await seen('contact');
  await officer.tap('next');
  await officer.on('reflect');
  await seen('reflect');
}

/** A whole check that found nothing. */
export async function nothing(officer, plate) {
  await look_up(officer, plate);
  await check_until_reflect(officer);
  await officer.tap('nothing-found-finish');
  await officer.on('done');
}

/** The fields of `answers` that hold something. */
export function answered(answers) {
  const says = (value) =>
    value !== null &&
    value !== undefined &&
    !(Array.isArray(value) && value.length === 0) &&
    !(typeof value === 'object' && !Array.isArray(value) && !Object.values(value).some(says));
  return Object.fromEntries(Object.entries(answers).filter(([, value]) => says(value)));
}

/** Nothing of it went wrong unseen. */
export function unharmed(officer) {
  assert.deepEqual(officer.complaints, [], 'the page complained or asked the outside world');
}
