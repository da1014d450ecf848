import type { TaskReport } from '../../src/index.js';
import { ask, post, type Answer } from '../base/api.js';
import type { JsonSchema } from './schema.js';

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

/** A request that a browser or a proxy sends twice starts one task; whoever submits again wants another one. */
export function startTask({ kind, json, key, bulk }: TaskStart): Promise<Answer<TaskReport>> {
  const query = new URLSearchParams();
  if (key !== '') query.set('key', key);
  if (bulk) query.set('priority', 'bulk');
  const path = startPath(kind) + (query.size > 0 ? `?${query.toString()}` : '');
  return post(path, json, { 'idempotency-key': newKey() });
}

/** Where tasks of a kind are started. */
export function startPath(kind: string): string {
  return `v1/tasks/${encodeURIComponent(kind)}`;
}

/** By `getRandomValues`: `randomUUID` is missing where a page comes over plain HTTP. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
