import { setTimeout as delay } from 'node:timers/promises';

const LOOK_MS = 500;

/** How often it looks for tasks that have ended: rarely, as that, too, is work for the server. */
const WATCH_MS = 1_000;

/** Keeps a number of tasks at work on a server: when one has ended, it starts the next. */
export class Crew {
  static key = 'the-key-of-the-crew';

  #url;
  #count;
  #running = new Set();
  #isOn = false;
  #watching = Promise.resolve();

  constructor(url, count) {
    [this.#url, this.#count] = [url, count];
  }

  /** Resolves when all of them compute. */
  async begin() {
    this.#isOn = true;
    for (let i = 0; i < this.#count; i++) await this.#start();
    while ((await this.#states()).some((state) => state === 'queued')) await delay(LOOK_MS);
    this.#watching = this.#watch();
  }

  /** Cancels all of them. */
  async end() {
    this.#isOn = false;
    await this.#watching;
    for (const id of this.#running) await this.#call('DELETE', `/v1/tasks/${id}`);
    while ((await this.#states()).some((state) => state === 'running')) await delay(LOOK_MS);
    this.#running.clear();
  }

  async #watch() {
    while (this.#isOn) {
      await delay(WATCH_MS);
      for (const id of [...this.#running]) {
        const { state, error } = await this.#call('GET', `/v1/tasks/${id}`);
        if (state === 'failed') throw new Error(`a task failed: ${error.message}`);
        if (state !== 'succeeded') continue;
        this.#running.delete(id);
        await this.#start();
      }
    }
  }

  async #start() {
    const { id } = await this.#call('POST', '/v1/tasks/csv-summary', { path: 'table.csv' });
    this.#running.add(id);
  }

  async #states() {
    return Promise.all([...this.#running].map(async (id) => (await this.#call('GET', `/v1/tasks/${id}`)).state));
  }

  async #call(method, path, body) {
    const headers = { authorization: `Bearer ${Crew.key}`, 'content-type': 'application/json' };
    const answer = await fetch(new URL(path, this.#url), { method, headers, body: body && JSON.stringify(body) });
    const read = await answer.json();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${read.detail}`);
    return read;
  }
}
