import { TaskFailed, type TaskReport } from '@realtimehub/client';
import { beforeAll, describe, expect, it } from 'vitest';
import { newClient } from './kit/browser-client.js';
import { useDataFolder } from './kit/data-folder.js';
import { writeOrders } from './kit/orders-file.js';
import { protocols } from './kit/protocols.js';
import { useServer } from './kit/use-server.js';
import { useWebhookTarget } from './kit/webhook-target.js';

const folder = useDataFolder();
const target = useWebhookTarget();
const server = useServer({
  'RealtimeHub:Tasks:DataFolder': folder,
  'RealtimeHub:Tasks:Webhook:AllowPrivateAddresses': true,
});

interface Summary {
  rows: number;
  columns: { name: string; type: string }[];
}

describe.each(protocols)('a task of the client library with %s', (protocol) => {
  beforeAll(() => writeOrders(folder, 'orders.csv', 2_000));

  const connect = async (): Promise<ReturnType<typeof newClient>> => {
    const client = newClient({ url: server().hubUrl, protocol });
    await client.connect();
    return client;
  };

  it('is followed from its start to its result', async () => {
    const client = await connect();
    const task = await client.runTask<Summary>('csv-summary', { path: 'orders.csv' });
    const states: TaskReport[] = [];
    for await (const state of task) states.push(state);
    expect(states[0]).toMatchObject({ id: task.id, kind: 'csv-summary', state: 'queued', attempt: 0 });
    expect(states.at(-1)).toMatchObject({ state: 'succeeded', percent: 100, attempt: 1 });
    const versions = states.map(({ version }) => version);
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));

    const { rows, columns } = await task.result;
    expect(rows).toBe(2_000);
    expect(columns.find(({ name }) => name === 'amount')).toMatchObject({ type: 'number' });
  });

  it('says why it has failed', async () => {
    const client = await connect();
    const task = await client.runTask('csv-summary', { path: 'nowhere.csv' });
    const error = await task.result.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TaskFailed);
    expect(error).toMatchObject({ report: { state: 'failed', error: { code: 'noSuchFile' } } });
  });

  it('is refused with a code', async () => {
    const client = await connect();
    await expect(client.runTask('csv-summary', { path: '' })).rejects.toMatchObject({ code: 107 });
    await expect(client.runTask('no-such-kind')).rejects.toMatchObject({ code: 115 });
  });

  it('is seen by whoever comes late, and taken back by them', async () => {
    const client = await connect();
    const { id } = await client.runTask('webhook', { url: target.url, body: 1 });
    await target.next();
    const late = (await connect()).followTask(id);
    const outcome = late.result;
    for await (const { state } of late) if (state === 'running') break;
    await late.cancel();
    await expect(outcome).rejects.toMatchObject({ report: { state: 'cancelled' } });

    const later = (await connect()).followTask(id);
    for await (const { state } of later) expect(state).toBe('cancelled');
  });

  it('ends with code 116 where the server does not know it', async () => {
    const client = await connect();
    const task = client.followTask('0000000000000000000000000000abcd');
    await expect(task.result).rejects.toMatchObject({ code: 116, temporary: false });
    await expect(task[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 116 });
    await expect(task.cancel()).rejects.toMatchObject({ code: 116 });
  });

  it('is started once, however often it is asked for with one idempotency key', async () => {
    const client = await connect();
    const options = { idempotencyKey: `once over ${protocol}`.replaceAll(' ', '-') };
    const first = await client.runTask('csv-summary', { path: 'orders.csv' }, options);
    await first.result;
    const second = await client.runTask('csv-summary', { path: 'orders.csv' }, options);
    expect(second.id).toBe(first.id);
    expect(second.report?.state).toBe('succeeded');
  });
});

describe('a task of a server that keeps none over a restart', () => {
  const other = useServer({ 'RealtimeHub:Tasks:Webhook:AllowPrivateAddresses': true });

  it('is not waited for any more', async () => {
    const client = newClient({ url: other().hubUrl });
    await client.connect();
    const task = await client.runTask('webhook', { url: target.url, body: null });
    const outcome = expect(task.result).rejects.toMatchObject({ code: 116 });
    await target.next();
    await other().kill();
    await other().start();
    await outcome;
  });
});
