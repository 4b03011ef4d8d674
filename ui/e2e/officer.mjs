// An officer with a phone: taps, types and looks. Counts every tap, swipe and screen on the way.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { until } from './programs.mjs';

const AXE = readFileSync(join(import.meta.dirname, '../node_modules/axe-core/axe.min.js'), 'utf8');
/** A control that is smaller is missed by a thumb in a glove. */
const TOUCH = 48;
/** A swipe: the thumb moves this part of the window's height in this time, in milliseconds, and is lifted while it moves. */
const SWIPE = { part: 0.45, millis: 200, moves: 12 };
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** A browser: in a window where the environment names a display, and otherwise without one. */
export async function open_browser({ env } = {}) {
  return chromium.launch({
    executablePath: process.env.PROCO_CHROMIUM ?? '/usr/bin/chromium',
    headless: env === undefined,
    env,
    args: [
      ...(env ? [] : ['--headless']),
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  });
}

export class Officer {
  /** The glass and the keys of the phone, for presses of which the moment matters. */
  #glass;
  taps = 0;
  swipes = 0;
  /** Screens in the order in which they were seen. */
  screens = [];
  /** What the page asked of the core, in order: {cmd, args}. */
  asked = [];
  /** What the core has not answered yet. */
  #unanswered = new Set();
  /** What the page complained about. */
  complaints = [];

  static async with(browser, phone, { scale = 2.625 } = {}) {
    const officer = new Officer();
    officer.phone = phone;
    officer.context = await browser.newContext({
      viewport: { width: 412, height: 915 },
      deviceScaleFactor: scale,
      isMobile: true,
      hasTouch: true,
      locale: 'nl-NL',
      timezoneId: 'Europe/Amsterdam',
      colorScheme: 'light',
      reducedMotion: 'reduce',
    });
    officer.context.setDefaultTimeout(25_000);
    await officer.#open();
    return officer;
  }

  async #open() {
    this.page = await this.context.newPage();
    this.page.on('pageerror', (error) => this.complaints.push(`page error: ${error.message}`));
    this.page.on('console', (line) => {
      // A refused question is an answer of status 422, and the phone may be killed under the page.
      if (line.type() !== 'error' || /Failed to load resource|ERR_|EventSource/.test(line.text())) return;
      this.complaints.push(`console: ${line.text()}`);
    });
    this.page.on('request', (request) => {
      if (request.url().endsWith('/ipc')) {
        this.asked.push(request.postDataJSON());
        this.#unanswered.add(request);
      }
      else if (!request.url().startsWith(this.phone.url)) this.complaints.push(`went out: ${request.url()}`);
    });
    for (const end of ['requestfinished', 'requestfailed']) this.page.on(end, (request) => this.#unanswered.delete(request));
    await this.page.goto(this.phone.url);
    await this.page.locator('[data-screen]').first().waitFor();
    await this.#look();
  }

  /** The app is opened anew: a new page, as after a kill. */
  async reopen() {
    await this.page.close();
    this.#unanswered.clear();
    this.#glass = undefined;
    await this.#open();
  }

  by(testid) {
    return this.page.locator(`[data-testid="${testid}"]`);
  }

  async #look() {
    const now = await this.screen();
    if (this.screens.at(-1) !== now) this.screens.push(now);
  }
  async screen() {
    return this.page.locator('[data-screen]').first().getAttribute('data-screen');
  }
  async on(screen) {
    await this.page.locator(`[data-screen="${screen}"]`).waitFor();
    await this.#look();
  }

  /** One tap, as a thumb gives it. */
  async tap(testid) {
    const target = this.by(testid).first();
    await target.waitFor();
    await this.has_seen();
    this.taps += 1;
    await target.tap();
    await this.#look();
  }
  /** One tap where the button stands on the glass. What is not in sight above the dock is swiped to first. */
  async press(testid) {
    const target = this.by(testid).first();
    await target.waitFor();
    await this.has_seen();
    for (let more = 5; ; more -= 1) {
      const { out, spot, hit } = await target.evaluate(where_it_stands);
      if (out === 0) {
        if (!hit) throw new Error(`something lies over ${testid}`);
        this.taps += 1;
        await this.#send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [spot] });
        await this.#send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
        return this.#look();
      }
      if (more === 0) throw new Error(`no swipe brings ${testid} in sight`);
      await this.#swipe(Math.sign(out));
    }
  }
  /** One stroke of the thumb, up or down. The page runs on after it, as on a phone, and is looked at when it stands still. */
  async #swipe(down) {
    this.swipes += 1;
    const { width, height } = this.page.viewportSize();
    const { part, millis, moves } = SWIPE;
    const from = height * (down > 0 ? 0.7 : 0.25);
    const began = Date.now();
    const touch = (type, moved) =>
      this.#send('Input.dispatchTouchEvent', {
        type,
        touchPoints: type === 'touchEnd' ? [] : [{ x: width * 0.98, y: from - down * moved * part * height }],
        timestamp: (began + moved * millis) / 1000,
      });
    await touch('touchStart', 0);
    for (let move = 1; move <= moves; move += 1) await touch('touchMove', move / moves);
    await touch('touchEnd', 1);
    await this.page.evaluate(stands_still);
  }
  /** Types with the keyboard into a field, which is tapped first where it has not the focus. */
  async key_in(testid, text) {
    const focused = await this.by(testid).evaluate((field) => field === document.activeElement);
    if (!focused) await this.press(testid);
    await this.page.keyboard.type(text);
  }
  /** A tap that comes twice, as of a wet glove: two touches of the glass on the same spot, `gap` ms after each other.
   * Where the second one is `held`, the finger stays down that long. */
  async tap_twice(testid, gap, { held = 0 } = {}) {
    const target = this.by(testid).first();
    await target.waitFor();
    await this.has_seen();
    await target.scrollIntoViewIfNeeded();
    const { x, y, width, height } = await target.boundingBox();
    const spot = { x: x + width / 2, y: y + height / 2 };
    // Each touch says when it was, as the glass of a phone does: a slow machine does not make the gap longer.
    const began = Date.now();
    const touch = (type, after, touchPoints) =>
      this.#send('Input.dispatchTouchEvent', { type, touchPoints, timestamp: (began + after) / 1000 });
    await touch('touchStart', 0, [spot]);
    await touch('touchEnd', 1, []);
    await pause(gap);
    await touch('touchStart', gap, [spot]);
    await pause(held);
    await touch('touchEnd', gap + held, []);
  }

  /** Enter pressed twice on what has the focus, `gap` ms after each other. */
  async enter_twice(gap) {
    const began = Date.now();
    const key = (type, after, more) =>
      this.#send('Input.dispatchKeyEvent', { type, key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, timestamp: (began + after) / 1000, ...more });
    for (const after of [0, gap]) {
      await pause(after);
      await key('keyDown', after, { text: '\r' });
      await key('keyUp', after + 1);
    }
  }

  async #send(event, what) {
    this.#glass ??= await this.context.newCDPSession(this.page);
    await this.#glass.send(event, what);
  }

  /** Waits until what is on the screen is old enough to be tapped: a person looks first. */
  async has_seen() {
    await this.page.locator('html:not([data-settling])').waitFor();
  }
  /** Waits until the core has answered all that the page asked, and what it asked because of the answers. */
  async has_answers() {
    const painted = () => this.page.evaluate(() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go))));
    await until('the core to answer', async () => {
      if (this.#unanswered.size > 0) return false;
      await painted();
      return this.#unanswered.size === 0;
    });
  }
  async type(testid, text) {
    await this.by(testid).fill(text);
  }
  async text(testid) {
    return (await this.by(testid).first().innerText()).trim();
  }
  async shows(testid) {
    await this.by(testid).first().waitFor();
  }
  async shows_text(text) {
    await this.page.getByText(text).first().waitFor();
  }

  /** Asks the core beside the page, to see what it holds. */
  async core(cmd, args) {
    const { status, body } = await this.put(cmd, args === undefined ? {} : { args });
    if (status !== 200) throw Object.assign(new Error(`${cmd}: ${JSON.stringify(body)}`), { refusal: body });
    return body;
  }
  /** Puts a command as a page does: its arguments, and what stands beside them. */
  async put(cmd, sent) {
    const answer = await fetch(`${this.phone.url}ipc`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ cmd, args: sent }),
      signal: AbortSignal.timeout(20_000),
    });
    return { status: answer.status, body: await answer.json() };
  }

  /** Everything wrong with this screen by axe, and every control too small for a thumb. */
  async inspect(night) {
    await this.page.emulateMedia({ colorScheme: night ? 'dark' : 'light', reducedMotion: 'reduce' });
    const seen = this.page.viewportSize();
    // The whole screen at once: what happens to lie half under the dock is one stroke away, and axe
    // would call it small.
    const height = await this.page.evaluate(() => document.documentElement.scrollHeight);
    await this.page.setViewportSize({ width: seen.width, height: Math.max(seen.height, height) });
    try {
      return (await this.#faults()).map((fault) => `${night ? 'night' : 'light'}: ${fault}`);
    } finally {
      await this.page.setViewportSize(seen);
    }
  }

  async #faults() {
    // Chromium's own evaluation is not bound by the page's content policy; a script tag would be.
    await this.page.evaluate(AXE);
    const faults = await this.page.evaluate(async (rules) => {
      const found = await window.axe.run(document, { runOnly: rules, resultTypes: ['violations'] });
      return found.violations.flatMap(({ id, help, nodes }) =>
        nodes.map((node) => `axe ${id}: ${help} at ${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
      );
    }, RULES);
    const small = await this.page.evaluate((touch) => {
      const controls = 'a[href], button, input, select, textarea, summary, [role=button], [tabindex="0"]';
      const wrong = [];
      for (const control of document.querySelectorAll(controls)) {
        if (!control.checkVisibility({ visibilityProperty: true, opacityProperty: false })) continue;
        // A chip is a label with its box inside: the whole label takes the thumb.
        const box = control.closest('label') ?? control.labels?.[0] ?? control;
        const area = [box.getBoundingClientRect(), control.getBoundingClientRect()];
        const width = Math.max(...area.map((each) => each.width));
        const height = Math.max(...area.map((each) => each.height));
        // The skip link and the like stand out of sight until they have the focus.
        if (width <= 1 || height <= 1) continue;
        if (width + 0.5 < touch || height + 0.5 < touch) {
          const name = control.getAttribute('data-testid') ?? control.textContent?.trim().slice(0, 30);
          wrong.push(`touch: ${control.tagName} ${name} is ${width.toFixed(0)}×${height.toFixed(0)}`);
        }
      }
      const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
      if (wide > 0) wrong.push(`the page is ${wide} px wider than the screen`);
      return wrong;
    }, TOUCH);
    return [...faults, ...small];
  }

  async picture(file, night = false) {
    await this.page.emulateMedia({ colorScheme: night ? 'dark' : 'light', reducedMotion: 'reduce' });
    await this.page.screenshot({ path: file, animations: 'disabled' });
  }

  async end() {
    await this.context.close();
  }
}

/** In the page: how far a control stands out of sight (below the screen or under the dock more than 0, above it less), its middle, and
 * whether a finger there meets it. */
function where_it_stands(control) {
  const box = control.getBoundingClientRect();
  const foot = document.querySelector('.foot');
  const covered = !foot || foot.contains(control) || getComputedStyle(foot).position !== 'sticky';
  const bottom = covered ? innerHeight : foot.getBoundingClientRect().top;
  const spot = { x: box.left + box.width / 2, y: box.top + box.height / 2 };
  const met = document.elementFromPoint(spot.x, spot.y);
  const out = box.bottom > bottom ? box.bottom - bottom : Math.min(0, box.top);
  return { out, spot, hit: met !== null && (control.contains(met) || met.contains(control)) };
}

/** In the page: resolves when nothing has scrolled for ten frames. */
async function stands_still() {
  for (let still = 0, before = -1; still < 10; ) {
    await new Promise(requestAnimationFrame);
    still = scrollY === before ? still + 1 : 0;
    before = scrollY;
  }
}
