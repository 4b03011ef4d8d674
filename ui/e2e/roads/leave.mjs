// Looked up, then left it: a record of the first rank.
import assert from 'node:assert/strict';
import { until } from '../programs.mjs';
import { begin, look_up, unharmed } from './steps.mjs';

export async function leave(tools) {
  const { check } = tools;
  const noor = await begin(tools);

  await check('leaving it is one tap from the counts', async () => {
    await look_up(noor, '0-xbf-00');
    noor.taps = 0;
    await noor.tap('leave-it');
    await noor.shows('left');
    assert.equal(noor.taps, 1);
  });

  await check('within ten seconds it is taken back, and nothing was sent', async () => {
    await noor.core('sync_now');
    assert.equal((await noor.core('sync_status')).waiting, 1, 'it waits');
    await noor.tap('undo');
    await noor.shows('leave-it');
    assert.match(await noor.text('subject'), /0-XBF-00/);
    assert.equal((await noor.core('sync_status')).waiting, 0);
    assert.deepEqual(await tools.world.to_central.passed('/v1/reports'), []);
  });

  await check('after ten seconds the offer goes, and it is sent by itself', async () => {
    await noor.tap('leave-it');
    await noor.shows('undo');
    await noor.by('undo').waitFor({ state: 'detached' });
    await until('it to be sent', async () => (await noor.core('sync_status')).waiting === 0);
    assert.equal((await tools.world.to_central.passed('/v1/reports')).length, 1);
  });

  await check('a reason may be added afterwards', async () => {
    await noor.tap('leave-reason-no_ground');
    const left = noor.asked.filter(({ cmd }) => cmd === 'leave_it').map(({ args }) => args.args.reason);
    assert.deepEqual(left, [null, null, 'no_ground'], 'the first one was taken back');
    assert.equal(await noor.core('open_look_up'), null);
  });

  await check('looked up again at once it is the same look-up, and counts once and never as a stop', async () => {
    await look_up(noor, '0XBF00', 'briefing');
    await noor.shows('counts-central-day-queries');
    assert.equal(await noor.text('counts-central-day-queries'), '0', 'it does not count itself');
    const bram = await begin(tools, 'bram');
    await look_up(bram, '0XBF00', 'briefing');
    await bram.shows('counts-central-day-queries');
    assert.equal(await bram.text('counts-central-day-queries'), '1');
    assert.equal(await bram.text('counts-central-day-stops'), '0');
    unharmed(bram);
  });

  await check('what fits no Dutch series is asked about first', async () => {
    await noor.tap('new-look-up');
    await noor.type('plate', 'Q0Q0Q0Q');
    await noor.tap('initiative-operation');
    await noor.shows('question');
    await noor.tap('question-no');
    await noor.tap('initiative-operation');
    await noor.tap('question-yes');
    await noor.shows('subject');
  });

  await check('a BSN is refused and stays nowhere', async () => {
    await noor.tap('new-look-up');
    await noor.type('plate', '111222333');
    await noor.tap('initiative-proactive');
    await noor.shows('problem');
    assert.equal(await noor.by('problem').first().getAttribute('data-code'), 'bsn');
    assert.doesNotMatch(tools.world.written(), /111222333/);
    unharmed(noor);
  });
}
