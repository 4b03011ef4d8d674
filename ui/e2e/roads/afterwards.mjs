// After the stop: looking back, changing it with a reason, sparing a subject, withdrawing.
import assert from 'node:assert/strict';
import { until } from '../programs.mjs';
import { begin, check_until_reflect, kill_and_start, look_up, nothing, unharmed } from './steps.mjs';

async function sent(officer) {
  await until('everything to be sent', async () => (await officer.core('sync_status')).waiting === 0, 40);
}

async function open_first(officer) {
  await officer.tap('nav-stops');
  await officer.on('my-stops');
  await officer.tap('stop-card');
  await officer.on('stop');
}

export async function afterwards(tools) {
  const { check } = tools;
  const noor = await begin(tools);
  await nothing(noor, 'vg-00-fb');
  await noor.tap('done');

  await check('looking back may wait, and is asked for', async () => {
    await open_first(noor);
    await noor.tap('reflect');
    await noor.tap('do-again-no');
    await noor.type('reflection-note', 'Volgende keer eerst vragen');
    await until('it to be on disk', async () => {
      const [{ id }] = await noor.core('my_stops');
      return JSON.stringify(await noor.core('stop', { stop: id })).includes('Volgende keer');
    });
  });

  await check('looking back survives a kill, and asks nothing twice', async () => {
    await kill_and_start(noor);
    await open_first(noor);
    if ((await noor.by('reflection').count()) === 0) await noor.tap('reflect');
    await noor.shows('reflection');
    assert.equal(await noor.by('do-again-no').getAttribute('aria-pressed'), 'true');
    assert.equal(await noor.by('reflection-note').inputValue(), 'Volgende keer eerst vragen');
    await noor.tap('reflect-save');
    await until('the reflection to be kept', async () => !(await noor.core('my_stops'))[0].awaits_reflection);
    await noor.by('reflection').waitFor({ state: 'detached' });
  });

  await check('a finished stop changes only as a new revision with a reason', async () => {
    await noor.tap('amend');
    await noor.on('select');
    await noor.tap('ground-unsafe_conduct');
    await noor.tap('next');
    await noor.on('contact');
    await noor.tap('next');
    await noor.on('reflect');
    await noor.tap('nothing-found-finish');
    await noor.shows('missing');
    await noor.type('amend-reason', 'Ik vergat wat ik ook zag');
    await noor.tap('nothing-found-finish');
    await noor.on('done');
    const [card] = await noor.core('my_stops');
    const { revisions } = await noor.core('stop', { stop: card.id });
    const grounds = revisions.map((revision) => revision.answers.grounds.toSorted());
    assert.deepEqual(grounds[0], ['traffic_offence', 'unsafe_conduct']);
    assert.deepEqual(grounds.at(-1), ['traffic_offence'], 'the first revision stays as it was');
    assert.equal(revisions[0].amend_reason, 'Ik vergat wat ik ook zag');
  });

  await check('the earlier revisions stay readable', async () => {
    await noor.tap('done');
    await open_first(noor);
    await noor.by('revision').nth(1).waitFor();
    assert.equal(await noor.text('amended-because'), 'Ik vergat wat ik ook zag');
    await sent(noor);
  });

  await check('a stop recorded by mistake is withdrawn, and central drops its counts', async () => {
    await noor.tap('withdraw');
    await noor.tap('withdraw-reason-wrong_subject');
    await noor.tap('withdraw-confirm');
    await noor.shows('withdrawn');
    await sent(noor);
    const bram = await begin(tools, 'bram');
    await look_up(bram, 'vg00fb');
    await bram.shows('counts-central-year-stops');
    assert.equal(await bram.text('counts-central-year-stops'), '0');
    assert.notEqual(await bram.text('counts-central-year-queries'), '0', 'the look-up itself did happen');
    await bram.tap('leave-it');
    unharmed(bram);
  });

  await check('a spared subject is spared on every phone, with its end date', async () => {
    await noor.tap('back');
    await noor.tap('nav-lookup');
    await look_up(noor, '00-bf-ht');
    await check_until_reflect(noor);
    await noor.tap('spare');
    await noor.tap('nothing-found-finish');
    await noor.on('done');
    await noor.shows('done-spared');
    await sent(noor);
    const daan = await begin(tools, 'daan');
    await look_up(daan, '00bfht');
    await daan.shows('advisory');
    assert.match(await daan.text('advisory'), /\d{4}/);
    const { advisory } = await daan.core('central_counts', { query: (await daan.core('open_look_up')).query });
    const days = (advisory.until - Date.now()) / 86_400_000;
    assert.ok(days > 88 && days < 92, `${days} days`);
  });

  await check('a stop in spite of it is allowed and says so', async () => {
    const daan = tools.officers.at(-1);
    await check_until_reflect(daan);
    assert.equal((await daan.core('open_draft')).despite_advisory, true);
    await daan.tap('nothing-found-finish');
    await daan.on('done');
    await sent(daan);
    unharmed(daan);
    unharmed(noor);
  });
}
