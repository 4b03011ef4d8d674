// The demo force: an officer meets counts that others made, the lead sees what the team can learn
// from. The pictures of the README are taken on this road, because its figures look like a force's.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { until } from '../programs.mjs';
import { inspector } from './audit.mjs';
import { sideways } from './looks.mjs';
import { begin, check_until_reflect, look_up, unharmed } from './steps.mjs';

/** Every count in a summary with its name. */
function figures(value, name = '') {
  if (typeof value === 'number') return [[name, value]];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value)
    .filter(([key]) => key !== 'period')
    .flatMap(([key, inner]) => figures(inner, `${name}.${key}`));
}

export async function demo_force(tools) {
  const { world, check, pictures } = tools;
  let seeded;
  await check('the demo force is sent through the real upload road', async () => {
    seeded = await world.with_demo_force();
    assert.ok(seeded.look_ups > seeded.stops, 'more is looked up than stopped');
  });
  async function picture(officer, name, night = false) {
    if (!pictures) return;
    await officer.page.evaluate(() => {
      window.scrollTo(0, 0);
      document.activeElement?.blur();
    });
    await officer.picture(join(pictures, `${name}.png`));
    if (night) await officer.picture(join(pictures, `${name}-night.png`), true);
    await officer.page.emulateMedia({ colorScheme: 'light' });
  }

  const noor = await begin(tools, 'noor', { code: seeded.officer_code, scale: 2 });
  await picture(noor, 'look-up');

  await check('a busy plate shows how often, and queries apart from stops', async () => {
    await look_up(noor, seeded.busy_plate);
    await noor.shows('counts-central-year-stops');
    const [queries, stops] = [await noor.text('counts-central-year-queries'), await noor.text('counts-central-year-stops')];
    assert.ok(Number(stops) > 1, `${stops} stops`);
    assert.ok(Number(queries) > Number(stops), `${queries} queries`);
    await picture(noor, 'counts', true);
  });

  await check('a spared plate shows its advisory, made on another phone', async () => {
    await noor.tap('leave-it');
    await noor.shows('left');
    await picture(noor, 'left');
    await look_up(noor, seeded.spared_plate, 'briefing');
    await noor.shows('advisory');
    await noor.shows('counts-central-year-stops');
    await picture(noor, 'advisory', true);
    await noor.tap('leave-it');
  });

  await check('a check on the demo force goes its whole way', async () => {
    await look_up(noor, 'sf-000-g');
    await check_until_reflect(noor, (step) => picture(noor, step));
    await noor.tap('nothing-found-finish');
    await noor.on('done');
    await until('it to be sent', async () => (await noor.core('my_stops'))[0].sync.state === 'sent');
    await noor.tap('done');
    await noor.tap('nav-stops');
    await noor.page.locator('[data-state="sent"]').first().waitFor();
    await picture(noor, 'my-stops');
  });

  await check('an officer has no team screen, and the core refuses the question', async () => {
    assert.equal(await noor.by('nav-team').count(), 0);
    await assert.rejects(noor.core('summary_periods'), (error) => error.refusal.code === 'forbidden');
    unharmed(noor);
  });

  const lead = await begin(tools, 'lead', { code: seeded.lead_code, scale: 2 });
  await check('the lead sees a closed period of the own team, as picture and as table', async () => {
    await lead.tap('nav-team');
    await lead.on('team');
    await lead.shows('team-figures');
    assert.ok((await lead.page.locator('[data-testid="team-figures"] table').count()) > 0);
    const { team } = await lead.core('summary_periods');
    assert.equal(team, seeded.team);
    await picture(lead, 'team');
  });
  await inspector(tools, lead)('team');
  await check('the team scrolls in one direction on a narrow phone and with large text, and fits on paper', async () => {
    for (const table of await lead.page.locator('[data-testid="team-figures"] summary').all()) await table.click();
    await lead.page.setViewportSize({ width: 320, height: 800 });
    assert.equal(await sideways(lead), 0, '320 px');
    await lead.page.setViewportSize({ width: 412, height: 915 });
    await lead.page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
    assert.equal(await sideways(lead), 0, 'twice the size');
    await lead.page.evaluate(() => (document.documentElement.style.fontSize = ''));
    await lead.page.setViewportSize({ width: 718, height: 1047 });
    await lead.page.emulateMedia({ media: 'print' });
    assert.equal(await sideways(lead), 0, 'A4');
    assert.equal(await lead.page.locator('.foot').isVisible(), false, 'no menu on paper');
    assert.equal(await lead.by('team-headline').isVisible(), true);
    await lead.page.emulateMedia({ media: null });
    await lead.page.setViewportSize({ width: 412, height: 915 });
  });

  await check('the lead has a talk for this week, which scrolls in one direction on each size, and marks it', async () => {
    await lead.tap('talk-open');
    await lead.on('team-talk');
    await lead.shows('talk');
    const talk = await lead.core('team_talk');
    assert.equal(await lead.by('talk').getAttribute('data-topic'), talk.topic);
    assert.equal(await lead.by('talk-question').count(), 3);
    assert.equal(await lead.by('talk-note').isVisible(), false, 'what is for the lead alone is folded away');
    await lead.tap('talk-held');
    await until('it to be kept', async () => (await lead.core('team_talk')).held_at !== null);
    await lead.tap('talk-own');
    for (const [width, height] of [[320, 800], [1024, 768], [412, 915]]) {
      await lead.page.setViewportSize({ width, height });
      assert.equal(await sideways(lead), 0, `${width} px`);
    }
    await lead.page.emulateMedia({ media: 'print' });
    assert.equal(await lead.by('talk-note').isVisible(), false, 'nor is it printed');
    const paper = await lead.page.pdf({ format: 'A4', margin: { top: '15mm', bottom: '15mm', left: '12mm', right: '12mm' } });
    assert.equal(paper.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length, 1, 'one sheet');
    await lead.page.emulateMedia({ media: null });
  });
  await inspector(tools, lead)('team talk');
  await check('the core refuses an officer the talk', async () => {
    await assert.rejects(noor.core('team_talk'), (error) => error.refusal.code === 'forbidden');
  });

  await check('in every closed period of it nothing small is told', async () => {
    const { periods } = await lead.core('summary_periods');
    assert.ok(periods.length > 10, `${periods.length} periods`);
    for (const { code } of periods) {
      const told = figures(await lead.core('summary', { period: code }));
      assert.deepEqual(told.filter(([, n]) => n < 5), [], `${code} tells a count below five`);
    }
    unharmed(lead);
  });
}
