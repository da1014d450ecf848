import { describe, expect, test } from 'vitest';
import type { ServerSubscription } from '../src/types.js';
import { begun, event } from './kit/hub-peer.js';
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
