import { describe, expect, test } from 'vitest';
import { event, refusal, result } from './kit/hub-peer.js';
import { connected, newClient, Recorder, stateOf } from './kit/setup.js';

describe('the rate of a subscription', () => {
  test('is what the server says', async () => {
    const { client, peer } = await connected();
    const seen = new Recorder();
    const subscription = client.subscribe('a', seen, { maxRate: 7, conflate: true });
    expect(subscription.rate).toBeUndefined();
    await peer.accept({ epoch: 'e', offset: 0, maxRate: 6 }, event('a', 4));
    expect(await seen.replies.next()).toMatchObject({ maxRate: 6 });
    expect(subscription.rate).toEqual({ maxRate: 6, conflate: true });
    expect(await seen.offsets(1)).toEqual([4]);
    expect(seen.missed.rest).toEqual([]);
  });

  test('is changed while subscribed', async () => {
    const { client, peer } = await connected();
    const subscription = client.subscribe('a', new Recorder(), { conflate: true });
    await peer.accept({ epoch: 'e', offset: 0 });
    const changing = subscription.setRate({ maxRate: 2.5 });
    const call = await peer.answer('SetRate', { maxRate: 2, conflate: false });
    expect(call.arguments).toEqual(['a', { maxRate: 2.5 }]);
    expect(await changing).toEqual({ maxRate: 2, conflate: false });
    expect(subscription.rate).toEqual({ maxRate: 2, conflate: false });
  });

  test('lets offsets be skipped while the newest alone are wished for, and no longer', async () => {
    const { client, peer } = await connected();
    const seen = new Recorder();
    const subscription = client.subscribe('a', seen);
    await peer.accept({ epoch: 'e', offset: 0 });
    const on = subscription.setRate({ conflate: true });
    const call = await peer.call('SetRate');
    peer.send(event('a', 5), result(call, { conflate: true }));
    expect(await on).toEqual({ conflate: true });
    peer.send(event('a', 9));
    expect(await seen.offsets(2)).toEqual([5, 9]);

    const off = subscription.setRate({});
    await peer.answer('SetRate', { conflate: false });
    await off;
    expect(seen.missed.rest).toEqual([]);
    peer.send(event('a', 12));
    expect(await seen.missed.next()).toMatchObject({ from: 9, to: 11, reason: 'unknown' });
  });

  test('is remembered over a break, also when the break came before the answer', async () => {
    const { hub, client, peer } = await connected();
    const subscription = client.subscribe('a', new Recorder(), { maxRate: 1 });
    await peer.accept({ epoch: 'e', offset: 3, maxRate: 1 });
    const changing = subscription.setRate({ maxRate: 10, conflate: true });
    await peer.call('SetRate');
    peer.drop();
    const next = await hub.peer();
    const call = await next.accept({ epoch: 'e', offset: 3, recovered: true, maxRate: 8 });
    expect(call.arguments).toEqual([{ topic: 'a', since: { epoch: 'e', offset: 3 }, maxRate: 10, conflate: true }]);
    expect(await changing).toEqual({ maxRate: 8, conflate: true });
    expect(next.waiting('SetRate')).toEqual([]);
  });

  test('may be changed before the server has answered, and then follows', async () => {
    const { client, peer } = await connected();
    const subscription = client.subscribe('a', new Recorder());
    const call = await peer.call('Subscribe');
    const changes = [subscription.setRate({ maxRate: 5 }), subscription.setRate({ maxRate: 4 })];
    peer.send(result(call, { topic: 'a', epoch: 'e', offset: 0, recovered: false }));
    expect((await peer.answer('SetRate', { maxRate: 4, conflate: false })).arguments).toEqual(['a', { maxRate: 4 }]);
    expect(await Promise.all(changes)).toEqual([
      { maxRate: 4, conflate: false },
      { maxRate: 4, conflate: false },
    ]);
  });

  test('stays what it was when the server refuses another', async () => {
    const { hub, client, peer } = await connected();
    const subscription = client.subscribe('a', new Recorder(), { maxRate: 1 });
    await peer.accept({ epoch: 'e', offset: 0, maxRate: 1 });
    const changing = subscription.setRate({ maxRate: 0.001 });
    peer.send(refusal(await peer.call('SetRate'), '107: maxRate is too low'));
    await expect(changing).rejects.toMatchObject({ code: 107 });
    expect(subscription.rate).toEqual({ maxRate: 1, conflate: false });
    peer.drop();
    await stateOf(client, 'waiting');
    expect((await (await hub.peer()).call('Subscribe')).arguments).toMatchObject([{ maxRate: 1 }]);
  });

  test('is one for all who share a topic', async () => {
    const { client } = await connected();
    const first = client.subscribe('a', new Recorder(), { maxRate: 5, conflate: false });
    const second = client.subscribe('a', new Recorder(), { maxRate: 5 });
    expect(() => client.subscribe('a', new Recorder())).toThrow(/more than once.*must be equal/);
    expect(() => client.subscribe('a', { maxRate: 5, conflate: true })).toThrow(/more than once/);
    await expect(first.setRate({})).rejects.toMatchObject({ code: 105, temporary: false });
    void second.close();
    void first.setRate({}).catch(() => undefined);
    expect(() => client.subscribe('a', new Recorder())).not.toThrow();
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('cannot be %d', async (maxRate) => {
    const client = newClient({ url: 'http://127.0.0.1:1/hub' });
    expect(() => client.subscribe('a', new Recorder(), { maxRate })).toThrow(RangeError);
    await expect(client.subscribe('a', new Recorder()).setRate({ maxRate })).rejects.toThrow(RangeError);
  });

  test('of a closed subscription cannot be changed', async () => {
    const { client } = await connected();
    const subscription = client.subscribe('a', new Recorder());
    const pending = subscription.setRate({ maxRate: 5 });
    void subscription.close();
    await expect(pending).rejects.toThrow('The subscription is closed');
    await expect(subscription.setRate({})).rejects.toThrow('The subscription is closed');
  });
});
