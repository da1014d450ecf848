import { beforeEach, describe, expect, test, vi } from 'vitest';
import { MOST_TASKS } from '../../pages/tasks/task-store.js';
import { RealtimeHubError } from '../../src/index.js';
import { ended, first, newStore, report, shown, TaskServer } from '../kit/task-list.js';

const ONLY_OPERATORS = { status: 403, body: { detail: 'only operators', code: 103 } };

let server: TaskServer;

beforeEach(() => {
  server = new TaskServer();
});

describe('A look at the tasks of others', () => {
  test('finds those that were started and that have ended since the last one', async () => {
    server.lists([report('1')], []);
    const { store, tasks, changes } = newStore();
    store.open();
    await store.refresh();
    server.lists([report('3')], [ended('2'), ended('1')]);
    await store.look();
    expect(shown(store)).toEqual(['3 running', '2 succeeded', '1 succeeded']);
    expect(tasks.followed).toEqual(['1', '3']);
    expect(server.asked.slice(2)).toEqual(['tasks?state=open&limit=50', 'tasks?state=ended&limit=10']);

    // Nothing new is no change: no row is touched.
    const before = [...changes];
    await store.look();
    expect(changes).toEqual(before);
  });

  test('is one at a time, and a refresh waits for it', async () => {
    server.lists([], []);
    const { store } = newStore();
    await store.refresh();
    server.asked.length = 0;
    await Promise.all([store.look(), store.look(), store.refresh(), store.look()]);
    expect(server.asked.map((path) => path.replace(/.*limit=/, ''))).toEqual(['50', '10', '50', '50']);
  });

  test('becomes a refresh where more has ended than it sees', async () => {
    server.lists([], [ended('1')]);
    const { store } = newStore();
    await store.refresh();
    server.lists(
      [],
      Array.from({ length: 10 }, (_, index) => ended(String(30 - index))),
    );
    server.asked.length = 0;
    await store.look();
    expect(server.asked).toHaveLength(4);
    expect(store.all).toHaveLength(11);
  });

  test('stays one where so many go on that there is no room for those that have ended', async () => {
    const ids = Array.from({ length: MOST_TASKS + 10 }, (_, index) => String(index + 10)).reverse();
    server.lists(
      ids.slice(0, MOST_TASKS).map((id) => report(id)),
      ids.slice(MOST_TASKS).map(ended),
    );
    const { store } = newStore();
    await store.refresh();
    expect(store.all).toHaveLength(MOST_TASKS);
    server.asked.length = 0;
    await store.look();
    expect(server.asked).toEqual(['tasks?state=open&limit=50', 'tasks?state=ended&limit=10']);
  });

  test('asks for a task that goes on here and is not listed', async () => {
    server.lists([report('1')], []);
    const { store } = newStore();
    await store.refresh();
    server.lists([], []);
    await store.look();
    expect(server.asked.at(-1)).toBe('tasks/1');
    expect(shown(store)).toEqual(['1 lost']);
  });

  test('finds again what was taken for lost, and follows it', async () => {
    server.lists([report('1')], []);
    const { store, tasks } = newStore();
    store.open();
    await store.refresh();
    server.lists([], []);
    await store.look();
    expect(shown(store)).toEqual(['1 lost']);

    server.lists([report('1')], []);
    await store.look();
    expect(first(store)).toMatchObject({ shown: 'running', problem: undefined, mayCancel: true });
    expect(tasks.followed).toEqual(['1', '1']);
    tasks.news.get('1')?.put(ended('1'));
    await expect.poll(() => shown(store)).toEqual(['1 succeeded']);
  });

  test('is not made where the server lists none', async () => {
    server.answers['tasks?'] = ONLY_OPERATORS;
    const { store } = newStore();
    await store.refresh();
    server.asked.length = 0;
    await store.look();
    expect(server.asked).toEqual([]);
  });

  test('fills the list with what this tab has started when that was not known before', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new Error('no network')));
    const { store, memory } = newStore();
    memory.add('4');
    await store.refresh();
    expect(store.listing.value.isFilled).toBe(false);

    server = new TaskServer();
    server.answers['tasks?'] = ONLY_OPERATORS;
    server.answers['tasks/4'] = { body: report('4') };
    await store.look();
    expect(shown(store)).toEqual(['4 running']);
    expect(store.listing.value).toMatchObject({ isFilled: true, refusal: { code: 103 } });
  });

  test('says so when the server does not list them any more', async () => {
    server.lists([report('1')], []);
    const { store } = newStore();
    await store.refresh();
    server.answers['tasks/1'] = { body: report('1') };
    server.answers['tasks?state=ended'] = { status: 503, body: { detail: 'Redis is away', code: 114 } };
    await store.look();
    expect(store.listing.value.refusal).toBeUndefined();
    server.answers['tasks?state=ended'] = ONLY_OPERATORS;
    await store.look();
    expect(store.listing.value.refusal?.code).toBe(103);
    expect(shown(store)).toEqual(['1 running']);
  });

  test('fills the list when the server can list them again', async () => {
    server.answers['tasks?'] = { status: 503, body: { detail: 'Redis is away', code: 114 } };
    const { store } = newStore();
    await store.refresh();
    await store.look();
    expect(store.listing.value.refusal?.code).toBe(114);
    delete server.answers['tasks?'];
    server.lists([report('1')], []);
    await store.look();
    expect(store.listing.value.refusal).toBeUndefined();
    expect(shown(store)).toEqual(['1 running']);
  });

  test('does not ask again to follow what was refused', async () => {
    server.lists([report('1')], []);
    const { store, tasks } = newStore();
    tasks.refusal = new RealtimeHubError(103, 'not allowed');
    store.open();
    await expect.poll(() => first(store).problem).toMatch(/not allowed/);
    for (const version of [2, 3]) {
      server.lists([report('1', { version })], []);
      await store.look();
      expect(first(store).report.version).toBe(version);
    }
    expect(tasks.followed).toEqual(['1']);
    // What it brings does not come by itself.
    expect(first(store).problem).toMatch(/cannot follow it[^]*Press Refresh/);
  });
});
