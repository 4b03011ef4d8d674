// Autosave of a form: a queue that writes each field to disk when it is entered, one after the other. A field that the core
// refused stays on the screen as entered and is tried again by `settle`; where another window answered meanwhile, the officer chooses.
import { refusal, type Refusal } from './backend/backend';

type Write<T> = <F extends keyof T>(field: F, value: T[F], no_bsn: boolean) => Promise<void>;
export type Failed<T> = Partial<Record<keyof T, Refusal['code']>>;

export class Autosave<T extends object> {
  /** Writes one field. Rejects with the core's refusal. */
  #write: Write<T>;
  /** What is on disk. */
  #kept: () => T;
  /** Entered fields that are not known to be on disk yet. They are shown in place of those on disk. */
  #entered = $state.raw<Partial<T>>({});
  #failed = $state.raw<Failed<T>>({});
  #queue: Promise<void> = Promise.resolve();
  /** The digits of the texts of which the officer said that the number in them is no BSN. */
  #no_bsn = new Map<keyof T, string>();
  /** Text fields that wait for the officer to stop typing. */
  #typing = new Set<() => void>();

  constructor(kept: () => T, write: Write<T>) {
    this.#kept = kept;
    this.#write = write;
  }

  get now(): T {
    return { ...this.#kept(), ...this.#entered };
  }
  /** What is not known to be on disk. */
  get entered(): Partial<T> {
    return this.#entered;
  }
  get failed(): Failed<T> {
    return this.#failed;
  }
  get first_failed(): Refusal['code'] | undefined {
    return Object.values<Refusal['code'] | undefined>(this.#failed)[0];
  }

  /** Puts one answer in. Resolves when it is on disk, or was refused and is kept as entered. */
  set<F extends keyof T>(field: F, value: T[F]): Promise<void> {
    this.#enter(field, value);
    this.#queue = this.#queue.then(() =>
      this.#settled(field, value, this.#write(field, value, this.#no_bsn.get(field) === digits(value))),
    );
    return this.#queue;
  }

  /** Puts one last answer in, which `close` writes in one go with what it does. Where `close` says that it was
   * not kept, it stays as entered. */
  close<F extends keyof T, R>(field: F, value: T[F], close: () => Promise<R>): Promise<R> {
    this.#enter(field, value);
    const closed = this.#queue.then(close);
    this.#queue = this.#settled(field, value, closed);
    return closed;
  }

  /** Saves a text that was refused with `maybe_bsn`: the officer says that the number in it is no BSN. */
  say_no_bsn(field: keyof T): Promise<void> {
    this.#no_bsn.set(field, digits(this.now[field]));
    return this.set(field, this.now[field]);
  }

  /** Registers a text field, so that what was typed is kept before the screen is left. */
  typing(flush: () => void): () => void {
    this.#typing.add(flush);
    return () => this.#typing.delete(flush);
  }

  /** Waits until all is on disk; tries once more what failed. True when nothing is left behind. */
  async settle(): Promise<boolean> {
    this.flush();
    await this.#queue;
    for (const field of this.#refused((code) => code !== 'draft_changed')) void this.set(field, this.now[field]);
    await this.#queue;
    return this.first_failed === undefined;
  }

  /** The fields as entered here for which another window has saved another answer meanwhile. */
  get contested(): Partial<T> {
    const fields = this.#refused((code) => code === 'draft_changed');
    return Object.fromEntries(fields.map((field) => [field, this.#entered[field]])) as Partial<T>;
  }

  /** Saves the contested fields as entered here, or discards what was entered. */
  async choose_mine(mine: boolean): Promise<void> {
    for (const field of this.#refused((code) => code === 'draft_changed')) {
      if (mine) void this.set(field, this.now[field]);
      else {
        this.#entered = without<Partial<T>>(this.#entered, field);
        this.#failed = without<Failed<T>>(this.#failed, field);
      }
    }
    await this.#queue;
  }

  /** Enters what is being typed. */
  flush(): void {
    for (const flush of this.#typing) flush();
  }

  #refused(which: (code: Refusal['code']) => boolean): (keyof T)[] {
    const refused = Object.entries(this.#failed) as [keyof T, Refusal['code']][];
    return refused.filter(([, code]) => which(code)).map(([field]) => field);
  }

  #enter<F extends keyof T>(field: F, value: T[F]): void {
    this.#entered = { ...this.#entered, [field]: value };
    this.#failed = without(this.#failed, field);
  }

  /** Notes what became of an answer that is being written. */
  async #settled<F extends keyof T>(field: F, value: T[F], written: Promise<unknown>): Promise<void> {
    try {
      await written;
      if (this.#entered[field] === value) this.#entered = without(this.#entered, field);
    } catch (thrown) {
      if (this.#entered[field] === value) {
        this.#failed = { ...this.#failed, [field]: refusal(thrown).code };
      }
    }
  }
}

/** The digits of a text, so that "this is no BSN" applies to exactly that number. */
const digits = (value: unknown): string => String(value).replace(/\P{N}/gu, '');

function without<P extends object>(from: P, key: keyof P): P {
  const rest = { ...from };
  delete rest[key];
  return rest;
}
