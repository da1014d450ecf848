import type { RealtimeHubClient } from '../../src/client.js';
import type { HubTask, TaskReport } from '../../src/task-types.js';
import { message, type HubPeer } from './hub-peer.js';
import { connected } from './setup.js';
import type { HubMessage } from './wire.js';

export const TOPIC = 'task:7';

export const report = (version: number, more: Partial<TaskReport> = {}): TaskReport => ({
  id: '7',
  kind: 'sum',
  state: 'running',
  version,
  attempt: 1,
  maxAttempts: 3,
  created: '2026-11-29T12:00:00Z',
  kept: 'memory',
  ...more,
});

export const queued = report(1, { state: 'queued', attempt: 0 });
export const done = (version: number): TaskReport =>
  report(version, { state: 'succeeded', percent: 100, result: { sum: 6 } });
export const failed = (version: number): TaskReport =>
  report(version, { state: 'failed', error: { code: 'badFile', message: 'line 3 is no number' } });

export const told = (offset: number, data: TaskReport): HubMessage => message('event', TOPIC, offset, data);

/** A task that this client has started, and that waits for its turn. */
export async function started(): Promise<Awaited<ReturnType<typeof connected>> & { task: HubTask<{ sum: number }> }> {
  const setting = await connected();
  const run = setting.client.runTask<{ sum: number }>('sum', [1, 2, 3]);
  await setting.peer.answer('StartTask', queued);
  return { ...setting, task: await run };
}

/** Takes the states of a task into a recorder of versions, from now on. */
export function versionsOf(task: HubTask): { seen: number[]; ended: Promise<void> } {
  const seen: number[] = [];
  const read = async (): Promise<void> => {
    for await (const { version } of task) seen.push(version);
  };
  return { seen, ended: read() };
}

/** Whatever the server had to say before it has been handled when this resolves. */
export async function settled(peer: HubPeer, client: RealtimeHubClient): Promise<void> {
  const marker = client.history('marker');
  await peer.answer('History');
  await marker;
}
