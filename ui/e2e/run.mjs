// The road of an officer in headless Chromium, against the preview host and both real servers.
//   node ui/e2e/run.mjs [--only ROAD] [--screenshots DIR] [--counts FILE]
// With --screenshots it walks only the road on which the pictures of the README are taken.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { open_browser } from './officer.mjs';
import { World } from './programs.mjs';
import { journey } from './roads/journey.mjs';
import { audit } from './roads/audit.mjs';
import { looks } from './roads/looks.mjs';
import { leave } from './roads/leave.mjs';
import { nothing_found } from './roads/nothing-found.mjs';
import { not_sent } from './roads/not-sent.mjs';
import { offline } from './roads/offline.mjs';
import { afterwards } from './roads/afterwards.mjs';
import { killed } from './roads/killed.mjs';
import { marks } from './roads/marks.mjs';
import { revoked } from './roads/revoked.mjs';
import { wrong_clock } from './roads/wrong-clock.mjs';
import { double_taps } from './roads/double-taps.mjs';
import { demo_force } from './roads/demo-force.mjs';

const ROADS = { journey, nothing_found, leave, double_taps, killed, offline, afterwards, marks, revoked, not_sent, wrong_clock, audit, looks, demo_force };
const SECONDS_A_ROAD = 300;

const options = new Map();
for (let at = 2; at < process.argv.length; at += 2) options.set(process.argv[at], process.argv[at + 1]);
const root = resolve(import.meta.dirname, '../..');
const out = join(resolve(root, process.env.CARGO_TARGET_DIR ?? 'target'), 'e2e');
const counts_file = resolve(options.get('--counts') ?? join(out, 'nothing-found.json'));
const pictures = options.get('--screenshots') ? resolve(options.get('--screenshots')) : null;
if (pictures) mkdirSync(pictures, { recursive: true });
const only = options.get('--only') ?? (pictures ? 'demo_force' : '');

const browser = await open_browser();
const tally = { passed: 0, failed: 0, counts: null };

/** Runs one check of a road and goes on with the next road when it fails. */
async function check(road, what, steps) {
  process.stdout.write(`  ${road}: ${what} … `);
  const began = performance.now();
  await steps();
  tally.passed += 1;
  process.stdout.write(`ok (${((performance.now() - began) / 1000).toFixed(1)} s)\n`);
}

function in_time(road, promise) {
  let timer;
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error(`took more than ${SECONDS_A_ROAD} s`)), SECONDS_A_ROAD * 1000);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

for (const [name, road] of Object.entries(ROADS)) {
  if (!name.includes(only)) continue;
  const logs = join(out, name);
  const world = new World(logs);
  const officers = [];
  const tools = {
    world,
    browser,
    pictures,
    officers,
    check: (what, steps) => check(name, what, steps),
    keep_counts: (counts) => (tally.counts = counts),
  };
  try {
    await in_time(name, road(tools));
  } catch (error) {
    tally.failed += 1;
    process.stdout.write(`FAILED\n${error.stack}\n  logs and pictures: ${logs}\n`);
    for (const [at, officer] of officers.entries()) {
      await officer.picture(join(logs, `failed-${at}.png`)).catch(() => {});
      for (const complaint of officer.complaints) process.stdout.write(`  page: ${complaint}\n`);
    }
  } finally {
    await Promise.allSettled(officers.map((officer) => officer.end()));
    await world.end();
  }
}
await browser.close();

if (tally.counts) {
  mkdirSync(dirname(counts_file), { recursive: true });
  writeFileSync(counts_file, `${JSON.stringify(tally.counts, null, 2)}\n`);
  console.log(`counts of the check that found nothing: ${JSON.stringify(tally.counts)}`);
}
console.log(`${tally.passed} passed, ${tally.failed} failed`);
process.exitCode = tally.failed === 0 && tally.passed > 0 ? 0 : 1;
