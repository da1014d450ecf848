import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { TaskStart } from '../../pages/tasks/task-api.js';
import { TaskStarter } from '../../pages/tasks/task-starter.js';
import { report } from '../kit/task-list.js';

const SUM: TaskStart = { kind: 'sum', json: '[1]', key: '', bulk: false };

/** What becomes of the next start. */
let outcome: () => Promise<Response>;
let keys: string[];
let starter: TaskStarter;

const accepted = (): Promise<Response> => Promise.resolve(Response.json(report('1')));
const noAnswer = (): Promise<Response> => Promise.reject(new Error('no network'));
const refused = (status: number) => (): Promise<Response> => Promise.resolve(Response.json({}, { status }));

beforeEach(() => {
  keys = [];
  starter = new TaskStarter();
  vi.stubGlobal('document', { baseURI: 'http://hub/' });
  vi.stubGlobal('fetch', (_: string, { headers }: RequestInit) => {
    keys.push(new Headers(headers).get('idempotency-key') ?? '');
    return outcome();
  });
});

/** Starts a task, with this outcome. */
async function start(what: TaskStart, how: () => Promise<Response>): Promise<void> {
  outcome = how;
  await starter.start(what);
}

describe('A start that is made again', () => {
  test.each([
    ['it is not known whether it arrived', noAnswer],
    ['a proxy gave it up', refused(504)],
    ['the server could not say', refused(503)],
  ])('keeps its key where %s, until that is known', async (_, how) => {
    await start(SUM, how);
    await start(SUM, how);
    await start(SUM, accepted);
    expect(new Set(keys).size).toBe(1);

    await start(SUM, accepted);
    expect(keys[3]).not.toBe(keys[0]);
  });

  test('keeps its key where it is refused after a start of which nothing is known', async () => {
    await start(SUM, noAnswer);
    await start(SUM, refused(429));
    await start(SUM, accepted);
    expect(new Set(keys).size).toBe(1);
  });

  test.each([
    ['was accepted', accepted],
    ['was refused', refused(400)],
  ])('is another one where the first %s', async (_, how) => {
    await start(SUM, how);
    await start(SUM, accepted);
    expect(keys[1]).not.toBe(keys[0]);
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{32}$/);
  });

  test.each<[string, Partial<TaskStart>]>([
    ['of another kind', { kind: 'product' }],
    ['with other arguments', { json: '[2]' }],
    ['with another key', { key: 'k' }],
    ['with another priority', { bulk: true }],
  ])('%s is another one', async (_, other) => {
    await start(SUM, noAnswer);
    await start({ ...SUM, ...other }, accepted);
    expect(keys[1]).not.toBe(keys[0]);
  });
});
