import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ask } from '../../pages/base/api.js';
import { startTask } from '../../pages/tasks/task-api.js';
import { DeadPath } from '../kit/dead-path.js';
import { newStore, report, shown, TaskServer } from '../kit/task-list.js';

const NO_ANSWER = { ok: false, refusal: { status: undefined, text: 'The server did not answer.' } };

let path: DeadPath;

beforeEach(() => {
  vi.useFakeTimers();
  path = new DeadPath();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('A question on a path that has gone dead', () => {
  test.each([
    ['before the answer', () => path.never],
    ['in the middle of it', () => path.begun],
  ])('%s is given up after 15 s', async (_, fetch) => {
    vi.stubGlobal('document', { baseURI: 'http://hub/' });
    vi.stubGlobal('fetch', fetch());
    let answer: unknown;
    void ask('v1/tasks').then((given) => (answer = given));
    await vi.advanceTimersByTimeAsync(14_999);
    expect(answer).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(answer).toMatchObject(NO_ANSWER);
  });

  test('that starts a task is given the minute that the server may let it wait for room', async () => {
    vi.stubGlobal('document', { baseURI: 'http://hub/' });
    vi.stubGlobal('fetch', path.never);
    let answer: unknown;
    void startTask({ kind: 'sum', json: '[1]', key: '', bulk: false }, 'once').then((given) => (answer = given));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(answer).toBeUndefined();
    await vi.advanceTimersByTimeAsync(15_000);
    expect(answer).toMatchObject(NO_ANSWER);
  });

  test('does not keep the list of tasks from being filled once there is another one', async () => {
    const server = new TaskServer();
    server.lists([], []);
    const { store } = newStore();
    await store.refresh();
    const { fetch } = globalThis;
    vi.stubGlobal('fetch', path.never);
    const looked = store.look();
    vi.stubGlobal('fetch', fetch);
    server.lists([report('1')], []);
    void store.refresh();
    await vi.advanceTimersByTimeAsync(15_000);
    expect(shown(store)).toEqual(['1 running']);
    await looked;
  });
});
