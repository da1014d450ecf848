import { vi } from 'vitest';
import type { LiveTask } from '../../pages/tasks/live-task.js';
import { TaskMemory } from '../../pages/tasks/task-memory.js';
import { TaskStore } from '../../pages/tasks/task-store.js';
import { RealtimeHubError, type HubTask, type RealtimeHubClient, type TaskReport } from '../../src/index.js';
import { Inbox } from './inbox.js';
import { newStorage } from './storage.js';

export const report = (id: string, more: Partial<TaskReport> = {}): TaskReport => ({
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

export const ended = (id: string): TaskReport => report(id, { state: 'succeeded', version: 9 });

/** What the page asks over HTTP, and hears. */
export class TaskServer {
  /** By the beginning of their address; whatever is not named is unknown. */
  readonly answers: Record<string, { status?: number; body: unknown }> = {};
  readonly asked: string[] = [];

  /** Takes the place of the real one until the test is over. */
  constructor() {
    vi.stubGlobal('document', { baseURI: 'http://hub/' });
    vi.stubGlobal('fetch', (address: string) => {
      const path = address.slice('http://hub/v1/'.length);
      this.asked.push(path);
      return Promise.resolve(this.answer(path));
    });
  }

  lists(open: TaskReport[], over: TaskReport[]): void {
    this.answers['tasks?state=open'] = { body: { tasks: open, cursor: null } };
    this.answers['tasks?state=ended'] = { body: { tasks: over, cursor: null } };
  }

  private answer(path: string): Response {
    const found = Object.keys(this.answers).find((start) => path.startsWith(start));
    const unknown = { status: 404, body: { detail: 'no such task', code: 107 } };
    const { status = 200, body } = this.answers[found ?? ''] ?? unknown;
    return Response.json(body, { status });
  }
}

/** A client whose tasks say what a test tells them to. */
export class Tasks {
  /** Of each task that is followed; closing it is the last thing that it hears. */
  readonly news = new Map<string, Inbox<TaskReport | undefined>>();
  readonly followed: string[] = [];
  readonly closed: string[] = [];
  cancel: () => Promise<TaskReport> = () => Promise.reject(new RealtimeHubError(0, 'Not connected'));
  /** Why nobody may follow a task, while that is so. */
  refusal: RealtimeHubError | undefined;

  readonly client = {
    followTask: (id: string): Partial<HubTask> => ({
      id,
      cancel: () => this.cancel(),
      close: () => {
        this.closed.push(id);
        this.news.get(id)?.put(undefined);
        return Promise.resolve();
      },
      [Symbol.asyncIterator]: () => {
        this.followed.push(id);
        const { refusal } = this;
        if (refusal) return { next: () => Promise.reject(refusal) };
        const inbox = new Inbox<TaskReport | undefined>();
        this.news.set(id, inbox);
        return readAll(inbox);
      },
    }),
  } as unknown as RealtimeHubClient;
}

async function* readAll(inbox: Inbox<TaskReport | undefined>): AsyncGenerator<TaskReport, void> {
  for (let told = await inbox.next(); told; told = await inbox.next()) yield told;
}

export function newStore(): { store: TaskStore; tasks: Tasks; memory: TaskMemory; changes: string[] } {
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

export const shown = (store: TaskStore): string[] => store.all.map((task) => `${task.id} ${task.shown}`);
export const first = (store: TaskStore): LiveTask => {
  const [task] = store.all;
  if (!task) throw new Error('The list is empty');
  return task;
};
