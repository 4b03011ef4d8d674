// The road of an officer in headless Chromium, against the preview host and both real servers.
//   node ui/e2e/run.mjs [--only ROAD] [--at-once N] [--screenshots DIR] [--counts FILE]
// With --screenshots it walks only the road on which the pictures of the README are taken. Each road has servers and
// phones of its own, so several are walked at once; what a road says is shown when it has ended.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { open_browser } from './officer.mjs';
import { World } from './programs.mjs';
import { journey } from './roads/journey.mjs';
import { back_button } from './roads/back-button.mjs';
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
import { practice_stop } from './roads/practice-stop.mjs';
import { two_windows } from './roads/two-windows.mjs';
import { double_taps } from './roads/double-taps.mjs';
import { demo_force } from './roads/demo-force.mjs';

/** The longest first: each begins as soon as one before it has ended. */
const ROADS = { double_taps, afterwards, demo_force, journey, nothing_found, leave, killed, offline, marks, revoked, not_sent, wrong_clock, two_windows, practice_stop, back_button, audit, looks };
const SECONDS_A_ROAD = 600;

const options = new Map();
for (let at = 2; at < process.argv.length; at += 2) options.set(process.argv[at], process.argv[at + 1]);
const root = resolve(import.meta.dirname, '../..');
const out = join(resolve(root, process.env.CARGO_TARGET_DIR ?? 'target'), 'e2e');
const counts_file = resolve(options.get('--counts') ?? join(out, 'nothing-found.json'));
const pictures = options.get('--screenshots') ? resolve(options.get('--screenshots')) : null;
if (pictures) mkdirSync(pictures, { recursive: true });
const only = options.get('--only') ?? (pictures ? 'demo_force' : '');

/** Roads mostly wait: for an offer to take a decision back that is over, for a round of sending. */
const at_once = Number(options.get('--at-once') ?? 5);

const browser = await open_browser();
const tally = { passed: 0, failed: [], counts: null };

/** What a road says. Of a road that is walked alone it is shown at once. */
class Sayings {
  #kept = '';
  /** The check that it is at, or was at last. */
  doing = 'its start';
  constructor(alone) {
    this.alone = alone;
  }
  say(text) {
    if (this.alone) process.stdout.write(text);
    else this.#kept += text;
  }
  show() {
    process.stdout.write(this.#kept);
  }
}

/** Runs one check of a road. One that fails ends its road. */
async function check(sayings, road, what, steps) {
  sayings.say(`  ${road}: ${what} … `);
  sayings.doing = what;
  const began = performance.now();
  await steps();
  tally.passed += 1;
  sayings.say(`ok (${((performance.now() - began) / 1000).toFixed(1)} s)\n`);
}

function in_time(road, promise) {
  let timer;
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error(`took more than ${SECONDS_A_ROAD} s`)), SECONDS_A_ROAD * 1000);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function walk([name, road], sayings) {
  const logs = join(out, name);
  const world = new World(logs);
  const officers = [];
  const tools = {
    world,
    browser,
    pictures,
    officers,
    check: (what, steps) => check(sayings, name, what, steps),
    keep_counts: (counts) => (tally.counts = counts),
  };
  try {
    await in_time(name, road(tools));
  } catch (error) {
    tally.failed.push(`${name}: ${sayings.doing}: ${error.stack}`);
    sayings.say(`FAILED\n${error.stack}\n  logs and pictures: ${logs}\n`);
    for (const [at, officer] of officers.entries()) {
      await officer.picture(join(logs, `failed-${at}.png`)).catch(() => {});
      for (const complaint of officer.complaints) sayings.say(`  page: ${complaint}\n`);
    }
  } finally {
    await Promise.allSettled(officers.map((officer) => officer.end()));
    await world.end();
  }
}

const roads = Object.entries(ROADS).filter(([name]) => name.includes(only));
const alone = roads.length === 1 || at_once === 1;
/** Takes the next road that nobody took, until there is none. */
async function walker() {
  for (let road; (road = roads.shift()); ) {
    const sayings = new Sayings(alone);
    await walk(road, sayings);
    sayings.show();
  }
}
await Promise.all(Array.from({ length: at_once }, walker));
await browser.close();

if (tally.counts) {
  mkdirSync(dirname(counts_file), { recursive: true });
  writeFileSync(counts_file, `${JSON.stringify(tally.counts, null, 2)}\n`);
  console.log(`counts of the check that found nothing: ${JSON.stringify(tally.counts)}`);
}
// Once more at the end: of a long output often only that is kept.
for (const failed of tally.failed) console.log(`FAILED ${failed}`);
console.log(`${tally.passed} passed, ${tally.failed.length} failed`);
process.exitCode = tally.failed.length === 0 && tally.passed > 0 ? 0 : 1;
