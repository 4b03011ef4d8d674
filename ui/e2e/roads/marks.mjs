// Whom and what can be looked up: a plate of another country, a person of whom not all is known.
import assert from 'node:assert/strict';
import { until } from '../programs.mjs';
import { begin, check_until_reflect, unharmed } from './steps.mjs';

export async function marks(tools) {
  const { check } = tools;
  const noor = await begin(tools);

  await check('a plate of another country is looked up with its country', async () => {
    await noor.type('plate', 'b-ab 1234');
    await noor.tap('country-change');
    await noor.by('country').selectOption('DE');
    await noor.tap('initiative-call');
    await noor.shows('subject');
    assert.equal(await noor.by('question').count(), 0, 'no Dutch series is asked of it');
    const { subject } = await noor.core('open_look_up');
    assert.equal(subject.country, 'DE');
    assert.equal(subject.spelled, 'B-AB 1234');
    assert.match(await noor.text('subject'), /DE/);
    await noor.tap('leave-it');
    await noor.shows('left');
  });

  await check('without the gap that tells two cars apart, the phone asks which one', async () => {
    await noor.type('plate', 'bab1234');
    await noor.tap('country-change');
    await noor.by('country').selectOption('DE');
    await noor.tap('initiative-call');
    await noor.shows('question');
    assert.equal(await noor.core('open_look_up'), null, 'a question is no look-up');
    const choices = await noor.by('question-choice').allInnerTexts();
    assert.deepEqual(choices, ['B-AB 1234', 'BA-B 1234']);
    await noor.by('question-choice').nth(1).waitFor();
    await noor.has_seen();
    await noor.by('question-choice').nth(1).click();
    await noor.shows('subject');
    const look_up = await noor.core('open_look_up');
    assert.equal(look_up.subject.spelled, 'BA-B 1234');
    assert.equal(look_up.local.windows[3].queries, 0, 'it is another car');
    await noor.tap('leave-it');
    await noor.shows('left');
  });

  await check('letters that no Dutch series has are asked about, with the country that has them', async () => {
    await noor.type('plate', 'ka-ea 12');
    await noor.tap('initiative-call');
    await noor.shows('question');
    assert.equal(await noor.core('open_look_up'), null, 'a question is no look-up');
    await noor.shows('question-choice');
    await noor.has_seen();
    await noor.page.locator('[data-testid="question-choice"][data-country="DE"]').click();
    await noor.shows('subject');
    const { subject } = await noor.core('open_look_up');
    assert.deepEqual([subject.country, subject.spelled], ['DE', 'KA-EA 12']);
    await noor.tap('leave-it');
    await noor.shows('left');
  });

  await check('a country that is not seen often is found by its name', async () => {
    await noor.type('plate', '123 abc 01');
    await noor.tap('country-change');
    await noor.type('country-search', 'kazach');
    await noor.shows('country-found');
    await noor.has_seen();
    await noor.by('country-found').first().click();
    await noor.tap('initiative-call');
    await noor.shows('subject');
    assert.equal((await noor.core('open_look_up')).subject.country, 'KZ');
    await noor.tap('leave-it');
    await noor.shows('left');
  });

  await check('the same characters of another country are another vehicle', async () => {
    await noor.type('plate', 'BA B1234');
    await noor.tap('country-change');
    await noor.by('country').selectOption('PL');
    await noor.tap('initiative-call');
    await noor.shows('check');
    assert.equal((await noor.core('open_look_up')).local.windows[3].queries, 0);
    await noor.tap('leave-it');
    await noor.shows('left');
  });

  await check('a vehicle without a plate is recorded, and nothing is said of what nobody can know', async () => {
    await noor.tap('no-plate');
    await noor.tap('initiative-proactive');
    await noor.shows('counts-nobody');
    assert.deepEqual((await noor.core('open_look_up')).subject, { kind: 'no_plate' });
    assert.equal(await noor.by('counts-local').count(), 0);
    await check_until_reflect(noor);
    assert.equal(await noor.by('spare').count(), 0, 'nobody would find the advice');
    await noor.tap('nothing-found-finish');
    await noor.on('done');
    await until('the stop to be sent', async () => (await noor.core('my_stops'))[0].sync.state === 'sent', 40);
    await noor.tap('done');
    await noor.on('look-up');
  });

  await check('an unreadable birth month is refused with a sentence', async () => {
    await noor.tap('mode-person');
    await noor.type('family-name', 'van den Heuvel');
    await noor.type('first-name', 'Ilse');
    await noor.type('birth-month', '1o');
    await noor.type('birth-year', '1979');
    await noor.tap('initiative-proactive');
    await noor.shows('problem');
    assert.equal(await noor.by('problem').first().getAttribute('data-code'), 'birth_date');
    assert.equal(await noor.core('open_look_up'), null);
    await noor.type('birth-month', '');
    await noor.type('birth-day', '4');
    await noor.tap('initiative-proactive');
    await noor.shows('problem');
    await noor.type('birth-day', '');
  });

  await check('a person whose day of birth is unknown is checked, and it is sent', async () => {
    await noor.type('birth-month', '10');
    await noor.tap('initiative-proactive');
    await noor.shows('question');
    await noor.tap('question-yes');
    await noor.shows('subject');
    assert.equal((await noor.core('open_look_up')).subject.birth, '1979-10');
    await check_until_reflect(noor);
    await noor.tap('nothing-found-finish');
    await noor.on('done');
    await until('the stop to be sent', async () => (await noor.core('my_stops'))[0].sync.state === 'sent', 40);
    await noor.tap('done-see');
    await noor.on('stop');
    await noor.page.locator('[data-testid="sync-mark"][data-state="sent"]').waitFor();
    assert.match(await noor.text('subject'), /Heuvel/);
  });

  await check('another phone sees the stop of this person, and nothing more of it', async () => {
    const bram = await begin(tools, 'bram');
    await bram.tap('mode-person');
    await bram.type('family-name', 'Heuvel, v.d.');
    await bram.type('first-name', 'ilse');
    await bram.type('birth-month', '10');
    await bram.type('birth-year', '1979');
    await bram.tap('initiative-proactive');
    await bram.tap('question-yes');
    await bram.shows('counts-central-day-stops');
    assert.equal(await bram.text('counts-central-day-stops'), '1');
    await bram.tap('leave-it');
    assert.doesNotMatch(tools.world.written(), /heuvel|BA-?B ?-?1234/i);
    unharmed(bram);
    unharmed(noor);
  });
}
