// A phone is lost: its device is revoked, and both servers refuse it at once.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { binary } from '../programs.mjs';
import { begin, look_up, nothing, unharmed } from './steps.mjs';

const run = promisify(execFile);

export async function revoked(tools) {
  const { check, world } = tools;
  const noor = await begin(tools);
  await nothing(noor, '0-tbf-00');
  await noor.tap('done');

  await check('an administrator revokes the device on both servers', async () => {
    const data = ['--data', world.central_data];
    const { stdout } = await run(binary('proco-central'), ['devices', 'list', ...data]);
    const [device] = stdout.trim().split(/\s+/);
    const answer = await run(binary('proco-central'), [
      ...['revoke', ...data, '--device', device],
      ...['--keyservice', world.keyservice_url],
    ]);
    assert.match(answer.stdout, /central: revoked/);
    assert.match(answer.stdout, /key service: revoked/);
  });

  await check('from then on it gets no figures, and the screen says why', async () => {
    await look_up(noor, '0TBF00', 'call');
    await noor.page.locator('[data-testid="central-state"]', { hasText: /afgemeld/i }).waitFor();
    assert.equal(await noor.by('counts-central-day-stops').count(), 0);
    await noor.tap('leave-it');
    await noor.shows('left');
    await noor.reopen();
    await noor.shows('notices');
    assert.ok((await noor.core('status')).notices.includes('revoked'));
  });

  await check('what stands on the phone stays readable', async () => {
    await noor.tap('nav-stops');
    await noor.on('my-stops');
    await noor.shows('stop-card');
    unharmed(noor);
  });
}
