import { describe, expect, test } from 'vitest';
import { bytesOf } from '../src/bytes.js';
import { message } from './kit/hub-peer.js';
import { connected, Recorder } from './kit/setup.js';

describe('a client that speaks MessagePack', () => {
  test('subscribes, takes absent members that come as null, and gets bytes as they are', async () => {
    const { client, peer } = await connected({ protocol: 'messagepack' });
    const seen = new Recorder();
    client.subscribe('a', seen, { since: { epoch: 'e', offset: 2 } });
    const call = await peer.accept(
      { epoch: 'e', offset: 4, recovered: true, reason: null },
      message('event', 'a', 3, { x: 1 }),
      message('event', 'a', 4, new Uint8Array([1, 2]), { key: 'k' }),
    );

    expect(call.arguments).toEqual([{ topic: 'a', since: { epoch: 'e', offset: 2 } }]);
    expect(await seen.replies.next()).not.toHaveProperty('reason');
    expect(await seen.events.next()).toMatchObject({ topic: 'a', epoch: 'e', offset: 3, data: { x: 1 } });
    const second = await seen.events.next();
    expect(second.meta).toEqual({ key: 'k' });
    expect(bytesOf(second)).toEqual(new Uint8Array([1, 2]));
  });
});
