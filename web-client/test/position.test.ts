import { describe, expect, test } from 'vitest';
import type { Position, Subscription } from '../src/types.js';
import { event, message } from './kit/hub-peer.js';
import { connected, Recorder } from './kit/setup.js';

describe('the position of a subscription', () => {
  test('is that of the last event that a handler has handled', async () => {
    const { client, peer } = await connected();
    const during: (Position | undefined)[] = [];
    const look = (): void => {
      during.push(subscription.position);
    };
    const subscription: Subscription = client.subscribe('a', { onEvent: look, onMissed: look, onSubscribed: look });
    const marker = new Recorder();
    client.subscribe('marker', marker);
    expect(subscription.position).toBeUndefined();
    await peer.accept({ epoch: 'e', offset: 4 }, event('a', 5), message('gap', 'a', 5, 9, 'slow'), event('a', 10));
    await peer.accept({ epoch: 'e', offset: 0 });
    await marker.replies.next();

    expect(during.map((position) => position?.offset)).toEqual([4, 4, 5, 9]);
    expect(subscription.position).toEqual({ epoch: 'e', offset: 10 });
  });

  test('of a loop is that of the item before the one that it works on', async () => {
    const { client, peer } = await connected();
    const subscription = client.subscribe('a', { since: { epoch: 'e', offset: 0 } });
    await peer.accept({ epoch: 'e', offset: 3, recovered: true }, event('a', 1), event('a', 2), event('a', 3));
    const during: unknown[] = [];
    for await (const item of subscription) {
      during.push([item.position.offset, subscription.position?.offset]);
      if (item.position.offset === 3) break;
    }

    expect(during).toEqual([
      [1, 0],
      [2, 1],
      [3, 2],
    ]);
    expect(subscription.position).toEqual({ epoch: 'e', offset: 2 });
  });

  test('survives a reload as JSON, and what it cannot continue is told', async () => {
    const { client, peer } = await connected();
    const [seen, back] = [new Recorder(), new Recorder()];
    const subscription = client.subscribe('a', seen);
    await peer.accept({ epoch: 'e', offset: 4 }, event('a', 5));
    const { position } = await seen.events.next();
    const stored = JSON.stringify(position);
    await Promise.all([subscription.close(), peer.answer('Unsubscribe')]);

    client.subscribe('a', back, { since: JSON.parse(stored) as Position });
    const call = await peer.accept({ epoch: 'e', offset: 90, reason: 'tooOld' });

    expect(call.arguments).toEqual([{ topic: 'a', since: { epoch: 'e', offset: 5 } }]);
    expect(await back.missed.next()).toMatchObject({ from: 5, to: 90, reason: 'tooOld' });
  });

  test('may be given with more in it, as an event is', async () => {
    const { client, peer } = await connected();
    const since = { epoch: 'e', offset: 5, data: 'not for the server' };
    client.subscribe('a', new Recorder(), { since });
    const call = await peer.call('Subscribe');
    expect(call.arguments).toEqual([{ topic: 'a', since: { epoch: 'e', offset: 5 } }]);
  });
});
