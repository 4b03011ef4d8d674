// Officer Noor practises on the real screens before the real core, and neither her phone nor a server hears of it.
import assert from 'node:assert/strict';
import { begin, check_until_reflect, look_up, unharmed } from './steps.mjs';

export async function practice_stop(tools) {
  const { check, world } = tools;
  const noor = await begin(tools);
  const passed = () => world.to_central.passed('/v1/');
  const to_practice = async () => {
    await noor.tap('my-shift');
    await noor.on('shift');
    await noor.tap('practice');
    await noor.on('practice');
    await noor.tap('begin-practice');
    await noor.shows('leave-practice');
  };
  const marked = async () => {
    assert.match(await noor.text('practice-mark'), /^oefening\. /i);
    assert.match(await noor.page.title(), /^Oefening: /);
    assert.equal(await noor.by('nav-lookup').count(), 0);
  };

  await check('each screen of it says what it is', async () => {
    await look_up(noor, '0XBF00');
    await noor.tap('check');
    await noor.on('select');
    await noor.tap('new-look-up');
    await noor.on('look-up');
    await to_practice();
    await marked();
    await noor.tap('invented-four-times-nothing');
    await noor.tap('initiative-proactive');
    await noor.shows('counts-central-year-stops');
    assert.equal(await noor.text('counts-central-year-stops'), '4');
    assert.equal(await noor.text('counts-central-year-nothing'), '4');
    await marked();
    await check_until_reflect(noor, marked);
    await noor.tap('nothing-found-finish');
    await noor.on('done');
    await marked();
  });

  await check('what the phone holds is what it held, and nothing went out', async () => {
    const before = (await passed()).length;
    assert.deepEqual(await noor.core('my_stops'), []);
    const shift = await noor.core('my_shift');
    assert.equal(shift.looked_up, 1, 'the one that is real');
    const [draft, ...others] = await noor.core('open_drafts');
    assert.deepEqual([draft.subject.spelled, others], ['0-XBF-00', []]);
    await noor.core('sync_now');
    const reports = await world.to_central.passed('/v1/reports');
    assert.ok(reports.length <= 1, 'the real look-up alone is sent');
    assert.ok((await passed()).length >= before);
    const put = noor.asked.slice(noor.asked.findLastIndex(({ cmd }) => cmd === 'begin_practice') + 1);
    assert.ok(put.length > 5);
    const beside = put.filter(({ args }) => args?.practice === undefined).map(({ cmd }) => cmd);
    assert.deepEqual(beside, [], 'the screens of the practice stop ask the phone nothing');
  });

  await check('a command of the phone is refused to the practice stop', async () => {
    for (const cmd of ['my_stops', 'my_shift', 'sync_now', 'share_lesson', 'enter_check', 'export_unsent']) {
      const answer = await noor.put(cmd, { practice: 1, args: {} });
      assert.deepEqual(answer, { status: 422, body: { code: 'practice_over' } }, cmd);
    }
    const other = await noor.put('open_look_up', { practice: 2 });
    assert.equal(other.status, 422, 'and there is no other one');
  });

  await check('it says which rules were concerned, and keeps that it was done', async () => {
    await noor.tap('practice-review');
    await noor.shows('rule-checked_often_nothing');
    await noor.shows('rule-reason_unasked');
    await marked();
    await noor.tap('practice-finish');
    await noor.shows('done-practice-stop');
    assert.equal(await noor.page.title(), 'Oefenen – ProCo');
    assert.deepEqual(await noor.core('practised'), ['practice-stop']);
    assert.equal((await noor.put('open_look_up', { practice: 1 })).status, 422, 'it is gone');
  });

  await check('after a restart in the middle of it the phone is the phone', async () => {
    await noor.tap('begin-practice');
    await noor.tap('invented-never-stopped');
    await noor.tap('initiative-call');
    await noor.shows('subject');
    await noor.reopen();
    await noor.on('look-up');
    assert.equal(await noor.by('practice-mark').count(), 0);
    assert.match(await noor.text('resume-go-on'), /0-XBF-00/, 'her own check waits');
    unharmed(noor);
  });
}
