import { beforeEach, describe, expect, test, vi } from 'vitest';
import { TaskMemory } from '../../pages/tasks/task-memory.js';
import { MOST_TASKS } from '../../pages/tasks/task-store.js';
import { RealtimeHubError } from '../../src/index.js';
import { newStorage } from '../kit/storage.js';
import { ended, first, newStore, report, shown, TaskServer } from '../kit/task-list.js';

let server: TaskServer;

beforeEach(() => {
  server = new TaskServer();
});

describe('The list of tasks', () => {
  test('is what the server lists, newest first, and what runs is followed', async () => {
    server.lists([report('3'), report('1')], [ended('2')]);
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

  test('takes the end of a task, whatever its number, and lets nothing that is not newer come after it', async () => {
    server.lists([report('1', { version: 8 })], []);
    const { store, tasks } = newStore();
    store.open();
    await store.refresh();
    tasks.news.get('1')?.put(report('1', { version: 5, state: 'failed' }));
    await expect.poll(() => shown(store)).toEqual(['1 failed']);

    for (const version of [4, 5]) first(store).take(report('1', { version }));
    expect(shown(store)).toEqual(['1 failed']);
    first(store).take(report('1', { version: 6 }));
    expect(shown(store)).toEqual(['1 running']);
  });

  test('shows what somebody has taken back and still runs, and offers no second cancel', async () => {
    server.lists([report('1', { cancelRequested: true })], []);
    const { store } = newStore();
    await store.refresh();
    expect([first(store).shown, first(store).mayCancel]).toEqual(['cancelling', false]);
  });

  test('asks once for all who ask at the same time', async () => {
    server.lists([], []);
    const { store } = newStore();
    await Promise.all([store.refresh(), store.refresh()]);
    expect(server.asked).toHaveLength(2);
  });

  test('is what this tab has started where the server lists none', async () => {
    const body = { detail: 'only operators', code: 103 };
    server.answers['tasks?'] = { status: 403, body };
    server.answers['tasks/2'] = { body: ended('2') };
    server.answers['tasks/4'] = { body: report('4') };
    const { store, memory } = newStore();
    for (const id of ['2', '3', '4']) memory.add(id);
    await store.refresh();
    expect(shown(store)).toEqual(['4 running', '2 succeeded']);
    expect(store.listing.value.refusal).toEqual({ status: 403, code: 103, text: 'only operators' });
    expect(memory.ids).toEqual(['4', '2']);
  });

  test('stays as it is when the server does not answer', async () => {
    server.lists([report('1')], []);
    const { store } = newStore();
    await store.refresh();
    vi.stubGlobal('fetch', () => Promise.reject(new Error('no network')));
    await store.refresh();
    expect(shown(store)).toEqual(['1 running']);
    expect(store.listing.value.refusal).toBeUndefined();
  });

  test('says so of a task that the server has forgotten', async () => {
    server.lists([report('1'), report('2')], []);
    const { store, tasks } = newStore();
    store.open();
    await store.refresh();
    server.lists([report('2')], []);
    await store.refresh();
    expect(shown(store)).toEqual(['2 running', '1 lost']);
    expect(tasks.closed).toEqual(['1']);
    expect(store.all[1]?.problem).toMatch(/does not know this task any more/);
  });

  test('follows again what could not be followed, when it is asked for anew', async () => {
    server.lists([report('1')], []);
    const { store, tasks } = newStore();
    tasks.refusal = new RealtimeHubError(103, 'not allowed');
    store.open();
    await store.refresh();
    await expect
      .poll(() => first(store).problem)
      .toBe('This page cannot follow it: not allowed (103). Press Refresh to try again.');

    tasks.refusal = undefined;
    await store.refresh();
    expect(tasks.followed).toEqual(['1', '1']);
    expect(first(store).problem).toBeUndefined();
    tasks.news.get('1')?.put(ended('1'));
    await expect.poll(() => shown(store)).toEqual(['1 succeeded']);
    await store.refresh();
    expect(tasks.followed).toEqual(['1', '1']);
  });

  test('follows nothing while nobody looks', async () => {
    server.lists([report('1')], []);
    const { store, tasks } = newStore();
    await store.refresh();
    await store.refresh();
    expect(tasks.followed).toEqual([]);
  });

  test('says so of a task that the server does not know when it is followed', async () => {
    server.lists([report('1')], []);
    const { store, tasks } = newStore();
    tasks.refusal = new RealtimeHubError(116, 'there is no such task, or it ended long ago');
    store.open();
    await expect.poll(() => shown(store)).toEqual(['1 lost']);
    expect(first(store).problem).toMatch(
      /it ended long ago, the server has restarted and keeps none, or it is not yours\.$/,
    );
  });

  test('is bounded, and lets go of what has ended first', async () => {
    const many = Array.from({ length: MOST_TASKS }, (_, index) => ended(String(index + 2)));
    server.lists([report('1')], many);
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
    expect(first(store)).toMatchObject({
      shown: 'running',
      mayCancel: true,
      problem: 'Not cancelled: Not connected. Press Cancel to try again.',
    });
  });

  test('that was refused is spoken of until the task has ended', async () => {
    server.lists([report('1')], []);
    const { store, tasks } = newStore();
    store.open();
    store.started(report('1'));
    await first(store).cancel();
    tasks.news.get('1')?.put(report('1', { version: 2 }));
    await expect.poll(() => first(store).report.version).toBe(2);
    expect(first(store).problem).toMatch(/^Not cancelled/);
    tasks.news.get('1')?.put(ended('1'));
    await expect.poll(() => shown(store)).toEqual(['1 succeeded']);
    expect(first(store).problem).toBeUndefined();
  });

  test('that was refused is not spoken of any more when it is tried again', async () => {
    const { store, tasks } = newStore();
    store.started(report('1'));
    await first(store).cancel();
    tasks.cancel = () => Promise.resolve(report('1'));
    await first(store).cancel();
    expect(first(store)).toMatchObject({ shown: 'cancelling', problem: undefined });
  });

  test('and following it may both be refused', async () => {
    server.lists([report('1')], []);
    const { store, tasks } = newStore();
    tasks.refusal = new RealtimeHubError(103, 'not allowed');
    store.open();
    store.started(report('1'));
    await expect.poll(() => first(store).problem).toMatch(/^This page/);
    await first(store).cancel();
    expect(first(store).problem).toMatch(/^Not cancelled: [^]* This page cannot follow it: /);
  });

  test('is not spoken of when the task has ended meanwhile', async () => {
    const { store, tasks } = newStore();
    store.started(report('1'));
    tasks.cancel = () => {
      first(store).take(ended('1'));
      return Promise.reject(new RealtimeHubError(0, 'Not connected'));
    };
    await first(store).cancel();
    expect(first(store)).toMatchObject({ shown: 'succeeded', problem: undefined });
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
