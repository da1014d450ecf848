import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HubServer, Settings } from '../kit/hub-server.js';
import { get, post } from '../kit/http.js';
import { writeOrders } from '../kit/orders-file.js';

const ROWS = 400_000;

/** Background tasks for the pictures, and the files that they read. */
export interface DemoTasks {
  settings: Settings;
  /** Starts some of each outcome; the last one goes on for some seconds. */
  start(server: HubServer): Promise<void>;
  remove(): void;
}

export function demoTasks(): DemoTasks {
  const folder = mkdtempSync(join(tmpdir(), 'realtimehub-demo-'));
  return {
    settings: {
      'RealtimeHub:Tasks:DataFolder': folder,
      'RealtimeHub:Tasks:Webhook:AllowPrivateAddresses': true,
      'RealtimeHub:Tasks:Kinds:webhook:RetryDelay': '00:01:00',
    },
    start: async (server) => {
      await writeOrders(folder, 'orders.csv', 40_000);
      await writeOrders(folder, 'archive.csv', ROWS);
      await start(server, 'csv-summary', { path: 'missing.csv' });
      await ended(server, await start(server, 'csv-summary', { path: 'orders.csv' }));
      // Nobody listens there.
      await start(server, 'webhook', { url: 'http://127.0.0.1:9/', body: { order: 4711 } });
      await start(server, 'csv-summary', { path: 'archive.csv' }, 'archive');
      await start(server, 'csv-summary', { path: 'archive.csv' }, 'archive');
    },
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function start(server: HubServer, kind: string, args: unknown, key = ''): Promise<string> {
  const query = key === '' ? '' : `?key=${key}`;
  const { body } = await post(server, `/v1/tasks/${kind}${query}`, JSON.stringify(args));
  return (body as { id: string }).id;
}

/** Waits for the end of a task. */
async function ended(server: HubServer, id: string): Promise<void> {
  for (;;) {
    const { body } = await get(server, `/v1/tasks/${id}`);
    if ('ended' in (body as object)) return;
  }
}
