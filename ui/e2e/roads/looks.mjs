// The screens in other conditions: forced colours, a narrow phone, large and spaced text, a phone on its side, a dock that grows.
import assert from 'node:assert/strict';
import { begin, look_up, unharmed } from './steps.mjs';

/** Text spacing as WCAG 1.4.12 asks for it. */
const SPACED = '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }';

/** How far the page is wider than its layout viewport. The window's own width grows along with what overflows. */
export const sideways = (officer) =>
  officer.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

// The policy of the page allows no style element, and this.
const styled = (page, css) =>
  page.evaluate((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets = [sheet];
  }, css);

const painted = (page) => page.evaluate(() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go))));

/** No screen scrolls sideways at 320 px, with text of twice the size on a small or a usual phone, nor with spaced text. */
const CONDITIONS = [
  { name: '320 px', width: 320 },
  { name: 'twice the size on 360 px', width: 360, text: '200%' },
  { name: 'twice the size', width: 412, text: '200%' },
  { name: 'spaced', width: 412, css: SPACED },
];

/** The texts and boxes that reach beyond the layout viewport. */
const widest = (page) =>
  page.evaluate(() => {
    const beyond = (rects) => [...rects].some(({ right }) => right > document.documentElement.clientWidth + 0.5);
    const found = [];
    const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) {
        const range = document.createRange();
        range.selectNodeContents(node);
        if (beyond(range.getClientRects())) found.push(`"${node.textContent.trim()}"`);
      } else if (node.childElementCount === 0 && beyond(node.getClientRects())) found.push(node.tagName.toLowerCase());
    }
    return found.join(', ');
  });

/** Looks at the page in other sizes; afterwards it has its own again. Nothing has the focus meanwhile, because Chromium keeps its
    scale while a field has it. */
export async function in_other_sizes({ page }, look) {
  const before = page.viewportSize();
  const focused = await page.evaluateHandle(() => {
    const was = document.activeElement;
    was?.blur();
    return was;
  });
  await painted(page);
  const found = await look(async (width, height = before.height) => {
    await page.setViewportSize({ width, height });
    await painted(page);
  });
  await page.setViewportSize(before);
  await painted(page);
  await page.evaluate((was) => was?.focus({ preventScroll: true }), focused);
  return found;
}

/** Where the screen scrolls sideways, and by how much. */
export const narrow_and_large = (officer) => in_other_sizes(officer, async (resized) => {
  const { page } = officer;
  const set_text = (size) => page.evaluate((text) => (document.documentElement.style.fontSize = text), size);
  const faults = [];
  for (const { name, width, text = '', css = '' } of CONDITIONS) {
    await resized(width);
    await set_text(text);
    await styled(page, css);
    await painted(page);
    const wide = await sideways(officer);
    if (wide !== 0) faults.push(`${name}: ${wide} px too wide: ${await widest(page)}`);
  }
  await set_text('');
  await styled(page, '');
  return faults;
});

/** Where an element stands that may lie under the dock: how much of it is not covered. */
const in_sight = (officer, testid) =>
  officer.page.evaluate((id) => {
    const box = document.querySelector(`[data-testid="${id}"]`).getBoundingClientRect();
    const foot = document.querySelector('.foot').getBoundingClientRect();
    const covered = getComputedStyle(document.querySelector('.foot')).position === 'sticky' ? foot.top : innerHeight;
    return Math.min(box.bottom, covered) - Math.max(box.top, 0) - box.height;
  }, testid);

export async function looks(tools) {
  const { check } = tools;
  const noor = await begin(tools);
  const { page } = noor;

  const resized = async (width, height) => {
    await page.setViewportSize({ width, height });
    await painted(page);
  };
  const reflows = (name) =>
    check(`${name}: scrolls in one direction when narrow, large or spaced`, async () => {
      await resized(412, 915);
      assert.deepEqual(await narrow_and_large(noor), []);
    });

  await check('the measure of the width can fail', async () => {
    await page.evaluate(() => {
      const broad = document.body.appendChild(document.createElement('div'));
      broad.id = 'broad';
      broad.textContent = '.';
      broad.style.inlineSize = '900px';
    });
    assert.ok((await sideways(noor)) > 400);
    await page.evaluate(() => document.querySelector('#broad').remove());
  });
  await reflows('look-up');

  await check('on its side, the field of the first screen is in sight', async () => {
    await resized(915, 412);
    assert.ok((await in_sight(noor, 'plate')) >= 0);
    await resized(412, 915);
  });

  // Chromium keeps the scale that it gave a page whose size changed while its field had the focus.
  await page.goto(page.url());
  await noor.on('look-up');
  await look_up(noor, 'k-000-fb');
  await reflows('counts');
  await check('counts: no word of the table is broken in spaced text', async () => {
    const broken = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('th')].flatMap((head) =>
          [...head.textContent.matchAll(/\S+/g)].flatMap(({ 0: word, index }) => {
            const range = document.createRange();
            range.setStart(head.firstChild, index);
            range.setEnd(head.firstChild, index + word.length);
            return range.getClientRects().length > 1 ? [word] : [];
          }),
        ),
      );
    await styled(page, SPACED);
    for (const width of [412, 320]) {
      await resized(width, 915);
      assert.deepEqual(await broken(), [], `${width} px`);
      assert.equal(await sideways(noor), 0, `${width} px`);
    }
    await styled(page, '');
    await resized(412, 915);
    const head = page.locator('tbody th').first();
    await head.evaluate((head) => (head.style.cssText = 'display: block; inline-size: 1px; white-space: normal; overflow-wrap: anywhere'));
    assert.ok((await broken()).length > 0, 'the measure can fail');
    await head.evaluate((head) => head.removeAttribute('style'));
  });
  for (const size of ['110%', '130%', '150%', '200%']) {
    await check(`counts: each figure has room with text of ${size}`, async () => {
      const cut = () =>
        page.evaluate(() =>
          [...document.querySelectorAll('tbody th, td')].flatMap((cell) => {
            const { left, right } = cell.getBoundingClientRect();
            const text = document.createRange();
            text.selectNodeContents(cell);
            const beyond = [...text.getClientRects()].some((part) => part.left < left - 1 || part.right > right + 1);
            return beyond || cell.clientWidth < 24 ? [`${cell.textContent.trim()}: ${cell.clientWidth} px`] : [];
          }),
        );
      for (const width of [320, 360, 412]) {
        await resized(width, 800);
        await page.evaluate((size) => (document.documentElement.style.fontSize = size), size);
        assert.deepEqual(await cut(), [], `${width} px`);
        await page.evaluate(() => (document.documentElement.style.fontSize = ''));
      }
      await resized(412, 915);
    });
  }
  for (const [width, height] of [[412, 915], [360, 780], [320, 640], [915, 412]]) {
    await check(`what was decided can be taken back in sight, at ${width} × ${height}`, async () => {
      await resized(width, height);
      await noor.tap('leave-it');
      await noor.shows('left');
      const { y, height: high } = await noor.by('undo').boundingBox();
      assert.ok(y >= 0 && y + high <= height, `from ${y} to ${y + high}`);
      await noor.tap('undo');
      await noor.shows('leave-it');
      await resized(412, 915);
    });
  }
  await check('on its side, the dock of the counts takes no more than a third of the window', async () => {
    await resized(915, 412);
    const part = await page.evaluate(() => document.querySelector('.foot').getBoundingClientRect().height / innerHeight);
    assert.ok(part < 1 / 3, `${part}`);
    await resized(412, 915);
  });
  await noor.tap('check');
  await noor.on('select');
  await reflows('select');

  await check('what is said of a legal basis is not cut off with text of twice the size', async () => {
    await noor.tap('ground-vehicle_defect');
    await noor.tap('basis-wvw_160');
    await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
    const cut = await page.evaluate(() => {
      const card = document.querySelector('.say');
      const { right } = card.closest('li').getBoundingClientRect();
      return [...card.querySelectorAll('*')].filter((part) => part.getBoundingClientRect().right > right).length;
    });
    assert.equal(cut, 0);
    await page.evaluate(() => (document.documentElement.style.fontSize = ''));
    await page.waitForTimeout(500);
    await noor.tap('basis-wvw_160');
    await page.waitForTimeout(500);
    await noor.tap('ground-vehicle_defect');
  });
  await check('with forced colours only what is chosen is ticked', async () => {
    await noor.tap('ground-vehicle_defect');
    await noor.tap('basis-wvw_160');
    await page.emulateMedia({ forcedColors: 'active' });
    const ticked = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('[aria-pressed] svg')]
          .filter((tick) => getComputedStyle(tick).visibility === 'visible')
          .map((tick) => tick.closest('[data-testid]').dataset.testid),
      );
    assert.deepEqual(await ticked(), ['ground-vehicle_defect', 'basis-wvw_160']);
    const lit = await page.evaluate(() =>
      [...document.querySelectorAll('.line span')].map((step) => getComputedStyle(step).backgroundColor),
    );
    assert.notEqual(lit[0], lit[1], 'the step line shows where she is');
    await page.emulateMedia({ forcedColors: 'none' });
  });

  await check('a dock that grows leaves the field in sight that is typed in', async () => {
    await noor.by('ground-note').focus();
    await page.keyboard.type('111222333');
    await noor.shows('not-saved');
    await page.waitForTimeout(300);
    assert.ok((await in_sight(noor, 'ground-note')) >= 0, `${await in_sight(noor, 'ground-note')} px under the dock`);
    await noor.type('ground-note', '');
  });

  await noor.tap('next');
  await noor.on('contact');
  await reflows('contact');
  await noor.tap('told-unasked');
  for (const id of ['search-frisk', 'search-bag', 'search-bag-more', 'search-bag-basis-gemeentewet_174b', 'search-bag-other-bases']) await noor.tap(id);
  await reflows('contact with all that is asked of a search');
  await noor.tap('misfit-fits');
  await noor.tap('next');
  await noor.on('reflect');
  await reflows('reflect');

  await noor.tap('nothing-found-finish');
  await noor.on('done');
  await noor.tap('done-see');
  await noor.on('stop');
  await noor.tap('correct');
  await noor.on('correct');
  await check('on its side, the field of a correction is in sight', async () => {
    await resized(915, 412);
    assert.ok((await in_sight(noor, 'plate')) >= 0, `${await in_sight(noor, 'plate')} px under the dock`);
    await resized(412, 915);
  });
  unharmed(noor);
}
