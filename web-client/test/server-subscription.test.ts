import { describe, expect, test } from 'vitest';
import type { ServerSubscription } from '../src/types.js';
import { begun, event, unsubscribed } from './kit/hub-peer.js';
import { Inbox } from './kit/inbox.js';
import { connected, Recorder } from './kit/setup.js';

describe('a subscription that the server makes', () => {
  test('is told with the place to continue from', async () => {
    const { client, peer } = await connected();
    const told = new Inbox<ServerSubscription>();
    client.on('subscribed', (subscription) => {
      told.put(subscription);
    });
    peer.send(begun('user:alice', 7), event('user:alice', 8));
    expect(await told.next()).toEqual({ topic: 'user:alice', position: { epoch: 'e', offset: 7 } });

    const seen = new Recorder();
    client.subscribe('user:alice', seen, { since: { epoch: 'e', offset: 7 } });
    await peer.accept({ epoch: 'e', offset: 8, recovered: true }, event('user:alice', 8));
    expect(await seen.offsets(1)).toEqual([8]);
    expect(seen.missed.rest).toEqual([]);
  });

  test('that begins with a tail is told with the place before it', async () => {
    const { client, peer } = await connected();
    const told = new Inbox<ServerSubscription>();
    client.on('subscribed', (subscription) => {
      told.put(subscription);
    });
    peer.send(begun('user:alice', 7, 6), event('user:alice', 7));
    expect(await told.next()).toEqual({ topic: 'user:alice', position: { epoch: 'e', offset: 6 } });
  });

  test('does not mix with that of the application, which continues where it stood', async () => {
    const { client, peer } = await connected();
    const seen = new Recorder();
    client.subscribe('a', seen, { since: { epoch: 'e', offset: 5 } });
    peer.send(begun('a', 8), event('a', 9), unsubscribed('a', 108));
    await peer.accept({ epoch: 'e', offset: 9, recovered: true }, ...[6, 7, 8, 9].map((offset) => event('a', offset)));
    expect(await seen.offsets(4)).toEqual([6, 7, 8, 9]);
    peer.send(event('a', 10));
    expect(await seen.offsets(1)).toEqual([10]);
    expect([seen.missed.rest, seen.errors.rest]).toEqual([[], []]);
  });

  test('is not told when the application follows the topic already, and disturbs nothing there', async () => {
    const { client, peer } = await connected();
    const told = new Inbox<ServerSubscription>();
    client.on('subscribed', (subscription) => {
      told.put(subscription);
    });
    const seen = new Recorder();
    client.subscribe('a', seen);
    peer.send(begun('a', 7), event('a', 8), begun('b', 1));
    expect((await told.next()).topic).toBe('b');
    await peer.accept({ epoch: 'e', offset: 8 }, event('a', 9));
    expect(await seen.offsets(1)).toEqual([9]);
    expect(seen.missed.rest).toEqual([]);
  });
});
