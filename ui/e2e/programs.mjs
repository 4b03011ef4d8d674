// The programs under test: both servers and the preview host, on loopback, each with its own folder,
// and a road to each server.
import { execFile, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Road } from './road.mjs';

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../..');

/** Waits until `check` gives something, and says what it waited for when it never does. */
export async function until(what, check, seconds = 30) {
  const end = Date.now() + seconds * 1000;
  let last;
  while (Date.now() < end) {
    try {
      const found = await check();
      if (found) return found;
    } catch (error) {
      last = error;
    }
    await new Promise((go) => setTimeout(go, 50));
  }
  throw new Error(`waited ${seconds} s for ${what}${last ? `; last: ${last.message}` : ''}`);
}

export function binary(name) {
  const target = resolve(ROOT, process.env.CARGO_TARGET_DIR ?? 'target');
  const file = join(process.env.PROCO_BIN ?? join(target, 'debug'), name);
  if (!existsSync(file)) throw new Error(`${file} is missing: build it first, or set PROCO_BIN`);
  return file;
}

/** The ports that were given out. A program that was killed finds its own again. */
const given = new Set();
/** A port on which nobody listens. It lies below those that the system gives to connections that go out. */
async function free_port() {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    if (given.has(port)) continue;
    given.add(port);
    const server = createServer();
    const is_free = await new Promise((go) => server.once('error', () => go(false)).listen(port, '127.0.0.1', () => go(true)));
    if (!is_free) continue;
    await new Promise((go) => server.close(go));
    return port;
  }
}

/** One program that can be stopped, killed and started again on the same address and folder. */
class Program {
  #child = null;
  constructor(name, file, args, { env = {}, log, ready }) {
    Object.assign(this, { name, file, args, env, log, ready });
  }
  async start(env = {}) {
    const log = openSync(this.log, 'a');
    const child = spawn(this.file, this.args, {
      env: { ...process.env, ...this.env, ...env },
      stdio: ['ignore', log, log],
    });
    this.#child = child;
    await until(`${this.name} to answer (its log: ${this.log})`, async () => {
      if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
      return (await fetch(this.ready, { signal: AbortSignal.timeout(2000) })).status < 500;
    });
  }
  /** Ends it with a signal and waits until it is gone: SIGKILL leaves it no time for anything. */
  async end(signal) {
    const child = this.#child;
    this.#child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((go) => child.once('exit', go));
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await gone;
    clearTimeout(late);
  }
  kill() {
    return this.end('SIGKILL');
  }
  stop() {
    return this.end('SIGTERM');
  }
}

let seeding;
/** Lets the demo force live through its 90 days, once for all stories. */
function seed() {
  seeding ??= (async () => {
    const folder = mkdtempSync(join(tmpdir(), 'proco-e2e-seed-'));
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
    const made = await run(binary('proco-demo'), ['--data', folder, '--seed', '7'], {
      maxBuffer: 64 << 20,
      timeout: 480_000,
    });
    return { folder, told: JSON.parse(made.stdout.trim().split('\n').at(-1)) };
  })();
  return seeding;
}

/** Central, a key service and as many phones as a story wants. `end` leaves nothing behind. */
export class World {
  #programs = [];
  #roads = [];
  constructor(logs) {
    this.folder = mkdtempSync(join(tmpdir(), 'proco-e2e-'));
    this.logs = logs;
    mkdirSync(logs, { recursive: true });
  }

  /** Gives this world a demo force of its own, and tells what a newcomer to it is told. */
  async with_demo_force() {
    const { folder, told } = await seed();
    cpSync(folder, this.folder, { recursive: true });
    return told;
  }

  /** Starts both servers, on what stands in the folder. */
  async serve() {
    const central = join(this.folder, 'central');
    const keys = join(this.folder, 'keyservice');
    for (const folder of [central, keys]) mkdirSync(folder, { recursive: true });
    const [central_port, keys_port] = [await free_port(), await free_port()];
    this.central_data = central;
    this.keyservice_url = `http://127.0.0.1:${keys_port}`;
    this.central = await this.#start(
      'central',
      binary('proco-central'),
      ['serve', '--data', central, '--listen', `127.0.0.1:${central_port}`, '--keyservice', this.keyservice_url],
      { ready: `http://127.0.0.1:${central_port}/v1/health` },
    );
    // What the key service gets from central is the public key of its tokens, and which phones are in.
    const issuer_keys = join(central, 'issuer.jwks.json');
    this.keyservice = await this.#start(
      'keyservice',
      binary('proco-keyservice'),
      ['serve', '--data', keys, '--listen', `127.0.0.1:${keys_port}`, '--issuer-keys', issuer_keys],
      { ready: `http://127.0.0.1:${keys_port}/v1/health` },
    );
    this.to_central = await this.#road('central', central_port);
    this.to_keyservice = await this.#road('keyservice', keys_port);
  }

  /** A one-time code, as an administrator makes one. */
  async code(role = 'officer', team = 'basisteam-demo') {
    const made = await run(binary('proco-central'), [
      ...['enrol', '--data', this.central_data],
      ...['--team', team, '--role', role],
    ]);
    return made.stdout.trim().split(/\s+/).at(-1);
  }

  /** A phone: the preview host with its own store. Its clock is the machine's, unless told otherwise. */
  async phone(name, { data = join(this.folder, name), central = this.to_central.url, clock_off } = {}) {
    const port = await free_port();
    mkdirSync(data, { recursive: true });
    const host = await this.#start(
      `phone-${name}`,
      binary('examples/preview'),
      ['--listen', `127.0.0.1:${port}`],
      {
        env: {
          PROCO_CENTRAL: central,
          PROCO_KEYSERVICE: this.to_keyservice.url,
          PROCO_DATA: data,
          PROCO_ENROL_CODE: '',
          // Whether this machine has a session bus changes nothing: there is no service for notifications.
          DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere',
          ...(clock_off === undefined ? {} : { PROCO_PREVIEW_CLOCK_OFF: String(clock_off) }),
        },
        ready: `http://127.0.0.1:${port}/`,
      },
    );
    return Object.assign(host, { url: `http://127.0.0.1:${port}/`, data });
  }

  async network_away() {
    await Promise.all(this.#roads.map((road) => road.weather('no_network')));
  }
  async network_back() {
    await Promise.all(this.#roads.map((road) => road.weather('fair')));
  }

  /** Everything that the programs wrote about themselves. */
  written() {
    return this.#programs.map((program) => readFileSync(program.log, 'utf8')).join('\n');
  }

  async end() {
    await Promise.all([...this.#programs.map((program) => program.kill()), ...this.#roads.map((road) => road.end())]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #road(name, port) {
    const log = openSync(join(this.logs, `road-to-${name}.log`), 'w');
    const road = await Road.open(binary('proco-road'), `127.0.0.1:${port}`, log);
    this.#roads.push(road);
    return road;
  }

  async #start(name, file, args, options) {
    const log = join(this.logs, `${name}.log`);
    rmSync(log, { force: true });
    const program = new Program(name, file, args, { ...options, log });
    this.#programs.push(program);
    await program.start();
    return program;
  }
}
