// Every screen of an officer, looked at with axe and measured for thumbs, light and night.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Officer } from '../officer.mjs';
import { until } from '../programs.mjs';
import { in_other_sizes, narrow_and_large, sideways } from './looks.mjs';
import { check_until_reflect, look_up, unharmed } from './steps.mjs';

/** What is wrong with the screen on the projector of a briefing room. */
const projected = (officer) =>
  in_other_sizes(officer, async (resized) => {
    await resized(1024, 768);
    const faults = [...(await officer.inspect(false)), ...(await officer.inspect(true))];
    return faults.map((fault) => `1024 × 768: ${fault}`);
  });

/** Inspects the screen as it stands, in both modes and on a projector, and whether it scrolls sideways on a narrow phone, or with large or
    spaced text; a screen that fails leaves its picture. */
export function inspector({ check, world }, officer) {
  return (name) =>
    check(`${name}: no violation, light and night, and one direction to scroll in`, async () => {
      const faults = [...(await officer.inspect(false)), ...(await officer.inspect(true)), ...(await projected(officer)), ...(await narrow_and_large(officer))];
      if (faults.length > 0) await officer.picture(join(world.logs, `${name.replaceAll(' ', '-')}.png`));
      await officer.page.emulateMedia({ colorScheme: 'light' });
      assert.deepEqual(faults, []);
    });
}

export async function audit(tools) {
  const { world, browser, officers, check } = tools;
  await world.serve();
  const phone = await world.phone('noor');
  const noor = await Officer.with(browser, phone);
  officers.push(noor);
  const inspect = inspector(tools, noor);

  await noor.on('enrol');
  await inspect('enrol');
  await noor.type('enrol-code', 'no such code');
  await noor.tap('enrol');
  await noor.shows('problem');
  await inspect('enrol refused');
  await noor.type('enrol-code', await world.code());
  await noor.tap('enrol');
  await noor.on('welcome');
  await inspect('welcome');
  await noor.tap('begin');
  await noor.on('look-up');
  await inspect('look-up');
  await noor.tap('mode-person');
  await noor.shows('family-name');
  await inspect('look-up of a person');
  await noor.type('family-name', "van 't Hoff");
  await noor.type('first-name', 'Zoë');
  await noor.type('birth-year', '1984');
  await noor.tap('initiative-call');
  await noor.shows('question');
  await inspect('question about a birth date');
  await noor.tap('question-yes');
  await noor.shows('subject');
  await inspect('counts of a person');
  await noor.tap('leave-it');
  await noor.shows('left');
  await inspect('left');
  await noor.tap('mode-plate');
  await noor.type('plate', 'Q0Q0Q0Q');
  await noor.tap('initiative-proactive');
  await noor.shows('question');
  await inspect('question');
  await noor.tap('question-no');
  await look_up(noor, '00-xbf-0', 'briefing');
  await noor.shows('counts-central-day-queries');
  await inspect('counts');

  await noor.tap('check');
  await noor.on('select');
  await inspect('select');
  await noor.tap('next');
  await noor.shows('missing');
  await inspect('select with something missing');
  await noor.tap('ground-wanted_description');
  await noor.tap('basis-wvw_160');
  await inspect('select with a description');
  await noor.tap('ground-wanted_description');
  await noor.tap('ground-vehicle_defect');
  await noor.tap('basis-vw_50');
  await noor.shows('misfit-ground');
  await inspect('select with a basis that does not fit');
  await noor.tap('misfit-mend');
  await noor.tap('basis-wvw_160');
  // The core itself weighs these words.
  await noor.type('ground-note', 'mijn gevoel zei dat het niet klopte');
  await noor.shows('ground-note-weak');
  await inspect('select with a weak ground');
  await noor.type('ground-note', '');
  await noor.tap('next');
  await noor.on('contact');
  await noor.tap('told-unasked');
  await noor.tap('escalation-calmed');
  await inspect('contact');
  for (const id of ['search-frisk', 'search-vehicle', 'force-handcuffs', 'search-vehicle-more', 'search-vehicle-basis-sv_96b']) await noor.tap(id);
  await inspect('contact with searches and force');
  await noor.tap('misfit-mend');
  await noor.tap('search-frisk-basis-politiewet_7');
  await noor.tap('search-frisk-other-bases');
  await inspect('contact with all that is asked of a search');
  await noor.tap('next');
  await noor.on('reflect');
  await inspect('reflect');
  await noor.tap('reflect-now');
  await noor.tap('spare');
  await inspect('reflect with all of it');
  await noor.tap('something-found');
  await inspect('reflect with a finding');
  await noor.tap('nothing-after-all');
  await noor.tap('nothing-found-finish');
  await noor.on('done');
  await inspect('done');
  await until('it to be sent', async () => (await noor.core('my_stops'))[0].sync.state === 'sent');
  await noor.tap('done');
  await look_up(noor, '00XBF0', 'call');
  await noor.shows('advisory');
  await inspect('counts with an advisory');
  await noor.tap('leave-it');
  await noor.tap('nav-stops');
  await noor.on('my-stops');
  await noor.shows('stop-card');
  await inspect('my-stops');
  await noor.tap('see-shift');
  await noor.shows('shift-look-up');
  await noor.shows('shift-question');
  await inspect('shift');
  await noor.tap('mirror-open');
  await noor.shows('mirror');
  await inspect('mirror');
  await noor.tap('back');
  await noor.on('shift');
  await noor.tap('practice');
  await noor.shows('scenario-hunch');
  await inspect('practice');
  await noor.tap('scenario-hunch');
  await noor.tap('select-0');
  await noor.tap('scenario-next');
  await noor.tap('explain-1');
  await inspect('scenario');
  await noor.tap('back');
  await noor.tap('begin-practice');
  await noor.shows('invented-to-be-spared');
  await inspect('practice stop');
  await noor.tap('invented-to-be-spared');
  await noor.tap('initiative-proactive');
  await noor.shows('advisory');
  await inspect('practice stop: counts');
  await check_until_reflect(noor, (step) => inspect(`practice stop: ${step}`));
  await noor.tap('nothing-found-finish');
  await noor.on('done');
  await inspect('practice stop: done');
  await noor.tap('practice-review');
  await noor.shows('review-0');
  await inspect('practice stop: review');
  await noor.tap('practice-finish');
  await noor.shows('done-practice-stop');
  await noor.tap('back');
  await noor.on('shift');
  await noor.tap('back');
  await noor.on('my-stops');
  await noor.shows('stop-card');
  await noor.tap('stop-card');
  await noor.on('stop');
  await noor.shows('revision');
  await inspect('stop');
  await noor.tap('reflect');
  await noor.shows('reflection');
  await inspect('stop with its reflection');
  await noor.tap('do-again-yes');
  await noor.tap('hand-over');
  await noor.shows('show-both');
  await inspect('stop handed to a colleague');
  await noor.tap('do-again-no');
  await noor.tap('show-both');
  await noor.shows('keep-officer');
  await noor.tap('keep-officer');
  await inspect('stop with two reflections');
  await noor.tap('keep-colleague');
  await noor.shows('withdraw');
  await inspect('stop looked back on by two');
  await noor.tap('share-lesson');
  await noor.on('lesson');
  // The core itself scans these words.
  await noor.type('lesson-text', 'Doe het zoals Sanne, en niet om 14:00 uur.');
  await noor.shows('lesson-sure');
  await noor.shows('lesson-asked');
  await inspect('lesson with words that are found');
  await noor.type('lesson-text', 'Zeg eerst waarom je iemand laat stoppen.');
  await noor.by('lesson-about').selectOption('{"theme":"workload"}');
  await noor.tap('lesson-see');
  await noor.shows('lesson-preview');
  await inspect('lesson as the team will see it');
  await noor.tap('lesson-share');
  await noor.on('lessons');
  await noor.shows('own-lesson');
  await inspect('lessons');
  await noor.tap('lesson-back');
  await noor.shows('lesson-back-confirm');
  await inspect('lessons with one to be taken back');
  await noor.tap('back');
  await noor.on('stop');
  await noor.tap('second-view');
  await noor.on('second-view');
  await noor.type('second-view-text', 'Hoe doet Sanne dit om 14:00 uur?');
  await noor.shows('second-view-sure');
  await noor.shows('second-view-asked');
  await inspect('second view with words that are found');
  await noor.type('second-view-text', 'Hoe leg ik in een gezin uit waarom ik dit vraag?');
  await noor.by('second-view-about-0').selectOption('{"theme":"workload"}');
  await noor.tap('second-view-see');
  await noor.shows('second-view-preview');
  await inspect('second view as the advisers will see it');
  await noor.tap('second-view-ask');
  await noor.on('second-views');
  await noor.shows('own-second-view');
  await inspect('second views');
  await noor.tap('second-view-back');
  await noor.shows('second-view-back-confirm');
  await inspect('second views with one to be taken back');
  await noor.tap('back');
  await noor.on('stop');
  await noor.tap('withdraw');
  await noor.shows('withdraw-confirm');
  await inspect('withdraw');
  await noor.tap('withdraw-cancel');
  await noor.tap('back');
  await noor.tap('nav-settings');
  await noor.on('settings');
  await inspect('settings');
  await noor.by('reminder-time').selectOption('23:00');
  await noor.tap('reminder-add');
  await noor.shows('problem');
  await inspect('settings with a reminder that cannot be shown');
  await noor.tap('about');
  await noor.on('about');
  await inspect('about');
  await noor.tap('back');
  await noor.on('settings');

  await check('English stands beside Dutch', async () => {
    await noor.tap('language-en');
    await noor.page.locator('html[lang=en]').waitFor();
    assert.deepEqual(await noor.inspect(false), []);
    await noor.tap('nav-lookup');
    await noor.on('look-up');
    assert.deepEqual(await noor.inspect(true), []);
  });

  await check('with text of twice the size each control of the first screen can be reached', async () => {
    await noor.page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
    await noor.tap('mode-person');
    for (const id of ['birth-year', 'first-name', 'initiative-call', 'initiative-operation', 'nav-stops']) {
      await noor.page.getByTestId(id).click({ trial: true, timeout: 5000 });
    }
    const wide = await sideways(noor);
    assert.equal(wide, 0, 'and it scrolls in one direction');
    unharmed(noor);
  });

  const sami = await Officer.with(browser, await world.phone('sami'));
  officers.push(sami);
  await sami.on('enrol');
  await sami.type('enrol-code', await world.code('adviser'));
  await sami.tap('enrol');
  await check('an adviser begins with the questions, and looks nobody up', async () => {
    await sami.on('advise');
    await sami.shows('advise-none');
    assert.equal(await sami.by('nav-lookup').count(), 0);
    unharmed(sami);
  });
  await inspector(tools, sami)('advise');
}
