// The road between a phone and a server: tests/road/main.rs, which loses what it is told to lose.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** How long a road may be silent. */
const PATIENCE = 20_000;

export class Road {
  #child;
  #lines;

  static async open(program, server, log) {
    const road = new Road();
    road.#child = spawn(program, [server], { stdio: ['pipe', 'pipe', log] });
    road.#lines = createInterface({ input: road.#child.stdout })[Symbol.asyncIterator]();
    road.url = await road.#read_line();
    return road;
  }

  async #read_line() {
    let timer;
    const silent = new Promise((_, fail) => {
      timer = setTimeout(() => fail(new Error('the road is silent')), PATIENCE);
    });
    const { value, done } = await Promise.race([this.#lines.next(), silent]).finally(() => clearTimeout(timer));
    if (done) throw new Error('the road ended: its log says why');
    return JSON.parse(value);
  }
  #request(line) {
    this.#child.stdin.write(`${line}\n`);
    return this.#read_line();
  }

  /** The weather from now on: on one path, or wherever no other was ordered. */
  weather(kind, path = '') {
    return this.#request(`${kind} ${path}`);
  }
  /** The requests on a path that reached the server: {path, status, answer, lost}. */
  passed(path) {
    return this.#request(`passed ${path}`);
  }

  /** It ends when nobody speaks to it any more. */
  async end() {
    const gone = new Promise((go) => this.#child.once('exit', go));
    if (this.#child.exitCode !== null) return;
    this.#child.stdin.end();
    await gone;
  }
}
