import { describe, expect, test, vi } from 'vitest';
import { event, message } from './kit/hub-peer.js';
import { connected, newClient, Recorder, startHub } from './kit/setup.js';

describe('a subscription', () => {
  test('delivers events, though the first ones share a frame with the reply', async () => {
    const { client, peer } = await connected();
    const seen = new Recorder();
    const subscription = client.subscribe('a', seen);
    expect(subscription.state).toBe('pending');

    await peer.accept({ epoch: 'e', offset: 4 }, event('a', 5), event('a', 6));

    expect(await seen.replies.next()).toEqual({
      topic: 'a',
      epoch: 'e',
      offset: 4,
      recovered: false,
      resubscribed: false,
    });
    const position = { epoch: 'e', offset: 5 };
    expect(await seen.events.next()).toEqual({ kind: 'event', topic: 'a', ...position, data: 'data 5', position });
    expect(await seen.offsets(1)).toEqual([6]);
    expect(subscription).toMatchObject({ state: 'subscribed', position: { epoch: 'e', offset: 6 } });
  });

  test('asks for what the application asked for, and carries meta', async () => {
    const { client, peer } = await connected();
    const seen = new Recorder();
    client.subscribe('a', seen, { tail: 5, maxRate: 10, conflate: true });
    const call = await peer.accept({ epoch: 'e', offset: 9 }, message('event', 'a', 9, 1, { key: 'k' }));
    expect(call.arguments).toEqual([{ topic: 'a', tail: 5, maxRate: 10, conflate: true }]);
    expect(await seen.events.next()).toMatchObject({ data: 1, meta: { key: 'k' } });
  });

  test('may be made before the client is connected', async () => {
    const hub = await startHub();
    const client = newClient({ url: hub.url });
    const seen = new Recorder();
    client.subscribe('a', seen);
    void client.connect();
    await (await hub.peer()).accept({ epoch: 'e', offset: 0 }, event('a', 1));
    expect(await seen.offsets(1)).toEqual([1]);
  });

  test('reports a gap before the event that follows it', async () => {
    const { client, peer } = await connected();
    const seen = new Recorder();
    client.subscribe('a', seen);
    await peer.accept({ epoch: 'e', offset: 0 }, message('gap', 'a', 0, 7, 'slow'), event('a', 8), event('a', 9));
    const position = { epoch: 'e', offset: 7 };
    expect(await seen.missed.next()).toEqual({ kind: 'missed', topic: 'a', from: 0, to: 7, reason: 'slow', position });
    expect(await seen.offsets(2)).toEqual([8, 9]);
    expect(seen.missed.rest).toEqual([]);
  });

  test('survives handlers that throw', async () => {
    const { client, peer } = await connected();
    const reported: unknown[] = [];
    vi.stubGlobal('reportError', (error: unknown) => reported.push(error));
    const seen = new Recorder();
    client.subscribe('a', {
      onEvent: (e) => {
        seen.onEvent(e);
        throw new Error('from the application');
      },
      onMissed: 'ignore',
    });
    await peer.accept({ epoch: 'e', offset: 0 }, event('a', 1), event('a', 2));
    expect(await seen.offsets(2)).toEqual([1, 2]);
    expect(reported).toEqual([new Error('from the application'), new Error('from the application')]);
  });

  test('asks anew when its topic begins a new life, and tells what that lost', async () => {
    const { client, peer } = await connected();
    const seen = new Recorder();
    client.subscribe('a', seen);
    await peer.accept({ epoch: 'e', offset: 3 }, message('gap', 'a', 3, 9, 'epochChanged'), event('a', 1));
    await peer.answer('Unsubscribe');
    const call = await peer.accept({ epoch: 'f', offset: 1, reason: 'epochChanged' }, event('a', 2));
    expect(call.arguments).toEqual([{ topic: 'a', since: { epoch: 'e', offset: 3 } }]);
    expect(await seen.missed.next()).toMatchObject({ topic: 'a', from: 3, to: 1, reason: 'epochChanged' });
    expect(await seen.events.next()).toMatchObject({ epoch: 'f', offset: 2 });
  });
});

describe('a loop over a subscription', () => {
  test('sees the events, and what was missed between them', async () => {
    const { client, peer } = await connected({ maxSubscriptionQueue: 2 });
    const subscription = client.subscribe<string>('a');
    const ready = new Recorder();
    client.subscribe('b', ready);
    await peer.accept({ epoch: 'e', offset: 0 }, event('a', 1), event('a', 2), event('a', 3));
    await peer.accept({ epoch: 'e', offset: 0 });
    await ready.replies.next();

    const seen: unknown[] = [];
    for await (const next of subscription) {
      seen.push(next.kind === 'event' ? next.data : [next.from, next.to, next.reason]);
      if (seen.length === 3) break;
    }
    await peer.answer('Unsubscribe');

    expect(seen).toEqual([[0, 1, 'localQueue'], 'data 2', 'data 3']);
    expect(subscription.state).toBe('closed');
  });
});
