// A display without a screen, and a browser in a window on it, for keys and buttons that belong to the browser and not to
// the page. Chromium's own protocol hands such keys to the page alone.
import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { open_browser } from './officer.mjs';
import { until } from './programs.mjs';

const run = promisify(execFile);

export class Screen {
  #server;
  #env;

  static async open() {
    const screen = new Screen();
    screen.#server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1024x1200x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    const number = await new Promise((told, fail) => {
      screen.#server.once('error', fail);
      screen.#server.once('exit', () => fail(new Error('Xvfb ended')));
      screen.#server.stdio[3].once('data', (line) => told(String(line).trim()));
    });
    screen.#env = { ...process.env, DISPLAY: `:${number}` };
    screen.browser = await open_browser({ env: screen.#env });
    return screen;
  }

  #press(...what) {
    return run('xdotool', what, { env: this.#env });
  }
  /** Gives the one window of the browser the keyboard. No window manager does. */
  async #focus() {
    let windows;
    await until('the browser to have one window', async () => {
      const { stdout } = await this.#press('search', '--sync', '--onlyvisible', '--class', 'chromium');
      windows = stdout.trim().split('\n');
      return windows.length === 1;
    });
    await this.#press('windowfocus', '--sync', windows[0]);
  }
  /** The keys for one page back. */
  async back_keys() {
    await this.#focus();
    await this.#press('key', '--clearmodifiers', 'alt+Left');
  }
  /** The keys for one page forward. */
  async forward_keys() {
    await this.#focus();
    await this.#press('key', '--clearmodifiers', 'alt+Right');
  }
  /** The button of a mouse for one page back, over the page. */
  back_button() {
    return this.#press('mousemove', '200', '500', 'click', '8');
  }

  async end() {
    await this.browser?.close();
    const gone = new Promise((go) => this.#server.once('exit', go));
    if (this.#server.exitCode !== null) return;
    this.#server.kill();
    await gone;
  }
}
