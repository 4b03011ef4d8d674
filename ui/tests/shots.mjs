// Screenshots of every screen on the in-memory host, to look at, with axe on each in real colours:
// npm run build:memory && node tests/shots.mjs [folder [width height [light,dark [text size in %]]]]
import { createServer } from 'node:http';
import { readFile, mkdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const root = new URL('../dist-memory/', import.meta.url).pathname;
const folder = process.argv[2] ?? new URL('../shots/', import.meta.url).pathname;
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const width = Number(process.argv[3] ?? 412);
const height = Number(process.argv[4] ?? 915);
const text = Number(process.argv[6] ?? 100);
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://127.0.0.1');
  const path = pathname === '/' ? '/index.html' : pathname;
  try {
    const body = await readFile(join(root, path));
    response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'text/plain' }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = `http://127.0.0.1:${server.address().port}/`;
await mkdir(folder, { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
});
for (const mode of process.argv[5]?.split(',') ?? ['light', 'dark']) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: mode, locale: 'nl-NL', timezoneId: 'Europe/Amsterdam' });
  page.on('console', (message) => console.log(mode, message.type(), message.text()));
  page.on('pageerror', (error) => console.log(mode, 'error', error.message));
  await page.addInitScript((size) => {
    document.addEventListener('DOMContentLoaded', () => (document.documentElement.style.fontSize = `${size}%`));
  }, text);
  const shot = async (name, full = false) => {
    await page.waitForTimeout(150);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) {
      const who = await page.evaluate(() =>
        [...document.querySelectorAll('body *')]
          .filter((el) => el.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
          .map((el) => `${el.tagName}.${el.className} ${el.textContent.trim().slice(0, 24)}`)
          .slice(-3),
      );
      console.log(mode, name, `scrolls ${wide} px sideways`, who);
    }
    const small = await page.evaluate(() =>
      [...document.querySelectorAll('button, input, select, textarea, summary')]
        .filter((el) => el.checkVisibility())
        .map((el) => [el.dataset.testid ?? el.id, el.getBoundingClientRect()])
        .filter(([, box]) => box.width < 47.5 || box.height < 47.5)
        .map(([id, box]) => `${id} ${box.width.toFixed(0)}x${box.height.toFixed(0)}`),
    );
    if (small.length > 0) console.log(mode, name, 'too small for a thumb', small);
    await page.evaluate(axe);
    const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
    for (const each of found.violations) {
      console.log(mode, name, each.id, each.nodes.map((node) => `${node.html} ${node.failureSummary}`).slice(0, 3));
    }
    await page.screenshot({ path: join(folder, `${name}-${mode}.png`), fullPage: full });
  };
  const seen = () => page.locator('html:not([data-settling])').waitFor();
  const tap = async (id) => {
    await page.getByTestId(id).first().waitFor();
    await seen();
    await page.getByTestId(id).click();
  };
  await page.goto(address);
  await shot('01-look-up');
  await tap('enter-afterwards');
  await page.getByTestId('when').selectOption({ index: 3 });
  await shot('01-afterwards');
  await tap('back');
  await tap('mode-person');
  await shot('02-person');
  await tap('mode-plate');
  await page.getByTestId('plate').fill('ab12');
  await tap('initiative-proactive');
  await shot('03-question');
  await tap('question-no');
  await page.getByTestId('plate').fill('tf000g');
  await tap('initiative-proactive');
  await shot('04-counts-local');
  await page.getByTestId('counts-central').waitFor();
  await shot('05-counts-central');
  await tap('leave-it');
  await shot('06-left');
  await tap('typed-wrong');
  await shot('06-mistyped');
  await page.getByTestId('plate').fill('tf000g');
  await tap('initiative-call');
  await tap('check');
  await shot('07-select');
  await tap('next');
  await shot('08-select-missing');
  await tap('ground-vehicle_defect');
  await tap('ground-wanted_description');
  await tap('basis-wvw_160');
  await seen();
  await page.getByTestId('not-grounds').locator('summary').first().click();
  await shot('09-select-full', true);
  await tap('description-source-witness');
  await tap('description-just-before');
  await tap('next');
  await tap('told-unasked');
  await tap('rating-voice-4');
  await page.evaluate(() => window.scrollTo(0, 0));
  await shot('10-contact');
  for (const kind of ['search-bag', 'search-vehicle', 'force-handcuffs', 'search-bag-more', 'search-bag-for-drugs', 'search-bag-basis-opiumwet_9']) await tap(kind);
  await shot('11-contact-full', true);
  await tap('misfit-fits');
  await tap('next');
  await shot('12-reflect');
  await tap('spare');
  await tap('reflect-now');
  await shot('13-reflect-full', true);
  await tap('something-found');
  await shot('14-found');
  await tap('nothing-after-all');
  await tap('nothing-found-finish');
  await shot('15-done');
  await tap('done');
  await tap('nav-stops');
  await shot('16-stops');
  await tap('see-shift');
  await shot('16-shift');
  await tap('see-second-views');
  await page.getByTestId('own-second-view').first().waitFor();
  await shot('16-second-views', true);
  await tap('back');
  await tap('back');
  await page.getByTestId('stop-card').first().waitFor();
  await seen();
  await page.getByTestId('stop-card').first().click();
  await shot('17-stop');
  await tap('correct');
  await page.getByTestId('plate').fill('gf000b');
  await shot('17-correct');
  await tap('look-up-only');
  await page.getByTestId('correct-sure').waitFor();
  await shot('17-correct-counts');
  await tap('correct-cancel');
  await page.getByTestId('withdraw').waitFor();
  await tap('withdraw');
  await shot('18-withdraw');
  await tap('withdraw-cancel');
  await tap('reflect');
  await shot('19-reflection', true);
  await tap('do-again-yes');
  await tap('reflect-save');
  await tap('second-view');
  await page.getByTestId('second-view-text').fill('Hoe leg ik in een gezin uit waarom ik dit vraag?');
  await page.getByTestId('second-view-about-0').selectOption({ index: 3 });
  await shot('19-second-view', true);
  await tap('second-view-see');
  await page.getByTestId('second-view-preview').waitFor();
  await shot('19-second-view-preview', true);
  await tap('back');
  await tap('back');
  await tap('nav-team');
  await page.getByTestId('team-figures').waitFor();
  await shot('20-team');
  await shot('21-team-full', true);
  await tap('nav-settings');
  await shot('22-settings');
  await tap('see-unsent');
  await shot('23-unsent');
  await tap('unsent-export');
  await shot('24-unsent-saved');
  await page.goto(`${address}?wrong-clock`);
  await shot('25-ask-when');
  await tap('nav-stops');
  await shot('26-ask-when-stops');
  await tap('ask-when-open');
  await shot('27-undated');
  await shot('28-undated-full', true);
  await page.getByTestId('undated-when').first().fill('2020-01-01T00:00');
  await seen();
  await page.getByTestId('undated-save').first().click();
  await shot('29-undated-refused');
  await tap('back');
  await tap('nav-settings');
  await tap('language-en');
  await shot('30-settings-en', true);
  await tap('see-unsent');
  await tap('unsent-export');
  await shot('31-unsent-en');
  await tap('back');
  await tap('nav-lookup');
  await shot('32-ask-when-en');
  await tap('ask-when-open');
  await shot('33-undated-en', true);
  await tap('back');
  await tap('nav-settings');
  await tap('language-nl');
  await page.goto(`${address}?offline`);
  await page.getByTestId('plate').fill('tf000g');
  await tap('initiative-proactive');
  await page.getByTestId('country-unknown').waitFor();
  await shot('34-offline', true);
  await page.goto(`${address}?adviser`);
  await page.getByTestId('asked-view').first().waitFor();
  await shot('35-advise', true);
  await seen();
  await page.getByTestId('advise-answer').first().click();
  await page.getByTestId('advice-text').fill('Vraag eerst wie het woord voert.');
  await shot('36-advice', true);
  await page.close();
}
await browser.close();
server.close();
