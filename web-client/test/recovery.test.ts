import { describe, expect, test } from 'vitest';
import { event, message } from './kit/hub-peer.js';
import { connected, Recorder, stateOf } from './kit/setup.js';

describe('a subscription whose connection breaks', () => {
  test('continues after its last event and drops repeats', async () => {
    const { hub, client, peer } = await connected();
    const seen = new Recorder();
    const subscription = client.subscribe('a', seen, { tail: 1 });
    await peer.accept({ epoch: 'e', offset: 1 }, event('a', 1), event('a', 2));
    expect(await seen.offsets(2)).toEqual([1, 2]);

    peer.drop();
    await stateOf(client, 'waiting');
    expect(subscription.state).toBe('pending');
    const next = await hub.peer();
    const call = await next.accept({ epoch: 'e', offset: 4, recovered: true }, ...[2, 3, 4].map((n) => event('a', n)));

    expect(call.arguments).toEqual([{ topic: 'a', tail: 1, since: { epoch: 'e', offset: 2 } }]);
    expect(await seen.offsets(2)).toEqual([3, 4]);
    await seen.replies.next();
    expect(await seen.replies.next()).toMatchObject({ recovered: true, resubscribed: true });
    expect(seen.missed.rest).toEqual([]);
  });

  test.each(['epochChanged', 'tooOld', 'ahead'])('says what was lost when the answer is %s', async (reason) => {
    const { hub, client, peer } = await connected();
    const seen = new Recorder();
    client.subscribe('a', seen);
    await peer.accept({ epoch: 'e', offset: 10 }, event('a', 11));
    await seen.events.next();
    await seen.replies.next();

    peer.drop();
    const next = await hub.peer();
    const epoch = reason === 'epochChanged' ? 'f' : 'e';
    await next.accept({ epoch, offset: 30, reason }, event('a', 31));

    expect(await seen.replies.next()).toMatchObject({ recovered: false, reason, resubscribed: true });
    const position = { epoch, offset: 30 };
    expect(await seen.missed.next()).toEqual({ kind: 'missed', topic: 'a', from: 11, to: 30, reason, position });
    expect(await seen.events.next()).toMatchObject({ epoch, offset: 31 });
  });

  test('in the very frame of the answer asks again', async () => {
    const { hub, client, peer } = await connected();
    const seen = new Recorder();
    client.subscribe('a', seen);
    await peer.accept({ epoch: 'e', offset: 3 }, message('disconnecting', 3001, 'shutting down', true, 0));
    await (await hub.peer()).accept({ epoch: 'e', offset: 4 }, event('a', 5));
    expect(await seen.replies.next()).toMatchObject({ offset: 4, resubscribed: false });
    expect(await seen.offsets(1)).toEqual([5]);
  });

  test('asks with its own options again when it had not been accepted', async () => {
    const { hub, client, peer } = await connected();
    const seen = new Recorder();
    client.subscribe('a', seen, { tail: 2 });
    await peer.call('Subscribe');
    peer.drop();
    const call = await (await hub.peer()).accept({ epoch: 'e', offset: 1 }, event('a', 1));
    expect(call.arguments).toEqual([{ topic: 'a', tail: 2 }]);
    expect(await seen.replies.next()).toMatchObject({ resubscribed: false });
    expect(await seen.offsets(1)).toEqual([1]);
  });
});
