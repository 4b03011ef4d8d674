// The phone kills the app in the middle of everything.
import assert from 'node:assert/strict';
import { until } from '../programs.mjs';
import { begin, check_until_reflect, kill_and_start, look_up, unharmed } from './steps.mjs';

export async function killed(tools) {
  const { check } = tools;
  const noor = await begin(tools);

  await check('an undecided look-up comes back', async () => {
    await look_up(noor, 'bf-000-h');
    await kill_and_start(noor);
    await noor.shows('subject');
    assert.match(await noor.text('subject'), /BF-000-H/);
  });

  await check('a draft comes back in the same step with the same content', async () => {
    await noor.tap('check');
    await noor.on('select');
    await noor.tap('ground-vehicle_defect');
    await noor.tap('basis-wvw_160');
    await noor.type('ground-note', 'Het achterlicht links brandt niet');
    await noor.tap('next');
    await noor.on('contact');
    await noor.tap('told-when_asked');
    await until('the answer to be on disk', async () => (await noor.core('open_draft')).answers.reason_told);
    await kill_and_start(noor);
    await noor.on('contact');
    assert.equal(await noor.by('told-when_asked').getAttribute('aria-pressed'), 'true');
    assert.equal(await noor.by('told-unasked').getAttribute('aria-pressed'), 'false');
    await noor.tap('back');
    await noor.on('select');
    assert.equal(await noor.by('ground-vehicle_defect').getAttribute('aria-pressed'), 'true');
    assert.equal(await noor.by('ground-note').inputValue(), 'Het achterlicht links brandt niet');
  });

  await check('the counts that it came from are seen again, and lead back to it', async () => {
    await noor.tap('back');
    await noor.shows('local-too');
    assert.match(await noor.text('subject'), /BF-000-H/);
    await noor.tap('check');
    await noor.on('select');
  });

  await check('and asks nothing twice', async () => {
    await noor.tap('next');
    await noor.on('contact');
    await noor.tap('next');
    await noor.on('reflect');
    await kill_and_start(noor);
    await noor.on('reflect');
    await noor.tap('nothing-found-finish');
    await noor.on('done');
    const stops = await noor.core('my_stops');
    assert.equal(stops.length, 1, 'one check is one stop, however often the app was killed');
  });

  await check('what is finished stays finished', async () => {
    await kill_and_start(noor);
    await noor.on('look-up');
    assert.equal(await noor.core('open_draft'), null);
    await look_up(noor, 'zf-00-gz');
    await check_until_reflect(noor);
    unharmed(noor);
  });
}
