// What is not sent: it is never called sent, it is shown with its cause, and its officer takes it along.
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { until } from '../programs.mjs';
import { OddCentral } from '../odd-central.mjs';
import { inspector } from './audit.mjs';
import { begin, kill_and_start, look_up, nothing, unharmed } from './steps.mjs';

export async function not_sent(tools) {
  const { check, world } = tools;
  await world.serve();
  const central = await OddCentral.before(world.to_central.url);
  try {
    await story(tools, central);
  } finally {
    await central.end();
  }
  await check('no program wrote the plate into its log', async () => {
    assert.doesNotMatch(world.written(), /BFG-?00-?B/i);
  });
}

async function story(tools, central) {
  const { check } = tools;
  const noor = await begin(tools, 'noor', { central: central.url });
  const inspect = inspector(tools, noor);
  const says = (words) => noor.page.locator('[data-testid="sync-state"]', { hasText: words }).waitFor();

  await check('what central has taken is called sent', async () => {
    await nothing(noor, '0-kbh-00');
    await noor.tap('done');
    await until('all to be sent', async () => (await noor.core('sync_status')).waiting === 0, 40);
    await says('Alles verstuurd');
  });

  await check('what central refuses is not: the headline says what is not sent', async () => {
    central.refuses = 'not_yours';
    await nothing(noor, 'bfg-00-b');
    await noor.tap('done');
    await until('both records to be refused', async () => (await noor.core('sync_status')).refused === 2, 40);
    await says('Niet alles verstuurd: 2 geweigerd');
    for (const tab of ['nav-stops', 'nav-settings', 'nav-lookup']) {
      await noor.tap(tab);
      await says('Niet alles verstuurd: 2 geweigerd');
      assert.equal(await noor.page.getByText('Alles verstuurd', { exact: true }).count(), 0, tab);
    }
  });
  await inspect('look-up with something refused');

  await check('after a kill it stands there still', async () => {
    await kill_and_start(noor);
    await says('Niet alles verstuurd: 2 geweigerd');
  });

  await check('the list shows the look-up and the stop, each with its cause', async () => {
    await noor.tap('nav-stops');
    await noor.by('see-unsent').focus();
    await noor.has_seen();
    await noor.page.keyboard.press('Enter');
    await noor.on('unsent');
    await noor.by('unsent').nth(1).waitFor();
    const rows = await noor.by('unsent').allInnerTexts();
    assert.equal(rows.length, 2);
    for (const row of rows) assert.match(row, /BFG-00-B[\s\S]*Dit verslag kwam al van een andere telefoon/);
    assert.ok(rows.some((row) => /Bevraging/.test(row)) && rows.some((row) => /Controle/.test(row)));
    assert.equal(await noor.page.evaluate(() => document.activeElement.tagName), 'H1', 'the heading has the focus');
  });
  await inspect('unsent');

  await check('from a stop in the list one tap leads to it, and one back', async () => {
    await noor.has_seen();
    await noor.page.locator('[data-testid="unsent"][data-stop]').tap();
    await noor.on('stop');
    await noor.page.locator('[data-testid="sync-mark"][data-state="refused"]').waitFor();
    await noor.tap('back');
    await noor.on('unsent');
  });

  await check('she takes it along as a file, and is told where it is and to be careful', async () => {
    await noor.tap('unsent-export');
    await noor.shows('unsent-path');
    const path = await noor.text('unsent-path');
    assert.match(await noor.text('unsent-saved'), /Aantal: 2\.[\s\S]*Behandel het als vertrouwelijk/);
    const { records } = JSON.parse(readFileSync(path, 'utf8'));
    assert.deepEqual(records.map(({ kind, refused }) => [kind, refused]).sort(), [['look_up', 'not_yours'], ['stop', 'not_yours']]);
    assert.match(JSON.stringify(records), /BFG-00-B/, 'it holds readable marks');
    assert.equal(statSync(path).mode & 0o777, 0o600, 'for its owner alone');
    assert.equal((await noor.core('unsent')).length, 2, 'and nothing is removed');
  });
  await inspect('unsent, saved');

  await check('when central takes what comes next, the rest is still not called sent', async () => {
    central.refuses = null;
    await noor.tap('back');
    await noor.tap('nav-lookup');
    await look_up(noor, '0KBH00', 'call');
    await noor.tap('leave-it');
    await until('nothing to wait', async () => (await noor.core('sync_status')).waiting === 0, 40);
    await says('Niet alles verstuurd: 2 geweigerd');
    unharmed(noor);
  });
}
