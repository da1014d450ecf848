import { describe, expect, test } from 'vitest';
import type { TaskReport } from '../src/task-types.js';
import { refusal, unsubscribed } from './kit/hub-peer.js';
import { connected, newClient, Recorder, startHub, stateOf } from './kit/setup.js';
import { done, queued, report, settled, started, told, TOPIC, versionsOf } from './kit/tasks.js';

describe.each(['json', 'messagepack'] as const)('a task over %s', (protocol) => {
  test('is started with what it needs, and followed to its end', async () => {
    const { client, peer } = await connected({ protocol });
    const run = client.runTask<{ sum: number }>('sum', [1, 2, 3], { key: 'k', bulk: true });
    const call = await peer.answer('StartTask', queued);
    expect(call.arguments).toEqual(['sum', [1, 2, 3], { key: 'k', bulk: true }]);
    const task = await run;
    expect(task).toMatchObject({ id: '7', report: queued });

    const states: TaskReport[] = [];
    const read = async (): Promise<void> => {
      for await (const state of task) states.push(state);
    };
    const ended = read();
    const half = report(2, { percent: 40, message: 'half' });
    await peer.accept({ epoch: 'e', offset: 1 }, told(1, queued), told(2, half));
    await expect.poll(() => states).toEqual([queued, half]);
    peer.send(told(3, done(3)));
    await ended;

    expect(states).toEqual([queued, half, done(3)]);
    expect(await task.result).toEqual({ sum: 6 });
    expect((await peer.answer('Unsubscribe')).arguments).toEqual([TOPIC]);
  });
});

describe('starting a task', () => {
  test('names every argument, because the server counts them', async () => {
    const { client, peer } = await connected();
    const run = client.runTask('sum');
    expect((await peer.answer('StartTask', queued)).arguments).toEqual(['sum', {}, null]);
    await run;
  });

  test('that is refused rejects with the code', async () => {
    const { client, peer } = await connected();
    const run = client.runTask('sum');
    peer.send(refusal(await peer.call('StartTask'), '114: as many wait as may, retry after 1000 ms'));
    await expect(run).rejects.toMatchObject({ code: 114, temporary: true, retryAfterMs: 1000 });
  });

  test('without a connection rejects at once', async () => {
    await expect(newClient({}).runTask('sum')).rejects.toMatchObject({ code: 0, temporary: true });
  });

  test('again, after it has ended, needs no subscription', async () => {
    const { client, peer } = await connected();
    const run = client.runTask('sum', [], { idempotencyKey: 'once' });
    await peer.answer('StartTask', done(9));
    const task = await run;
    expect(await task.result).toEqual({ sum: 6 });
    const { seen, ended } = versionsOf(task);
    await ended;
    expect(seen).toEqual([9]);
    await settled(peer, client);
    expect(peer.waiting('Subscribe')).toEqual([]);
  });
});

describe('a task that the server does not know', () => {
  const unknown = '116: there is no such task, or it ended long ago';

  test('ends loop and result with code 116, and nothing of it is left', async () => {
    const { client, peer } = await connected();
    const task = client.followTask('7');
    const { seen, ended } = versionsOf(task);
    const outcome = task.result;
    peer.send(refusal(await peer.call('Subscribe'), unknown));
    const why = { name: 'RealtimeHubError', code: 116, temporary: false };
    await expect(ended).rejects.toMatchObject(why);
    await expect(outcome).rejects.toMatchObject(why);
    expect(seen).toEqual([]);

    await task.close();
    await settled(peer, client);
    expect([...peer.waiting('Subscribe'), ...peer.waiting('Unsubscribe')]).toEqual([]);
  });

  test('any more, after a restart, is not waited for', async () => {
    const { hub, client, peer, task } = await started();
    const { seen, ended } = versionsOf(task);
    const outcome = task.result;
    await peer.accept({ epoch: 'e', offset: 0 }, told(1, queued), told(2, report(2)));
    await expect.poll(() => seen).toEqual([1, 2]);

    peer.drop();
    const next = await hub.peer();
    next.send(refusal(await next.call('Subscribe'), unknown));
    await expect(ended).rejects.toMatchObject({ code: 116 });
    await expect(outcome).rejects.toMatchObject({ code: 116 });
    await settled(next, client);
    expect(next.waiting('Subscribe')).toEqual([]);

    // Nor does the client ask for it over the next connection.
    next.drop();
    const last = await hub.peer();
    await stateOf(client, 'connected');
    await settled(last, client);
    expect(last.waiting('Subscribe')).toEqual([]);
  });

  test('any more, while it is followed, is not waited for', async () => {
    const { peer, task } = await started();
    const outcome = task.result;
    await peer.accept({ epoch: 'e', offset: 1 }, unsubscribed(TOPIC, 116));
    await expect(outcome).rejects.toMatchObject({ code: 116 });
  });
});

describe('the states of a task', () => {
  test('come once each, and never an older one after a newer one', async () => {
    const { peer, task } = await started();
    const { seen, ended } = versionsOf(task);
    const news = [queued, report(2), report(2), report(4), report(3), report(4), report(5)];
    await peer.accept({ epoch: 'e', offset: 0 });
    for (const [index, data] of news.entries()) {
      peer.send(told(index + 1, data));
      await expect.poll(() => task.report?.version).toBeGreaterThanOrEqual(data.version);
    }
    peer.send(told(8, done(6)), told(9, report(7)));
    await ended;
    expect(seen).toEqual([1, 2, 4, 5, 6]);
    expect(task.report).toEqual(done(6));
  });

  test('leave out what has been overtaken when the loop is slow', async () => {
    const { peer, task } = await started();
    const seen: number[] = [];
    for await (const { version } of task) {
      seen.push(version);
      if (version > 1) continue;
      await peer.accept({ epoch: 'e', offset: 0 }, ...[1, 2, 3, 4].map((each) => told(each, report(each))));
      peer.send(told(5, done(5)));
      await expect.poll(() => task.report?.version).toBe(5);
    }
    expect(seen).toEqual([1, 5]);
  });

  test('begin with the newest one for whoever comes late', async () => {
    const { client, peer } = await connected();
    const task = client.followTask('7');
    expect(task.report).toBeUndefined();
    const { seen, ended } = versionsOf(task);
    const call = await peer.accept({ epoch: 'e', offset: 17 }, told(17, done(17)));
    expect(call.arguments).toEqual([{ topic: TOPIC, tail: 1 }]);
    await ended;
    expect(seen).toEqual([17]);
    expect(await task.result).toEqual({ sum: 6 });
    await peer.answer('Unsubscribe');
  });

  test('begin with the newest one though another part of the page follows the task already', async () => {
    const { client, peer } = await connected();
    const first = versionsOf(client.followTask('7'));
    await peer.accept({ epoch: 'e', offset: 3 }, told(3, report(3)));
    await expect.poll(() => first.seen).toEqual([3]);

    const second = versionsOf(client.followTask('7'));
    const events = [{ offset: 3, data: report(3) }];
    await peer.answer('History', { topic: TOPIC, epoch: 'e', offset: 3, events });
    await expect.poll(() => second.seen).toEqual([3]);
    peer.send(told(4, done(4)));
    await Promise.all([first.ended, second.ended]);
    expect([first.seen, second.seen]).toEqual([
      [3, 4],
      [3, 4],
    ]);
  });

  test('are not waited for in vain when the newest one is refused for a moment', async () => {
    const { client, peer } = await connected();
    client.subscribe(TOPIC, new Recorder());
    await peer.accept({ epoch: 'e', offset: 9 });
    // Nothing comes after the last report: without the history nobody would hear of it.
    const outcome = client.followTask('7').result;
    peer.send(refusal(await peer.call('History'), '108: too much, retry after 1 ms'));
    await peer.answer('History', { topic: TOPIC, epoch: 'e', offset: 9, events: [{ offset: 9, data: done(9) }] });
    expect(await outcome).toEqual({ sum: 6 });
  });

  test('may be followed before the client is connected', async () => {
    const hub = await startHub();
    const client = newClient({ url: hub.url });
    const { seen, ended } = versionsOf(client.followTask('7'));
    void client.connect();
    await (await hub.peer()).accept({ epoch: 'e', offset: 2 }, told(2, done(2)));
    await ended;
    expect(seen).toEqual([2]);
  });

  test('go on after a break, from where it was', async () => {
    const { hub, peer, task } = await started();
    const { seen, ended } = versionsOf(task);
    await peer.accept({ epoch: 'e', offset: 0 }, told(1, queued), told(2, report(2)));
    await expect.poll(() => seen).toEqual([1, 2]);

    peer.drop();
    const next = await hub.peer();
    const call = await next.accept({ epoch: 'e', offset: 3, recovered: true }, told(2, report(2)), told(3, report(3)));
    expect(call.arguments).toEqual([{ topic: TOPIC, since: { epoch: 'e', offset: 2 }, tail: 1 }]);
    await expect.poll(() => seen).toEqual([1, 2, 3]);

    // What the log lost meanwhile is no loss: the newest report says everything.
    next.drop();
    const last = await hub.peer();
    await last.accept({ epoch: 'e', offset: 40, reason: 'tooOld' }, told(40, done(40)));
    await ended;
    expect(seen).toEqual([1, 2, 3, 40]);
  });

  test('cannot be seen by whom the server does not let', async () => {
    const { client, peer } = await connected();
    const task = client.followTask('7');
    const { ended } = versionsOf(task);
    peer.send(refusal(await peer.call('Subscribe'), '103: not allowed'));
    await expect(ended).rejects.toMatchObject({ code: 103 });

    const outcome = task.result;
    await peer.accept({ epoch: 'e', offset: 0 }, unsubscribed(TOPIC, 103));
    await expect(outcome).rejects.toMatchObject({ code: 103 });
  });
});
