// No network: everything works, and what was recorded is sent when the network is back.
import assert from 'node:assert/strict';
import { until } from '../programs.mjs';
import { begin, check_until_reflect, kill_and_start, look_up, nothing, unharmed } from './steps.mjs';

export async function offline(tools) {
  const { check, world } = tools;
  const noor = await begin(tools);
  await world.network_away();

  await check('what the country knows is unknown without a network, and comes by itself when it returns', async () => {
    await look_up(noor, 'bf-000-h');
    await noor.shows('country-unknown');
    assert.match(await noor.text('counts-local-year-stops'), /^–/);
    await world.network_back();
    await noor.context.setOffline(true);
    await noor.context.setOffline(false);
    await noor.shows('counts-central-year-stops');
    assert.equal(await noor.by('country-unknown').count(), 0);
    assert.equal(noor.asked.filter(({ cmd }) => cmd === 'look_up').length, 1, 'nobody was looked up again');
    await noor.tap('leave-it');
    await world.network_away();
  });

  await check('a look-up without network is an answer', async () => {
    await look_up(noor, 'k-000-fb');
    await noor.shows('counts-local-day-queries');
    await noor.page.locator('[data-testid="central-state"]', { hasText: /Geen netwerk/ }).waitFor();
    assert.equal(await noor.by('problem').count(), 0);
  });

  await check('a check is finished without network and waits', async () => {
    await check_until_reflect(noor);
    await noor.tap('nothing-found-finish');
    await noor.on('done');
    const [card] = await noor.core('my_stops');
    assert.equal(card.sync.state, 'waiting');
    assert.ok((await noor.core('sync_status')).waiting > 0);
  });

  await check('killed and started without network, it still waits', async () => {
    await kill_and_start(noor);
    assert.equal((await noor.core('my_stops'))[0].sync.state, 'waiting');
  });

  await check('with the network back it is sent, and nobody had to ask', async () => {
    await world.network_back();
    // A phone that was offline looks again within a minute.
    await until('the stop to be sent', async () => (await noor.core('my_stops'))[0].sync.state === 'sent', 90);
    await until('nothing to wait', async () => (await noor.core('sync_status')).waiting === 0);
    assert.ok(!noor.asked.some(({ cmd }) => cmd === 'sync_now'), 'no one asked for it');
    await noor.context.setOffline(true);
    await noor.context.setOffline(false);
    await until('the core to be told', () => noor.asked.some(({ cmd }) => cmd === 'network_returned'));
    await noor.tap('nav-stops');
    await noor.page.locator('[data-state="sent"]').first().waitFor();
  });

  await check('another phone now sees it', async () => {
    const bram = await begin(tools, 'bram');
    await look_up(bram, 'K000FB');
    await bram.shows('counts-central-day-stops');
    assert.equal(await bram.text('counts-central-day-stops'), '1');
    await bram.tap('leave-it');
    await nothing(bram, 'k 000 fb');
    await bram.tap('done');
    await look_up(bram, 'k-000-FB');
    await bram.shows('counts-central-day-stops');
    assert.equal(await bram.text('counts-central-day-stops'), '2', 'a plate in any spelling is one subject');
    unharmed(bram);
    unharmed(noor);
  });
}
