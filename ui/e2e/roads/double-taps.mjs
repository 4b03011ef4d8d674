// Each tap comes twice, as of a wet glove, on every way from one screen to another: the second one does nothing.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../programs.mjs';
import { begin, look_up, unharmed } from './steps.mjs';

const GAPS = [60, 120, 300];
/** Taps that change a screen, and what is there then. The screen is named where it is another one. */
const twice = (testid, shows, screen) => ({ testid, shows, screen, twice: true });
/** An answer, which a second tap would take back. */
const answered = (testid) => ({ testid, answered: true });
const typed = (plate) => ({ plate });
/** A field that is filled in, or an option that is chosen. */
const written = (field, text) => ({ field, text });
const chosen = (field, option) => ({ field, option });

const ANSWERS = [answered('ground-traffic_offence'), answered('basis-wvw_160')];
const TO_REFLECT = [
  twice('check', 'ground-traffic_offence', 'select'),
  ...ANSWERS,
  twice('next', 'told-unasked', 'contact'),
  answered('told-unasked'),
  twice('next', 'nothing-found-finish', 'reflect'),
];

const WITHOUT_NETWORK = [
  typed('zf00gz'),
  twice('initiative-proactive', 'subject'),
  twice('check', 'ground-traffic_offence', 'select'),
  ...ANSWERS,
  twice('back', 'leave-it', 'look-up'),
  twice('new-look-up', 'resume-go-on'),
  twice('nav-stops', 'resume-go-on', 'my-stops'),
  twice('resume-go-on', 'ground-traffic_offence', 'select'),
  twice('new-look-up', 'plate', 'look-up'),
  twice('resume-go-on', 'ground-traffic_offence', 'select'),
  twice('next', 'told-unasked', 'contact'),
  answered('told-unasked'),
  twice('next', 'nothing-found-finish', 'reflect'),
  twice('something-found', 'finish'),
  answered('finding-fine'),
  answered('link-linked'),
  twice('finish', 'done-see', 'done'),
  twice('done', 'plate', 'look-up'),
  // The line that says so comes when a pass has ended, and moves what stands below it.
  twice('nav-settings', 'sync-problem', 'settings'),
  twice('see-unsent', 'unsent-waiting', 'unsent'),
  twice('back', 'see-unsent', 'settings'),
  twice('nav-lookup', 'plate', 'look-up'),
  typed('bfg00b'),
  twice('initiative-proactive', 'subject'),
  twice('leave-it', 'left'),
];

const ROADS = {
  'looked up and left': [
    twice('enter-afterwards', 'when', 'afterwards'),
    twice('initiative-call', 'when-need'),
    twice('back', 'plate', 'look-up'),
    typed('Q0Q0Q0Q'),
    twice('initiative-operation', 'question'),
    twice('question-no', 'initiative-operation'),
    twice('initiative-operation', 'question'),
    twice('question-yes', 'subject'),
    twice('new-look-up', 'plate'),
    typed('tf000g'),
    twice('initiative-proactive', 'subject'),
    twice('leave-it', 'left'),
    twice('undo', 'leave-it'),
    twice('leave-it', 'left'),
  ],
  'begun and let go': [
    typed('tf000g'),
    twice('initiative-call', 'subject'),
    twice('check', 'ground-traffic_offence', 'select'),
    twice('back', 'leave-it', 'look-up'),
    twice('check', 'ground-traffic_offence', 'select'),
    twice('let-go', 'left', 'look-up'),
    twice('undo', 'ground-traffic_offence', 'select'),
    twice('let-go', 'left', 'look-up'),
    twice('check-after-all', 'ground-traffic_offence', 'select'),
    twice('new-look-up', 'plate', 'look-up'),
    typed('gf000b'),
    twice('initiative-proactive', 'subject'),
    twice('join-check', 'take-out', 'select'),
    twice('new-look-up', 'plate', 'look-up'),
    typed('k000fb'),
    twice('initiative-proactive', 'subject'),
    twice('join-check', 'take-out', 'select'),
    // Another subject can be taken out before and after: that this one is, shows where it can be taken back.
    twice('take-out', 'undo'),
    twice('let-go', 'left', 'look-up'),
  ],
  'nothing found': [
    typed('bb00dd'),
    twice('initiative-briefing', 'subject'),
    ...TO_REFLECT,
    twice('back', 'told-unasked', 'contact'),
    twice('back', 'ground-traffic_offence', 'select'),
    twice('next', 'told-unasked', 'contact'),
    twice('next', 'nothing-found-finish', 'reflect'),
    twice('something-found', 'nothing-after-all'),
    twice('nothing-after-all', 'something-found'),
    twice('nothing-found-finish', 'done-see', 'done'),
    twice('undo', 'nothing-found-finish', 'reflect'),
    twice('nothing-found-finish', 'done-see', 'done'),
    twice('done-see', 'revision', 'stop'),
    twice('reflect', 'reflection'),
    answered('do-again-yes'),
    twice('hand-over', 'show-both'),
    answered('do-again-no'),
    twice('show-both', 'keep-officer'),
    answered('keep-officer'),
    twice('let-go-pair', 'reflect'),
    twice('reflect', 'reflection'),
    twice('reflect-save', 'withdraw'),
    twice('share-lesson', 'lesson-see', 'lesson'),
    twice('lesson-see', 'lesson-unreadable'),
    written('lesson-text', 'Zeg eerst waarom je iemand laat stoppen.'),
    chosen('lesson-about', '{"theme":"workload"}'),
    twice('lesson-see', 'lesson-preview'),
    twice('lesson-change', 'lesson-see'),
    twice('lesson-see', 'lesson-preview'),
    twice('lesson-share', 'own-lesson', 'lessons'),
    twice('lesson-back', 'lesson-back-confirm'),
    twice('lesson-keep', 'lesson-back'),
    twice('back', 'withdraw', 'stop'),
    twice('second-view', 'second-view-see', 'second-view'),
    twice('second-view-see', 'second-view-unreadable'),
    written('second-view-text', 'Hoe leg ik in een gezin uit waarom ik dit vraag?'),
    chosen('second-view-about-0', '{"theme":"workload"}'),
    twice('second-view-see', 'second-view-preview'),
    twice('second-view-change', 'second-view-see'),
    twice('second-view-see', 'second-view-preview'),
    twice('second-view-ask', 'own-second-view', 'second-views'),
    twice('second-view-back', 'second-view-back-confirm'),
    twice('second-view-keep', 'second-view-back'),
    twice('back', 'withdraw', 'stop'),
    twice('amend', 'ground-traffic_offence', 'select'),
    twice('let-go', 'revision', 'stop'),
    twice('correct', 'look-up-only', 'correct'),
    typed('gf000b'),
    twice('look-up-only', 'correct-confirm', 'look-up'),
    twice('correct-cancel', 'revision', 'stop'),
    twice('correct', 'look-up-only', 'correct'),
    typed('gf000b'),
    twice('look-up-only', 'correct-confirm', 'look-up'),
    twice('correct-confirm', 'done-see', 'done'),
    twice('done-see', 'revision', 'stop'),
    twice('withdraw', 'withdraw-confirm'),
    twice('withdraw-cancel', 'withdraw'),
    twice('withdraw', 'withdraw-confirm'),
    answered('withdraw-reason-wrong_subject'),
    twice('withdraw-confirm', 'withdrawn'),
    twice('back', 'stop-card', 'my-stops'),
    twice('stop-card', 'revision', 'stop'),
    twice('back', 'stop-card', 'my-stops'),
    twice('see-shift', 'shift-look-up', 'shift'),
    twice('mirror-open', 'mirror-own', 'mirror'),
    twice('back', 'shift-look-up', 'shift'),
    twice('practice', 'scenario-nothing-wrong', 'practice'),
    twice('scenario-nothing-wrong', 'select-0', 'scenario'),
    answered('select-0'),
    twice('scenario-next', 'explain-0'),
    answered('explain-0'),
    twice('scenario-next', 'treat-0'),
    answered('treat-0'),
    twice('scenario-next', 'reflect-0'),
    answered('reflect-0'),
    twice('scenario-finish', 'done-nothing-wrong', 'practice'),
    twice('begin-practice', 'invented-never-stopped', 'look-up'),
    twice('leave-practice', 'begin-practice', 'practice'),
    twice('begin-practice', 'invented-never-stopped', 'look-up'),
    twice('invented-never-stopped', 'plate'),
    twice('initiative-proactive', 'subject'),
    ...TO_REFLECT,
    twice('nothing-found-finish', 'practice-review', 'done'),
    twice('undo', 'nothing-found-finish', 'reflect'),
    twice('nothing-found-finish', 'practice-review', 'done'),
    twice('practice-review', 'review-0', 'practice-review'),
    twice('back', 'invented-never-stopped', 'look-up'),
    twice('practice-review', 'review-0', 'practice-review'),
    twice('practice-finish', 'done-practice-stop', 'practice'),
    twice('back', 'shift-look-up', 'shift'),
    twice('see-lessons', 'own-lesson', 'lessons'),
    twice('back', 'shift-look-up', 'shift'),
    twice('see-second-views', 'own-second-view', 'second-views'),
    twice('back', 'shift-look-up', 'shift'),
    twice('back', 'stop-card', 'my-stops'),
    twice('nav-team', 'talk-open', 'team'),
    twice('talk-open', 'talk', 'team-talk'),
    twice('back', 'talk-open', 'team'),
    twice('nav-settings', 'language-en', 'settings'),
    twice('about', 'version', 'about'),
    twice('back', 'language-en', 'settings'),
    twice('nav-stops', 'stop-card', 'my-stops'),
    twice('nav-lookup', 'plate', 'look-up'),
  ],
  'something found, without a network': WITHOUT_NETWORK,
};

/** What records something, or cannot be taken back. */
const COMMITS = [
  ...['leave-it', 'let-go', 'nothing-found-finish', 'finish', 'withdraw-confirm', 'reflect-save', 'let-go-pair', 'question-yes', 'undo', 'correct-confirm', 'typed-wrong', 'practice-finish', 'lesson-share', 'lesson-back-confirm', 'second-view-ask', 'second-view-back-confirm'],
  ...['proactive', 'call', 'briefing', 'operation'].map((reason) => `initiative-${reason}`),
];
/** What is tapped without reading, because it is always there. */
const BLIND = /^(next|check|nav-)/;
/** What the screens ask by themselves, whenever something is sent. */
const BY_ITSELF = ['status', 'sync_status', 'my_stops', 'central_counts', 'stop', 'undated', 'unsent', 'my_shift', 'shift_question', 'practised', 'mirror', 'force_figures', 'team_talk', 'period_reviews', 'lesson_draft', 'keep_lesson', 'scan_lesson', 'own_lessons', 'team_lessons', 'second_view_draft', 'keep_second_view', 'own_second_views'];

const asked = (officer) => officer.asked.map(({ cmd }) => cmd).filter((cmd) => !BY_ITSELF.includes(cmd));

/** Walks one road. Gives what the core was asked, step by step. */
async function walk(officer, road, gap) {
  const steps = [];
  for (const step of road) {
    const before = asked(officer).length;
    if (step.plate) await officer.type('plate', step.plate);
    else if (step.text) await officer.type(step.field, step.text);
    else if (step.option) await officer.by(step.field).selectOption(step.option);
    else if (step.answered) await answer(officer, step.testid, gap);
    else await one(officer, step, gap);
    // What it asks is to count as asked in this step.
    await officer.has_answers();
    steps.push(`${step.testid ?? step.field ?? 'typed'}: ${asked(officer).slice(before).join(', ')}`);
  }
  return steps;
}

async function one(officer, { testid, shows, screen }, gap) {
  const from = await officer.screen();
  const stood = BLIND.test(testid) ? await place_of(officer, testid) : null;
  if (gap === null) await officer.tap(testid);
  else await officer.tap_twice(testid, gap);
  const there = async () => {
    await officer.on(screen ?? from);
    await officer.shows(shows);
  };
  await there().catch((error) => {
    throw new Error(`${testid} (${gap} ms) does not lead where it should: ${error.message}`);
  });
  await officer.has_seen();
  await there();
  if (stood) await nothing_commits_at(officer, testid, stood);
}

async function answer(officer, testid, gap) {
  if (gap === null) await officer.tap(testid);
  else await officer.tap_twice(testid, gap);
  await officer.has_seen();
  // What is pressed is shown as that once the core has kept it.
  await officer.has_answers();
  await officer.has_seen();
  assert.equal(await officer.by(testid).first().getAttribute('aria-pressed'), 'true', `${testid} (${gap} ms) is taken back`);
}

async function place_of(officer, testid) {
  await officer.shows(testid);
  return officer.by(testid).first().boundingBox();
}

async function nothing_commits_at(officer, testid, stood) {
  for (const commits of COMMITS) {
    for (const button of await officer.by(commits).all()) {
      const stands = await button.boundingBox();
      const apart =
        stands.x >= stood.x + stood.width || stood.x >= stands.x + stands.width ||
        stands.y >= stood.y + stood.height || stood.y >= stands.y + stands.height;
      assert.ok(apart, `${commits} stands where ${testid} stood`);
    }
  }
}

export async function double_taps(tools) {
  const { check, world } = tools;
  await world.serve();
  // One officer taps once; what the core is asked then, it is asked where each tap comes twice, and no more.
  const officers = new Map();
  for (const gap of [null, ...GAPS]) {
    officers.set(gap, await begin(tools, `noor-${gap}`, { gap, code: await world.code('shift_lead') }));
  }
  await check('enrolled and begun, with each tap twice', async () => {
    for (const [gap, officer] of officers) {
      await officer.has_seen();
      assert.deepEqual(asked(officer), ['enrol'], `${gap} ms: once, and nothing after it`);
    }
  });
  for (const [name, road] of Object.entries(ROADS)) {
    await check(`${name}, with each tap twice`, async () => {
      if (road === WITHOUT_NETWORK) await world.network_away();
      const all = await Promise.all([...officers].map(([gap, officer]) => walk(officer, road, gap)));
      const [alone, ...doubled] = all;
      for (const [at, steps] of doubled.entries()) assert.deepEqual(steps, alone, `${GAPS[at]} ms apart`);
    });
  }
  await world.network_back();
  await check('these roads lead over every screen', () => {
    const places = readFileSync(join(import.meta.dirname, '../../src/nav.svelte.ts'), 'utf8').matchAll(/\| \{ screen: '([\w-]+)'/g);
    const walked = new Set(officers.get(null).screens);
    // The screen of undated records is tapped twice by wrong_clock; an adviser is of another role, and has a question a day
    // after it was asked: a browser test cannot let a day pass at central.
    assert.deepEqual([...places].map(([, screen]) => screen).filter((screen) => !walked.has(screen)), ['advise', 'advice', 'undated']);
  });
  await check('and each phone holds what was decided, once', async () => {
    for (const officer of officers.values()) {
      const stops = await officer.core('my_stops');
      assert.deepEqual(stops.map(({ outcome, withdrawn }) => [outcome.result, withdrawn]).sort(), [['found', false], ['nothing', true], ['nothing', true]]);
      unharmed(officer);
    }
  });

  const noor = officers.get(null);
  await check('a finger that comes down too soon and stays does nothing when it is lifted', async () => {
    await look_up(noor, 'zf00gz');
    await noor.tap('check');
    for (const answer of ANSWERS) await noor.tap(answer.testid);
    await noor.tap('next');
    await noor.on('contact');
    await noor.tap('told-unasked');
    // Longer than the guard, and short of what is taken for a long press.
    await noor.tap_twice('next', 60, { held: 430 });
    await noor.on('reflect');
    await noor.has_seen();
    await noor.shows('something-found');
    await noor.tap('back');
  });

  await check('a page that the program scrolls does so at once, however slow the disk, and takes no tap meanwhile', async () => {
    await noor.on('contact');
    await noor.tap('back');
    await noor.on('select');
    await noor.tap('basis-vw_50');
    await noor.shows('misfit-ground');
    const saved = (request) => request.postDataJSON().cmd === 'save_field';
    await noor.page.route('**/ipc', async (route) => {
      if (saved(route.request())) await pause(1500);
      await route.continue();
    });
    await noor.tap('misfit-mend');
    const { focused, settling } = await noor.page.evaluate(() => ({
      focused: document.activeElement.id,
      settling: document.documentElement.dataset.settling,
    }));
    assert.deepEqual({ focused, settling }, { focused: 'ask-basis', settling: '' });
    await noor.tap('basis-wvw_160');
    await noor.tap('next');
    await noor.on('contact');
    await noor.page.unroute('**/ipc');
  });

  for (const gap of GAPS) {
    await check(`Enter pressed twice, ${gap} ms apart, goes on once`, async () => {
      await noor.on('contact');
      await noor.has_seen();
      await noor.by('next').focus();
      await noor.enter_twice(gap);
      await noor.on('reflect');
      await noor.has_seen();
      assert.equal(await noor.screen(), 'reflect');
      await noor.tap('back');
      await noor.on('contact');
    });
  }

  await check('Enter in the field, pressed twice or held down, chooses no reason', async () => {
    for (const screen of ['select', 'look-up']) {
      await noor.tap('back');
      await noor.on(screen);
    }
    await noor.tap('leave-it');
    await noor.shows('left');
    const before = asked(noor).length;
    const enter = (what) => noor.page.keyboard[what]('Enter');
    for (const gap of GAPS) {
      await noor.type('plate', 'tf000g');
      await noor.by('plate').focus();
      await noor.enter_twice(gap);
    }
    await noor.by('plate').focus();
    await noor.has_seen();
    await enter('down');
    await pause(500);
    for (let repeated = 0; repeated < 3; repeated += 1) await enter('down');
    await enter('up');
    assert.deepEqual(asked(noor).slice(before), []);
    assert.equal(await noor.page.evaluate(() => document.activeElement.dataset.testid), 'initiative-proactive', 'it leads to them');
    // One that comes later is meant.
    await noor.by('initiative-call').focus();
    await pause(500);
    await enter('press');
    await noor.shows('subject');
    await until('the look-up to be recorded', async () => asked(noor).length > before);
    unharmed(noor);
  });
}
