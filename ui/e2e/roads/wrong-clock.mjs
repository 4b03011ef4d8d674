// The clock of a phone stood a year ahead: the officer says when it was, and only then it is sent.
import assert from 'node:assert/strict';
import { until } from '../programs.mjs';
import { OddCentral } from '../odd-central.mjs';
import { inspector } from './audit.mjs';
import { begin, look_up, nothing, unharmed } from './steps.mjs';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const YEAR = 365 * 24 * HOUR;

/** The phone goes off and on, and its clock stands somewhere else. */
async function off_and_on(officer, off_millis) {
  await officer.phone.stop();
  await officer.phone.start({ PROCO_PREVIEW_CLOCK_OFF: String(off_millis) });
  await officer.reopen();
}

export async function wrong_clock(tools) {
  await tools.world.serve();
  const central = await OddCentral.before(tools.world.to_central.url);
  try {
    await story(tools, central);
  } finally {
    await central.end();
  }
}

async function story(tools, central) {
  const { check, world } = tools;
  // Where it was told the time within the hour, it would work out by itself when it was.
  central.tells_time = false;
  // And so it would where less than an hour is left; so its clock stands three hours back before that.
  const noor = await begin(tools, 'noor', { central: central.url, clock_off: -3 * HOUR });
  const inspect = inspector(tools, noor);
  const says = (words) => noor.page.locator('[data-testid="sync-state"]', { hasText: words }).waitFor();

  await check('without a network and with a clock a year ahead she works on', async () => {
    await world.network_away();
    await off_and_on(noor, YEAR);
    await look_up(noor, '0-kbh-00');
    await noor.tap('leave-it');
    await noor.shows('left');
    await nothing(noor, 'bfg-00-b');
    await noor.tap('done');
  });

  await check('with the clock put right and the network back nothing is sent with that hour: she is asked', async () => {
    await off_and_on(noor, 0);
    central.tells_time = true;
    await world.network_back();
    await noor.core('sync_now');
    await until('it to be asked', async () => (await noor.core('sync_status')).undated > 0, 40);
    const { waiting, undated, problem } = await noor.core('sync_status');
    assert.equal(problem, 'time_unknown');
    assert.equal(waiting, undated, 'all else went through');
    await says(`Niet alles verstuurd: ${undated} zonder tijd`);
    await noor.shows('ask-when');
  });
  await inspect('look-up with the question when');

  await check('the screen says what the clock said, and between which moments it was', async () => {
    await noor.tap_twice('ask-when-open', 120);
    await noor.on('undated');
    await noor.shows('undated-group');
    const year = String(new Date(Date.now() + YEAR).getFullYear());
    assert.match(await noor.text('undated-first'), new RegExp(`0-KBH-00[\\s\\S]*${year}`));
    assert.match(await noor.text('undated-group'), /^Tussen .* en /, 'from the start of the app with a right clock on');
  });
  await inspect('undated');

  await check('a moment that cannot be is refused in a sentence', async () => {
    const typed = await noor.by('undated-when').inputValue();
    await noor.type('undated-when', `${new Date().getFullYear() + 1}-06-01T00:00`);
    await noor.tap('undated-save');
    await noor.shows('problem');
    assert.equal(await noor.by('problem').getAttribute('data-code'), 'moment');
    await noor.type('undated-when', typed);
  });
  await inspect('undated, refused');

  await check('saved with one tap it is dated and sent, and nobody has to ask', async () => {
    await noor.tap('undated-save');
    await noor.shows('undated-none');
    await until('all to be sent', async () => (await noor.core('sync_status')).waiting === 0, 40);
    await says('Alles verstuurd');
    const [card] = await noor.core('my_stops');
    assert.equal(card.sync.state, 'sent');
    assert.ok(Math.abs(card.at - Date.now()) < 10 * MINUTE, 'it has the time of now, not of next year');
    assert.deepEqual(await noor.core('undated'), []);
  });
  await inspect('undated, done');

  await check('the first screen asks no more', async () => {
    await noor.tap('back');
    await noor.on('look-up');
    assert.equal(await noor.by('ask-when').count(), 0);
    unharmed(noor);
  });
}
