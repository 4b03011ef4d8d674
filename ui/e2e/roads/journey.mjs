// The whole road of one stop, as tests/stories/journey.rs tells it of the core: look-up, counts,
// draft, kill, resume, finish offline, network back, upload with lost answers, the lead's summary.
import assert from 'node:assert/strict';
import { until } from '../programs.mjs';
import { begin, kill_and_start, look_up, unharmed } from './steps.mjs';

const UPLOAD = '/v1/reports';

/** What central has counted of the subject on the screen. */
async function counted(officer) {
  await officer.shows('counts-central-year-stops');
  const count = async (what) => Number(await officer.text(`counts-central-year-${what}`));
  return { queries: await count('queries'), stops: await count('stops') };
}

/** Asks for a pass, once the one asked for before is over: the button takes one tap at a time. */
async function send_now(officer) {
  await officer.page.locator('[data-testid="sync-now"][aria-disabled="false"]').waitFor();
  await officer.tap('sync-now');
}

/** What became of each report in an answer of central. */
function results({ answer }) {
  return JSON.parse(answer).receipts.map(({ result }) => result);
}

export async function journey(tools) {
  const { check, world } = tools;
  const told = await world.with_demo_force();
  const noor = await begin(tools, 'noor', { code: told.officer_code });

  let before;
  await check('the country knows the plate, and tells queries and stops apart', async () => {
    await look_up(noor, told.busy_plate.toLowerCase());
    assert.ok((await noor.text('subject')).includes(told.busy_plate));
    before = await counted(noor);
    assert.ok(before.stops > 1 && before.queries > before.stops, JSON.stringify(before));
  });

  await check('killed in the middle, it comes back in the same step with the same answers', async () => {
    await noor.tap('check');
    await noor.on('select');
    await noor.tap('ground-traffic_offence');
    await noor.tap('basis-wvw_160');
    await noor.tap('next');
    await noor.on('contact');
    await noor.tap('told-unasked');
    await until('the answer to be on disk', async () => (await noor.core('open_draft')).answers.reason_told);
    await kill_and_start(noor);
    await noor.on('contact');
    const chosen = (testid) => noor.by(testid).getAttribute('aria-pressed');
    assert.equal(await chosen('told-unasked'), 'true');
    assert.equal(await chosen('told-not_told'), 'false');
    await noor.tap('back');
    await noor.on('select');
    assert.equal(await chosen('ground-traffic_offence'), 'true');
    assert.equal(await chosen('basis-wvw_160'), 'true');
    await noor.tap('next');
    await noor.on('contact');
    await noor.tap('next');
    await noor.on('reflect');
  });

  await check('finished without network, it waits', async () => {
    await world.network_away();
    await noor.tap('nothing-found-finish');
    await noor.on('done');
    await noor.tap('done');
    await noor.tap('nav-stops');
    await noor.page.locator('[data-screen="my-stops"] [data-state="waiting"]').waitFor();
    assert.deepEqual(await world.to_central.passed(UPLOAD), [], 'nothing got through');
  });

  await check('with the network back and each answer lost, central has it and the phone goes on waiting', async () => {
    await world.to_central.weather('lose_answer', UPLOAD);
    await world.network_back();
    await noor.context.setOffline(true);
    await noor.context.setOffline(false);
    const [first] = await until('an upload', async () => {
      const passed = await world.to_central.passed(UPLOAD);
      return passed.length > 0 && passed;
    });
    assert.deepEqual([first.status, first.lost], [200, true]);
    assert.deepEqual(results(first), ['stored', 'stored'], 'the look-up and the stop');
    // What the officer asks for herself is lost as well.
    await send_now(noor);
    await until('a second upload', async () => (await world.to_central.passed(UPLOAD)).length > 1);
    await until('the phone to give up', async () => !(await noor.core('sync_status')).running);
    assert.equal((await noor.core('sync_status')).waiting, 2, 'a row goes on its receipt alone');
    await noor.page.locator('[data-screen="my-stops"] [data-state="waiting"]').waitFor();
    assert.equal(await noor.by('stop-card').locator('[data-state="sent"]').count(), 0);
  });

  await check('once an answer comes through it is sent', async () => {
    await world.to_central.weather('fair', UPLOAD);
    await send_now(noor);
    await noor.page.locator('[data-screen="my-stops"] [data-state="sent"]').waitFor();
    assert.equal((await noor.core('sync_status')).waiting, 0);
    const passed = await world.to_central.passed(UPLOAD);
    assert.deepEqual(passed.map(({ lost }) => lost), [...passed.slice(1).map(() => true), false]);
    for (const again of passed.slice(1)) assert.deepEqual(results(again), ['already_stored', 'already_stored']);
  });

  const lead = await begin(tools, 'lead', { code: told.lead_code });
  await check('stored once: another phone sees one look-up and one stop more', async () => {
    await look_up(lead, told.busy_plate);
    assert.deepEqual(await counted(lead), { queries: before.queries + 1, stops: before.stops + 1 });
    await lead.tap('leave-it');
    await lead.shows('left');
  });

  await check('the lead sees what the team can learn, as picture and as table', async () => {
    await lead.tap('nav-team');
    await lead.on('team');
    const picture = await lead.text('bar-counts-queries');
    await lead.tap('table-counts');
    const figure = await lead.text('figure-counts-queries');
    assert.ok(Number(figure) >= 5, figure);
    assert.ok(picture.includes(figure), `the same figure in both: ${picture}`);
    unharmed(lead);
    unharmed(noor);
  });
}
