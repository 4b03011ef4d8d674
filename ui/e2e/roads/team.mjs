// The lead's screen, on the demo force: what the team can learn from, never who did what.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Officer } from '../officer.mjs';
import { binary } from '../programs.mjs';
import { inspector } from './audit.mjs';
import { begin, unharmed } from './steps.mjs';

const run = promisify(execFile);

export async function team(tools) {
  const { world, browser, officers, check } = tools;
  let seeded;
  await check('the demo force is sent through the real upload road', async () => {
    const made = await run(binary('proco-demo'), ['--data', world.folder, '--seed', '7'], {
      maxBuffer: 64 << 20,
      timeout: 170_000,
    });
    seeded = JSON.parse(made.stdout.trim().split('\n').at(-1));
  });
  await world.serve();

  const phone = await world.phone('lead');
  const lead = await Officer.with(browser, phone);
  officers.push(lead);
  const inspect = inspector(tools, lead);
  await lead.on('enrol');
  await lead.type('enrol-code', seeded.lead_code);
  await lead.tap('enrol');
  await lead.on('look-up');

  await check('the lead sees a closed period of the own team, as picture and as table', async () => {
    await lead.tap('nav-team');
    await lead.on('team');
    await lead.shows('team-figures');
    assert.ok((await lead.page.locator('[data-testid="team-figures"] table').count()) > 0);
    const { team: name } = await lead.core('summary_periods');
    assert.equal(name, seeded.team);
  });
  await inspect('team');

  await check('an officer has no such screen, and the core refuses the question', async () => {
    const noor = await begin(tools, 'noor');
    assert.equal(await noor.by('nav-team').count(), 0);
    await assert.rejects(noor.core('summary_periods'), (error) => error.refusal.code === 'forbidden');
    unharmed(noor);
    unharmed(lead);
  });
}
