// The back button of a browser in a window, pressed on its keyboard and its mouse: one step each time, on the officer's
// own road and before anything was touched.
import assert from 'node:assert/strict';
import { Screen } from '../screen.mjs';
import { begin, look_up } from './steps.mjs';

export async function back_button(tools) {
  const { check } = tools;
  const screen = await Screen.open();
  try {
    const officer = await begin({ ...tools, browser: screen.browser });
    const steps = async (press, ...screens) => {
      for (const next of screens) {
        await officer.has_seen();
        await press();
        await officer.on(next);
      }
    };
    const ways = [
      ['alt and left', 'tf000g', () => screen.back_keys()],
      ['the mouse', 'bb00dd', () => screen.back_button()],
    ];
    for (const [name, plate, press] of ways) {
      await look_up(officer, plate);
      await officer.tap('check');
      await officer.on('select');
      await officer.tap('ground-traffic_offence');
      await officer.tap('basis-wvw_160');
      await officer.tap('next');
      await officer.on('contact');
      await officer.tap('told-unasked');
      await officer.tap('next');
      await officer.on('reflect');
      await check(`${name}: one step each time, and none forward`, async () => {
        await steps(press, 'contact');
        await screen.forward_keys();
        await officer.page.waitForTimeout(300);
        await steps(press, 'select');
      });
      await check(`${name}: one step before anything was touched`, async () => {
        await officer.reopen();
        await officer.on('select');
        const before = await officer.core('open_drafts');
        await steps(press, 'look-up');
        assert.deepEqual(await officer.core('open_drafts'), before, 'the check waits as it was');
        await officer.shows('subject');
        await officer.has_seen();
        await press();
        await officer.shows('plate');
      });
    }
    await check('a question goes, and what was typed stays', async () => {
      await officer.tap('new-look-up').catch(() => undefined);
      await officer.type('plate', 'Q0Q0Q0Q');
      await officer.tap('initiative-call');
      await officer.shows('question');
      await officer.has_seen();
      await screen.back_keys();
      await officer.shows('initiative-call');
      assert.equal(await officer.by('plate').inputValue(), 'Q0Q0Q0Q');
      await officer.type('plate', '');
    });
    await check('from the first screen the next press leaves the app', async () => {
      await officer.has_seen();
      await screen.back_keys();
      await officer.page.waitForURL('about:blank');
    });
  } finally {
    await screen.end();
  }
}
