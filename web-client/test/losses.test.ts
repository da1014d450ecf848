import { describe, expect, expectTypeOf, test } from 'vitest';
import type { HubEvent, Item, Missed } from '../src/index.js';
import { event, message } from './kit/hub-peer.js';
import { connected, newClient, Recorder } from './kit/setup.js';

const onEvent = (): void => undefined;

describe('losses', () => {
  test('cannot be forgotten by an application with handlers', () => {
    const client = newClient({ url: 'http://127.0.0.1:1/hub' });
    // @ts-expect-error -- onMissed is missing
    expect(() => client.subscribe('a', { onEvent })).toThrow("onMissed: 'ignore' if you can live without the events");
    // @ts-expect-error -- onEvent is missing
    expect(() => client.subscribe('a', { onMissed: 'ignore' })).toThrow('onEvent is missing');
    // @ts-expect-error -- no handlers at all
    expect(() => client.subscribe('a', {}, { tail: 5 })).toThrow(TypeError);
    // @ts-expect-error -- a function is no handlers
    expect(() => client.subscribe('a', onEvent)).toThrow('onEvent is missing');
    // @ts-expect-error -- 'ignored' is no way to handle a loss
    expect(() => client.subscribe('a', { onEvent, onMissed: 'ignored' })).toThrow('onMissed is missing');
    // @ts-expect-error -- onGap is what onMissed was called before
    expect(() => client.subscribe('a', { onGap: onEvent })).toThrow(TypeError);
  });

  test('cannot be taken for events by an application with a loop', () => {
    expectTypeOf<Item<number>>().not.toHaveProperty('data');
    expectTypeOf<Extract<Item<number>, { kind: 'event' }>>().toEqualTypeOf<HubEvent<number>>();
    expectTypeOf<Extract<Item<number>, { kind: 'missed' }>>().toEqualTypeOf<Missed>();
  });

  test('are ignored by those who say so', async () => {
    const { client, peer } = await connected();
    const seen = new Recorder();
    client.subscribe('a', { onEvent: seen.onEvent, onMissed: 'ignore' });
    await peer.accept({ epoch: 'e', offset: 0 }, message('gap', 'a', 0, 7, 'slow'), event('a', 8));
    expect(await seen.offsets(1)).toEqual([8]);
  });

  test('are left out of a loop over events only, which closes the subscription as any loop does', async () => {
    const { client, peer } = await connected();
    const subscription = client.subscribe<string>('a');
    const loop = (async () => {
      for await (const { offset, data } of subscription.eventsOnly()) if (offset === 9) return data;
      return undefined;
    })();
    await peer.accept({ epoch: 'e', offset: 0 }, event('a', 1), message('gap', 'a', 1, 8, 'slow'), event('a', 9));
    expect(await loop).toBe('data 9');
    await peer.answer('Unsubscribe');
    expect(subscription.state).toBe('closed');
  });

  test('that nobody announced are told too', async () => {
    const { client, peer } = await connected();
    const seen = new Recorder();
    client.subscribe('a', seen);
    await peer.accept({ epoch: 'e', offset: 0 }, event('a', 1), event('a', 4));
    expect(await seen.offsets(2)).toEqual([1, 4]);
    expect(seen.missed.rest).toEqual([
      { kind: 'missed', topic: 'a', from: 1, to: 3, reason: 'unknown', position: { epoch: 'e', offset: 3 } },
    ]);
  });

  test('are told although no event follows them', async () => {
    const { client, peer } = await connected();
    const loop = client.subscribe('a', { since: { epoch: 'd', offset: 7 } })[Symbol.asyncIterator]();
    await peer.accept({ epoch: 'e', offset: 3, reason: 'epochChanged' });
    expect((await loop.next()).value).toMatchObject({ kind: 'missed', from: 7, to: 3, reason: 'epochChanged' });
  });
});
