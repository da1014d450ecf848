import { describe, expect, test } from 'vitest';
import { event, message, refusal } from './kit/hub-peer.js';
import { connected, Recorder } from './kit/setup.js';

describe('a subscription that the server refuses', () => {
  test('for good is closed, with the error', async () => {
    const { client, peer } = await connected();
    const seen = new Recorder();
    const subscription = client.subscribe('a', seen);
    peer.send(refusal(await peer.call('Subscribe'), '103: not allowed'));
    expect(await seen.errors.next()).toMatchObject({ code: 103, temporary: false });
    expect(subscription.state).toBe('closed');
  });

  test('for good throws in its loop', async () => {
    const { client, peer } = await connected();
    const loop = (async () => {
      for await (const event of client.subscribe('a')) expect(event).toBeUndefined();
    })();
    peer.send(refusal(await peer.call('Subscribe'), '102: no such namespace'));
    await expect(loop).rejects.toMatchObject({ name: 'RealtimeHubError', code: 102 });
  });

  test.each(['100: failed', '108: limit reached, retry after 1 ms', '113: too many topics'])(
    'for now (%s) is tried again',
    async (error) => {
      const { client, peer } = await connected();
      const seen = new Recorder();
      client.subscribe('a', seen);
      peer.send(refusal(await peer.call('Subscribe'), error));
      await peer.accept({ epoch: 'e', offset: 0 }, event('a', 1));
      expect(await seen.offsets(1)).toEqual([1]);
      expect(seen.errors.rest).toEqual([]);
    },
  );

  test('after a while hears why', async () => {
    const { client, peer } = await connected();
    const seen = new Recorder();
    client.subscribe('a', seen);
    await peer.accept({ epoch: 'e', offset: 0 }, message('unsubscribed', 'a', 103, 'no longer allowed'));
    expect(await seen.errors.next()).toMatchObject({ code: 103, message: 'no longer allowed' });
  });

  test('after a while, for now, continues where it was', async () => {
    const { client, peer } = await connected();
    const seen = new Recorder();
    const subscription = client.subscribe('a', seen);
    await peer.accept({ epoch: 'e', offset: 0 }, event('a', 1), message('unsubscribed', 'a', 100, 'failed'));
    const call = await peer.accept({ epoch: 'e', offset: 2, recovered: true }, event('a', 2));
    expect(call.arguments).toEqual([{ topic: 'a', since: { epoch: 'e', offset: 1 } }]);
    expect(await seen.offsets(2)).toEqual([1, 2]);
    expect(subscription.state).toBe('subscribed');
  });
});
