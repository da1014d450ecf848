import { describe, expect, test } from 'vitest';
import { event, refusal, result } from './kit/hub-peer.js';
import { connected, Recorder } from './kit/setup.js';

describe('a subscription that is closed', () => {
  test('delivers nothing more, and the server knows', async () => {
    const { client, peer } = await connected();
    const seen = new Recorder();
    const other = new Recorder();
    const subscription = client.subscribe('a', seen);
    client.subscribe('b', other);
    await peer.accept({ epoch: 'e', offset: 0 });
    await peer.accept({ epoch: 'e', offset: 0 });
    await other.replies.next();
    const closed = subscription.close();
    peer.send(event('a', 1), event('b', 1));
    await peer.answer('Unsubscribe');
    await closed;
    expect(await other.offsets(1)).toEqual([1]);
    expect(seen.events.rest).toEqual([]);
    expect(subscription).toMatchObject({ state: 'closed', position: { epoch: 'e', offset: 0 } });
  });

  test('while it is subscribing is left again as soon as the answer is there', async () => {
    const { client, peer } = await connected();
    const seen = new Recorder();
    const subscription = client.subscribe('a', seen);
    const call = await peer.call('Subscribe');
    const closed = subscription.close();
    peer.send(result(call, { topic: 'a', epoch: 'e', offset: 0, recovered: false }), event('a', 1));
    await peer.answer('Unsubscribe');
    await closed;
    expect(seen.replies.rest).toEqual([]);
    expect(seen.events.rest).toEqual([]);
  });

  test('and made again at once does not hear what was meant for the old one', async () => {
    const { client, peer } = await connected();
    const [old, fresh] = [new Recorder(), new Recorder()];
    const subscription = client.subscribe('a', old, { tail: 1 });
    await peer.accept({ epoch: 'e', offset: 5 }, event('a', 5));
    await old.offsets(1);

    void subscription.close();
    client.subscribe('a', fresh, { tail: 2 });
    peer.send(event('a', 6));
    await peer.answer('Unsubscribe');
    const call = await peer.accept({ epoch: 'e', offset: 6 }, event('a', 5), event('a', 6));

    expect(call.arguments).toEqual([{ topic: 'a', tail: 2 }]);
    expect(await fresh.offsets(2)).toEqual([5, 6]);
    expect(old.events.rest).toEqual([]);
  });

  test('and made again while subscribing is not served by the old answer', async () => {
    const { client, peer } = await connected();
    const [old, fresh] = [new Recorder(), new Recorder()];
    const subscription = client.subscribe('a', old);
    const late = await peer.call('Subscribe');
    void subscription.close();
    client.subscribe('a', fresh, { since: { epoch: 'e', offset: 1 } });

    peer.send(result(late, { topic: 'a', epoch: 'e', offset: 9, recovered: false }), event('a', 10));
    await peer.answer('Unsubscribe');
    const call = await peer.accept({ epoch: 'e', offset: 3, recovered: true }, event('a', 2), event('a', 3));

    expect(call.arguments).toEqual([{ topic: 'a', since: { epoch: 'e', offset: 1 } }]);
    expect(await fresh.replies.next()).toMatchObject({ recovered: true, resubscribed: false });
    expect(await fresh.offsets(2)).toEqual([2, 3]);
    expect(old.replies.rest).toEqual([]);
  });

  test('and made again while subscribing does not suffer a refusal of the old one', async () => {
    const { client, peer } = await connected();
    const fresh = new Recorder();
    const subscription = client.subscribe('a', new Recorder(), { tail: 5 });
    const late = await peer.call('Subscribe');
    void subscription.close();
    client.subscribe('a', fresh);
    peer.send(refusal(late, '107: tail is too long'));
    await peer.accept({ epoch: 'e', offset: 0 }, event('a', 1));
    expect(await fresh.offsets(1)).toEqual([1]);
    expect(fresh.errors.rest).toEqual([]);
  });

  test('by its own handler hears nothing of the rest of the frame', async () => {
    const { client, peer } = await connected();
    const seen = new Recorder();
    const subscription = client.subscribe('a', {
      onEvent: (e) => {
        seen.onEvent(e);
        void subscription.close();
      },
      onMissed: 'ignore',
    });
    await peer.accept({ epoch: 'e', offset: 0 }, event('a', 1), event('a', 2));
    await peer.answer('Unsubscribe');
    expect(await seen.offsets(1)).toEqual([1]);
    expect(seen.events.rest).toEqual([]);
  });

  test('is unsubscribed again when the server was too busy for it', async () => {
    const { client, peer } = await connected();
    const seen = new Recorder();
    const subscription = client.subscribe('a', seen);
    await peer.accept({ epoch: 'e', offset: 0 });
    await seen.replies.next();
    void subscription.close();
    peer.send(refusal(await peer.call('Unsubscribe'), '108: limit reached, retry after 1 ms'));
    await peer.answer('Unsubscribe');
  });

  test('together with its client ends its loop', async () => {
    const { client, peer } = await connected();
    const subscription = client.subscribe('a');
    const loop = (async () => {
      const seen: number[] = [];
      for await (const { offset } of subscription.eventsOnly()) {
        seen.push(offset);
        await client.close();
      }
      return seen;
    })();
    await peer.accept({ epoch: 'e', offset: 0 }, event('a', 1), event('a', 2));
    expect(await loop).toEqual([1]);
    expect(subscription.state).toBe('closed');
  });
});
