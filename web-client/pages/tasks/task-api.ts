import type { TaskReport } from '../../src/index.js';
import { ask, post, type Answer } from '../base/api.js';
import type { JsonSchema } from './schema.js';

/** The server may let a start wait for room for a minute (`WaitForRoom`) before it answers. */
const START_TIMEOUT_MS = 75_000;

/** A kind of work that this page may start, as the server describes it. */
export interface TaskKind {
  name: string;
  description?: string;
  /** A JSON schema of the arguments. */
  arguments: JsonSchema;
  maxAttempts: number;
  timeoutMs: number;
  /** How many of its tasks run at once. */
  workers: number;
}

/** Some tasks, newest first; the cursor is there when there are more. */
export interface TaskPage {
  tasks: TaskReport[];
  cursor?: string | null;
}

/** How a task is started. */
export interface TaskStart {
  kind: string;
  /** The arguments, sent as they were typed. */
  json: string;
  key: string;
  bulk: boolean;
}

export function listKinds(): Promise<Answer<{ kinds: TaskKind[] }>> {
  return ask('v1/task-kinds');
}

export function listTasks(state: 'open' | 'ended', limit: number): Promise<Answer<TaskPage>> {
  return ask(`v1/tasks?state=${state}&limit=${limit}`);
}

export function findTask(id: string): Promise<Answer<TaskReport>> {
  return ask(`v1/tasks/${encodeURIComponent(id)}`);
}

/** However often this is sent with one `idempotencyKey`, by whomever, it starts one task. */
export function startTask({ kind, json, key, bulk }: TaskStart, idempotencyKey: string): Promise<Answer<TaskReport>> {
  const query = new URLSearchParams();
  if (key !== '') query.set('key', key);
  if (bulk) query.set('priority', 'bulk');
  const path = startPath(kind) + (query.size > 0 ? `?${query.toString()}` : '');
  return post(path, json, { 'idempotency-key': idempotencyKey }, START_TIMEOUT_MS);
}

/** Where tasks of a kind are started. */
export function startPath(kind: string): string {
  return `v1/tasks/${encodeURIComponent(kind)}`;
}
