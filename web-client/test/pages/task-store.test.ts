import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { LiveTask } from '../../pages/tasks/live-task.js';
import { TaskMemory } from '../../pages/tasks/task-memory.js';
import { MOST_TASKS, TaskStore } from '../../pages/tasks/task-store.js';
import { RealtimeHubError, type HubTask, type RealtimeHubClient, type TaskReport } from '../../src/index.js';
import { Inbox } from '../kit/inbox.js';
import { newStorage } from '../kit/storage.js';

const report = (id: string, more: Partial<TaskReport> = {}): TaskReport => ({
  id,
  kind: 'sum',
  state: 'running',
  version: 1,
  attempt: 1,
  maxAttempts: 3,
  created: `2026-11-29T12:00:${id.padStart(2, '0')}Z`,
  kept: 'memory',
  ...more,
});

const ended = (id: string): TaskReport => report(id, { state: 'succeeded', version: 9 });

/** Answers by the beginning of their address; whatever is not named is unknown. */
let answers: Record<string, { status?: number; body: unknown }>;
const asked: string[] = [];

beforeEach(() => {
  answers = {};
  asked.length = 0;
  vi.stubGlobal('document', { baseURI: 'http://hub/' });
  vi.stubGlobal('fetch', (address: string) => {
    const path = address.slice('http://hub/v1/'.length);
    asked.push(path);
    const found = Object.keys(answers).find((start) => path.startsWith(start));
    const { status = 200, body } = answers[found ?? ''] ?? { status: 404, body: { detail: 'no such task', code: 107 } };
    return Promise.resolve(Response.json(body, { status }));
  });
});

const lists = (open: TaskReport[], over: TaskReport[]): void => {
  answers['tasks?state=open'] = { body: { tasks: open, cursor: null } };
  answers['tasks?state=ended'] = { body: { tasks: over, cursor: null } };
};

/** A client whose tasks say what a test tells them to. */
class Tasks {
  readonly news = new Map<string, Inbox<TaskReport>>();
  readonly followed: string[] = [];
  readonly closed: string[] = [];
  cancel: () => Promise<TaskReport> = () => Promise.reject(new RealtimeHubError(0, 'Not connected'));

  readonly client = {
    followTask: (id: string): Partial<HubTask> => ({
      id,
      cancel: () => this.cancel(),
      close: () => {
        this.closed.push(id);
        return Promise.resolve();
      },
      [Symbol.asyncIterator]: () => {
        this.followed.push(id);
        const inbox = new Inbox<TaskReport>();
        this.news.set(id, inbox);
        return { next: async () => ({ done: false, value: await inbox.next() }) };
      },
    }),
  } as unknown as RealtimeHubClient;
}

function newStore(): { store: TaskStore; tasks: Tasks; memory: TaskMemory; changes: string[] } {
  const tasks = new Tasks();
  const storage = newStorage();
  const memory = new TaskMemory(() => storage);
  const changes: string[] = [];
  const store = new TaskStore(
    tasks.client,
    (task, before) => {
      changes.push(`${task.id} ${before?.state ?? 'new'} ${task.shown}`);
    },
    memory,
  );
  return { store, tasks, memory, changes };
}

const shown = (store: TaskStore): string[] => store.all.map((task) => `${task.id} ${task.shown}`);
const first = (store: TaskStore): LiveTask => {
  const [task] = store.all;
  if (!task) throw new Error('The list is empty');
  return task;
};

describe('The list of tasks', () => {
  test('is what the server lists, newest first, and what runs is followed', async () => {
    lists([report('3'), report('1')], [ended('2')]);
    const { store, tasks, changes } = newStore();
    store.open();
    await store.refresh();
    expect(shown(store)).toEqual(['3 running', '2 succeeded', '1 running']);
    expect(tasks.followed).toEqual(['3', '1']);
    expect(store.listing.value).toEqual({ isFilled: true, hasMore: false, refusal: undefined });
    expect(changes).toEqual(['3 new running', '1 new running', '2 new succeeded']);

    tasks.news.get('3')?.put(report('3', { version: 3, state: 'retrying' }));
    tasks.news.get('3')?.put(report('3', { version: 2 }));
    tasks.news.get('3')?.put(report('3', { version: 4, state: 'failed' }));
    await expect.poll(() => changes.slice(3)).toEqual(['3 running retrying', '3 retrying failed']);
  });

  test('asks once for all who ask at the same time', async () => {
    lists([], []);
    const { store } = newStore();
    await Promise.all([store.refresh(), store.refresh()]);
    expect(asked).toHaveLength(2);
  });

  test('is what this tab has started where the server lists none', async () => {
    const body = { detail: 'only operators', code: 103 };
    answers['tasks?'] = { status: 403, body };
    answers['tasks/2'] = { body: ended('2') };
    answers['tasks/4'] = { body: report('4') };
    const { store, memory } = newStore();
    for (const id of ['2', '3', '4']) memory.add(id);
    await store.refresh();
    expect(shown(store)).toEqual(['4 running', '2 succeeded']);
    expect(store.listing.value.refusal).toEqual({ status: 403, code: 103, text: 'only operators' });
    expect(memory.ids).toEqual(['4', '2']);
  });

  test('stays as it is when the server does not answer', async () => {
    lists([report('1')], []);
    const { store } = newStore();
    await store.refresh();
    vi.stubGlobal('fetch', () => Promise.reject(new Error('no network')));
    await store.refresh();
    expect(shown(store)).toEqual(['1 running']);
    expect(store.listing.value.refusal).toBeUndefined();
  });

  test('says so of a task that the server has forgotten', async () => {
    lists([report('1'), report('2')], []);
    const { store, tasks } = newStore();
    store.open();
    await store.refresh();
    lists([report('2')], []);
    await store.refresh();
    expect(shown(store)).toEqual(['2 running', '1 lost']);
    expect(tasks.closed).toEqual(['1']);
    expect(store.all[1]?.problem).toMatch(/does not know this task any more/);
  });

  test('is bounded, and lets go of what has ended first', async () => {
    const many = Array.from({ length: MOST_TASKS }, (_, index) => ended(String(index + 2)));
    lists([report('1')], many);
    const { store } = newStore();
    await store.refresh();
    expect(store.all).toHaveLength(MOST_TASKS);
    expect(store.all.map(({ id }) => id)).toContain('1');
    expect(store.all.map(({ id }) => id)).not.toContain('2');
    expect(store.listing.value.hasMore).toBe(true);
  });

  test('begins with what was just started, and remembers it', () => {
    const { store, tasks, memory } = newStore();
    store.open();
    store.started(report('5', { state: 'queued' }));
    expect(shown(store)).toEqual(['5 queued']);
    expect(memory.ids).toEqual(['5']);
    expect(tasks.followed).toEqual(['5']);
    store.close();
    expect(tasks.closed).toEqual(['5']);
  });
});

describe('Cancelling a task of the list', () => {
  test('is seen at once, and over when the server says so', async () => {
    const { store, tasks, changes } = newStore();
    store.open();
    store.started(report('1'));
    tasks.cancel = () => Promise.resolve(report('1'));
    const cancelled = first(store).cancel();
    expect(shown(store)).toEqual(['1 cancelling']);
    expect(first(store).mayCancel).toBe(false);
    await cancelled;
    tasks.news.get('1')?.put(report('1', { version: 2, state: 'cancelled' }));
    await expect.poll(() => changes.at(-1)).toBe('1 running cancelled');
  });

  test('that is refused says why, and may be tried again', async () => {
    const { store } = newStore();
    store.started(report('1'));
    await first(store).cancel();
    expect(first(store)).toMatchObject({ shown: 'running', mayCancel: true, problem: 'Not cancelled. Not connected' });
  });
});

describe('What a tab remembers', () => {
  test('is the newest tasks, each once', () => {
    const storage = newStorage();
    const memory = new TaskMemory(() => storage);
    for (let id = 0; id < 60; id++) memory.add(String(id));
    memory.add('30');
    expect(memory.ids).toHaveLength(50);
    expect(memory.ids.slice(0, 3)).toEqual(['30', '59', '58']);
    memory.forget('59');
    expect(new TaskMemory(() => storage).ids.slice(0, 2)).toEqual(['30', '58']);
  });

  test('is nothing where storage is forbidden or holds something else', () => {
    const forbidden = new TaskMemory(() => {
      throw new Error('SecurityError');
    });
    forbidden.add('1');
    expect(forbidden.ids).toEqual([]);
    const storage = newStorage();
    storage.setItem('realtimehub.tasks', '{"not": "a list"}');
    expect(new TaskMemory(() => storage).ids).toEqual([]);
  });
});
