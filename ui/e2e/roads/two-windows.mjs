// One check open in two windows on one core: neither overwrites what the other chose, and the officer says which it is to be.
import assert from 'node:assert/strict';
import { Officer } from '../officer.mjs';
import { until } from '../programs.mjs';
import { inspector } from './audit.mjs';
import { sideways } from './looks.mjs';
import { begin, look_up, unharmed } from './steps.mjs';

export async function two_windows(tools) {
  const { browser, officers, check } = tools;
  const here = await begin(tools);
  await look_up(here, 'tf000g');
  await here.tap('check');
  await here.on('select');
  const there = await Officer.with(browser, here.phone);
  officers.push(there);
  await there.on('select');
  const chosen = async () => (await here.core('open_draft')).answers;
  const stands = (...grounds) =>
    until(`the grounds to be ${grounds}`, async () => (await chosen()).grounds.toSorted().join() === grounds.join());

  await check('what the other window chose stands, and what was chosen here is shown beside it', async () => {
    await there.tap('ground-vehicle_defect');
    await stands('vehicle_defect');
    await here.tap('ground-evading');
    await here.shows('contested');
    await here.has_seen();
    const { y, height } = await here.by('contested').locator('[role="alert"]').boundingBox();
    assert.ok(y >= 0 && y + height <= 915, `what went wrong is in sight, and not at ${y}`);
    const [standing, own] = await here.by('contested').locator('dd strong').allInnerTexts();
    assert.deepEqual([standing, own], ['Gebrek aan het voertuig', 'Omdraaien of vluchten']);
    await here.tap('next');
    await here.on('select');
    await stands('vehicle_defect');
  });
  await inspector(tools, here)('contested');
  await check('contested: no sideways scroll on a narrow screen', async () => {
    await here.page.setViewportSize({ width: 320, height: 800 });
    assert.equal(await sideways(here), 0);
    await here.page.setViewportSize({ width: 412, height: 915 });
  });
  await here.tap('contested-mine');
  await stands('evading');
  for (const gap of [60, 120, 300]) {
    await check(`which of the two it is to be, tapped twice in ${gap} ms in either window`, async () => {
      await here.reopen();
      await there.reopen();
      await there.on('select');
      await there.tap('ground-vehicle_defect');
      await stands('evading', 'vehicle_defect');
      await here.tap('ground-evading');
      await here.shows('contested');
      await here.tap_twice('contested-mine', gap);
      await stands();
      await there.tap('ground-vehicle_defect');
      await there.shows('contested');
      await there.tap_twice('contested-theirs', gap);
      for (const window of [here, there]) {
        await until('the question to be gone', async () => (await window.by('contested').count()) === 0);
        await window.on('select');
        assert.equal(await window.by('ground-vehicle_defect').getAttribute('aria-pressed'), 'false');
      }
      await stands();
      await there.tap('ground-evading');
      await stands('evading');
    });
  }
  [here, there].forEach(unharmed);
}
