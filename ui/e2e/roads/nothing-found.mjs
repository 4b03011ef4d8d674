// The check that found nothing: the cheapest thing to record. Its taps, swipes and screens are counted, each given as a thumb gives it.
import assert from 'node:assert/strict';
import { until } from '../programs.mjs';
import { answered, begin, look_up, unharmed } from './steps.mjs';

const MOST_TAPS = 8;
const MOST_SWIPES = 1;
const MOST_SCREENS = 4;
const WAY = ['initiative-proactive', 'check', 'ground-traffic_offence', 'basis-wvw_160', 'next', 'told-unasked', 'next', 'nothing-found-finish'];

/** From a first screen to the record; the tap that opens the field counts, where one is needed. */
async function from_plate_to_done(officer, plate) {
  Object.assign(officer, { taps: 0, swipes: 0, screens: ['look-up'] });
  await officer.key_in('plate', plate);
  for (const button of WAY) await officer.press(button);
  await officer.on('done');
  const screens = [...new Set(officer.screens)].filter((screen) => screen !== 'done');
  assert.ok(officer.taps <= MOST_TAPS, `${officer.taps} taps`);
  assert.ok(officer.swipes <= MOST_SWIPES, `${officer.swipes} swipes`);
  assert.ok(screens.length <= MOST_SCREENS, `screens: ${screens.join(', ')}`);
  return { taps: officer.taps, swipes: officer.swipes, screens: screens.length, way: [...officer.screens] };
}

export async function nothing_found(tools) {
  const { check, keep_counts } = tools;
  let noor;
  await check('a phone is enrolled with its one-time code', async () => {
    noor = await begin(tools);
    assert.equal((await noor.core('status')).enrolled, true);
  });

  await check('from the start to done in at most 8 taps, the field included, 1 swipe and 4 screens', async () => {
    await noor.reopen();
    keep_counts(await from_plate_to_done(noor, 'bb-00-dd'));
  });

  await check('no answer stands in the record that the officer did not tap', async () => {
    const [card] = await noor.core('my_stops');
    const { revisions } = await noor.core('stop', { stop: card.id });
    assert.deepEqual(answered(revisions[0].answers), {
      grounds: ['traffic_offence'],
      legal_basis: 'wvw_160',
      reason_told: 'unasked',
      result: 'nothing',
    });
    // The last answer goes with the finish.
    const set = noor.asked.flatMap(({ cmd, args }) =>
      cmd === 'save_field' ? args.args.change.field : cmd === 'finish' ? args.args.last.field : [],
    );
    assert.deepEqual(set, ['grounds', 'legal_basis', 'reason_told', 'result']);
  });

  await check('it is sent, and the officer sees that', async () => {
    await until('the stop to be sent', async () => (await noor.core('my_stops'))[0].sync.state === 'sent');
    await noor.tap('done');
    await noor.tap('nav-stops');
    await noor.on('my-stops');
    await noor.page.locator('[data-state="sent"]').first().waitFor();
  });

  await check('the next look-up of the same plate counts it, on this phone and at central', async () => {
    await noor.tap('nav-lookup');
    await look_up(noor, 'BB00DD', 'call');
    await noor.shows('counts-central-day-stops');
    assert.equal(await noor.text('counts-central-day-stops'), '1');
    assert.equal(await noor.text('counts-central-day-nothing'), '1');
  });

  await check('it is as short after "Nieuwe bevraging"', async () => {
    await noor.tap('new-look-up');
    await noor.shows('plate');
    await from_plate_to_done(noor, 'bf-000-h');
  });

  await check('no mark stands in an address or a log', async () => {
    assert.doesNotMatch(noor.page.url(), /ab.?12.?cd/i);
    assert.doesNotMatch(tools.world.written(), /ab.?12.?cd/i);
    unharmed(noor);
  });
}
