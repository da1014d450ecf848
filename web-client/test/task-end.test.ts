import { describe, expect, test } from 'vitest';
import { TaskFailed } from '../src/task-failed.js';
import { refusal, result } from './kit/hub-peer.js';
import { Recorder } from './kit/setup.js';
import { done, failed, queued, report, settled, started, told, TOPIC, versionsOf } from './kit/tasks.js';

describe('leaving a loop over a task', () => {
  test('ends the subscription, and a later loop begins with what is known', async () => {
    const { peer, task } = await started();
    const first = peer.accept({ epoch: 'e', offset: 0 }, told(1, queued), told(2, report(2)));
    for await (const { version } of task) if (version === 2) break;
    await first;
    expect((await peer.answer('Unsubscribe')).arguments).toEqual([TOPIC]);

    const { seen, ended } = versionsOf(task);
    await peer.accept({ epoch: 'e', offset: 9 }, told(9, done(9)));
    await ended;
    expect(seen).toEqual([2, 9]);
  });

  test('ends nothing for the others', async () => {
    const { peer, client, task } = await started();
    const other = versionsOf(task);
    const outcome = task.result;
    const accepted = peer.accept({ epoch: 'e', offset: 0 }, told(1, queued), told(2, report(2)));
    for await (const { version } of task) if (version === 2) break;
    await accepted;
    await settled(peer, client);
    expect([...peer.waiting('Unsubscribe'), ...peer.waiting('Subscribe')]).toEqual([]);

    peer.send(told(3, done(3)));
    await other.ended;
    expect(other.seen).toEqual([1, 2, 3]);
    expect(await outcome).toEqual({ sum: 6 });
    await peer.answer('Unsubscribe');
  });

  test('and coming back at once is one more subscription', async () => {
    const { peer, task } = await started();
    for await (const { state } of task) if (state === 'queued') break;
    const { seen, ended } = versionsOf(task);
    await peer.accept({ epoch: 'e', offset: 2 }, told(2, done(2)));
    await peer.answer('Unsubscribe');
    await peer.accept({ epoch: 'e', offset: 2 }, told(2, done(2)));
    await ended;
    expect(seen).toEqual([1, 2]);
  });
});

describe('the result of a task', () => {
  test('is asked of the server without a loop', async () => {
    const { peer, task } = await started();
    const outcome = task.result;
    expect(task.result).toBe(outcome);
    await peer.accept({ epoch: 'e', offset: 0 }, told(1, report(2)), told(2, done(3)));
    expect(await outcome).toEqual({ sum: 6 });
  });

  test.each([5, 8])('counts also where number 8 was seen and it comes with number %d', async (version) => {
    const { peer, task } = await started();
    const { seen, ended } = versionsOf(task);
    const outcome = task.result;
    await peer.accept({ epoch: 'e', offset: 8 }, told(8, report(8)));
    await expect.poll(() => seen).toEqual([1, 8]);
    // Redis has lost what was written last, and the task was run again.
    peer.send(told(9, report(4)), told(10, done(version)));
    await ended;
    expect(seen).toEqual([1, 8, version]);
    expect(await outcome).toEqual({ sum: 6 });
    expect(task.report).toEqual(done(version));
  });

  test('is undefined where there is none', async () => {
    const { peer, task } = await started();
    const outcome = task.result;
    await peer.accept({ epoch: 'e', offset: 1 }, told(1, report(2, { state: 'succeeded' })));
    expect(await outcome).toBeUndefined();
  });

  test('of a task that has failed is the reason', async () => {
    const { peer, task } = await started();
    const outcome = task.result.catch((error: unknown) => error);
    await peer.accept({ epoch: 'e', offset: 1 }, told(1, failed(2)));
    const error = await outcome;
    expect(error).toBeInstanceOf(TaskFailed);
    expect(error).toMatchObject({
      name: 'TaskFailed',
      message: 'The task (sum) has failed: line 3 is no number (badFile)',
      report: failed(2),
    });
  });

  test('of a task that was cancelled is that', async () => {
    const { peer, task } = await started();
    const outcome = task.result;
    await peer.accept({ epoch: 'e', offset: 1 }, told(1, report(2, { state: 'cancelled' })));
    await expect(outcome).rejects.toMatchObject({
      message: 'The task (sum) was cancelled',
      report: { state: 'cancelled' },
    });
  });
});

describe('cancelling a task', () => {
  test('tells at once how it stands', async () => {
    const { client, peer, task } = await started();
    const { seen, ended } = versionsOf(task);
    await peer.accept({ epoch: 'e', offset: 1 });
    const cancelled = task.cancel();
    const call = await peer.answer('CancelTask', report(2, { state: 'cancelled' }));
    expect(call.arguments).toEqual(['7']);
    expect((await cancelled).state).toBe('cancelled');
    await ended;
    expect(seen).toEqual([1, 2]);
    await peer.answer('Unsubscribe');
    await settled(peer, client);
  });

  test('that is refused rejects with the code', async () => {
    const { peer, task } = await started();
    const cancelled = task.cancel();
    peer.send(refusal(await peer.call('CancelTask'), '107: there is no such task'));
    await expect(cancelled).rejects.toMatchObject({ code: 107 });
    expect(task.report).toEqual(queued);
  });
});

describe('a task that is not followed any more', () => {
  test('ends its loops, and its result is not waited for', async () => {
    const { peer, task } = await started();
    const { seen, ended } = versionsOf(task);
    const outcome = task.result;
    await peer.accept({ epoch: 'e', offset: 1 });
    const closed = task.close();
    await expect(outcome).rejects.toMatchObject({ code: 0, message: 'The task is not followed any more' });
    await ended;
    await peer.answer('Unsubscribe');
    await closed;
    expect(seen).toEqual([1]);

    const again = task.result;
    await peer.accept({ epoch: 'e', offset: 2 }, told(2, done(2)));
    expect(await again).toEqual({ sum: 6 });
  });

  test('because the client was closed does the same', async () => {
    const { client, peer, task } = await started();
    const { ended } = versionsOf(task);
    const outcome = task.result;
    await peer.accept({ epoch: 'e', offset: 1 });
    await client.close();
    await ended;
    await expect(outcome).rejects.toMatchObject({ code: 0 });
  });

  test('disturbs no other subscription', async () => {
    const { client, peer, task } = await started();
    const seen = new Recorder();
    client.subscribe(TOPIC, seen);
    await peer.accept({ epoch: 'e', offset: 0 });
    const { ended } = versionsOf(task);
    peer.send(result(await peer.call('History'), { topic: TOPIC, epoch: 'e', offset: 0, events: [] }));
    await task.close();
    await ended;
    peer.send(told(1, report(2)));
    expect(await seen.offsets(1)).toEqual([1]);
  });
});
