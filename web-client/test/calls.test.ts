import { describe, expect, test } from 'vitest';
import { bytesOf } from '../src/bytes.js';
import { refusal } from './kit/hub-peer.js';
import { connected, newClient } from './kit/setup.js';

describe('a call', () => {
  test('to publish sends the event and returns its position', async () => {
    const { client, peer } = await connected();
    const published = client.publish('a', { x: 1 }, { key: 'k' });
    const call = await peer.answer('Publish', { epoch: 'e', offset: 5 });
    expect(call.arguments).toEqual(['a', { x: 1 }, { key: 'k' }]);
    expect(await published).toEqual({ epoch: 'e', offset: 5 });
  });

  test('names every argument, because the server counts them', async () => {
    const { client, peer } = await connected();
    const calls = [client.publish('a', 1), client.history('a')];
    expect((await peer.answer('Publish')).arguments).toEqual(['a', 1, null]);
    expect((await peer.answer('History')).arguments).toEqual(['a', null]);
    await Promise.all(calls);
  });

  test('that is refused rejects with the code', async () => {
    const { client, peer } = await connected();
    const history = client.history('a', { limit: 5 });
    peer.send(refusal(await peer.call('History'), '103: not allowed'));
    await expect(history).rejects.toMatchObject({ code: 103, message: 'not allowed' });
  });

  test('without a connection rejects at once', async () => {
    await expect(newClient({}).publish('a', 1)).rejects.toMatchObject({ code: 0, temporary: true });
  });

  test('rejects when the connection breaks before the answer', async () => {
    const { client, peer } = await connected();
    const published = client.publish('a', 1);
    await peer.call('Publish');
    peer.drop();
    await expect(published).rejects.toMatchObject({ code: 0, temporary: true });
  });
});

describe('the bytes of an event', () => {
  test('are the same over both protocols', () => {
    const bytes = new Uint8Array([0, 255, 7]);
    expect(bytesOf({ data: bytes })).toBe(bytes);
    expect(bytesOf({ data: 'AP8H', meta: { encoding: 'base64' } })).toEqual(bytes);
  });

  test('are absent when it is no event of bytes', () => {
    expect(bytesOf({ data: 'AP8H' })).toBeUndefined();
    expect(bytesOf({ data: { x: 1 }, meta: { key: 'k' } })).toBeUndefined();
  });
});
