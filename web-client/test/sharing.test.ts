import { afterEach, describe, expect, test, vi } from 'vitest';
import { event, message, refusal, result, type Call, type HubPeer } from './kit/hub-peer.js';
import { connected, Recorder } from './kit/setup.js';

afterEach(() => {
  vi.useRealTimers();
});

const history = (epoch: string, ...offsets: number[]): object => ({
  topic: 'a',
  epoch,
  offset: Math.max(...offsets),
  events: offsets.map((offset) => ({ offset, data: `data ${offset}` })),
});

/** A first subscriber that stands at e:10. */
async function following(): Promise<Awaited<ReturnType<typeof connected>> & { first: Recorder }> {
  const setting = await connected({ maxSubscriptionQueue: 3 });
  const first = new Recorder();
  setting.client.subscribe('a', first);
  await setting.peer.accept({ epoch: 'e', offset: 9 }, event('a', 10));
  await first.offsets(1);
  return { ...setting, first };
}

/** The next history call is answered, and nothing else that came in is a subscribe. */
async function readsHistory(peer: HubPeer, ...answers: object[]): Promise<Call[]> {
  const calls: Call[] = [];
  for (const answer of answers) calls.push(await peer.answer('History', answer));
  expect(peer.waiting('Subscribe')).toEqual([]);
  return calls;
}

describe('two subscriptions to one topic', () => {
  test('share one at the server, until the last one is closed', async () => {
    const { client, peer, first } = await following();
    const second = new Recorder();
    const subscription = client.subscribe('a', second);
    expect(await second.replies.next()).toMatchObject({ offset: 10, recovered: false, resubscribed: false });

    peer.send(event('a', 11));
    expect(await first.offsets(1)).toEqual([11]);
    expect(await second.offsets(1)).toEqual([11]);
    await subscription.close();
    expect(subscription.position).toEqual({ epoch: 'e', offset: 11 });

    peer.send(event('a', 12));
    expect(await first.offsets(1)).toEqual([12]);
    expect(second.events.rest).toEqual([]);
    expect(peer.waiting('Unsubscribe')).toEqual([]);
    expect(peer.waiting('Subscribe')).toEqual([]);
  });

  test('made together each get their own tail', async () => {
    const { client, peer } = await connected();
    const [short, long, none] = [new Recorder(), new Recorder(), new Recorder()];
    client.subscribe('a', short, { tail: 1 });
    client.subscribe('a', long, { tail: 3 });
    client.subscribe('a', none);
    await peer.accept({ epoch: 'e', offset: 9 }, event('a', 9));
    peer.send(event('a', 10));
    await readsHistory(peer, history('e', 10, 9, 8));
    expect(await short.offsets(2)).toEqual([9, 10]);
    expect(await long.offsets(3)).toEqual([8, 9, 10]);
    expect(await none.offsets(1)).toEqual([10]);
  });

  test('made together both get the tail that the namespace gives to who asks for none', async () => {
    const { client, peer } = await connected();
    const [first, second, none] = [new Recorder(), new Recorder(), new Recorder()];
    client.subscribe('a', first);
    client.subscribe('a', second);
    client.subscribe('a', none, { tail: 0 });
    const call = await peer.accept({ epoch: 'e', offset: 9, from: 7 }, event('a', 8), event('a', 9), event('a', 10));
    expect(call.arguments[0]).not.toHaveProperty('tail');
    expect(await first.offsets(3)).toEqual([8, 9, 10]);
    expect(await second.offsets(3)).toEqual([8, 9, 10]);
    expect(await none.offsets(1)).toEqual([10]);
    expect([first.missed.rest, second.missed.rest, none.missed.rest]).toEqual([[], [], []]);
  });

  test('both continue after a break', async () => {
    const { hub, client, peer, first } = await following();
    const second = new Recorder();
    client.subscribe('a', second);
    await second.replies.next();
    peer.drop();
    const next = await hub.peer();
    await next.accept({ epoch: 'f', offset: 2, reason: 'epochChanged' }, event('a', 3));
    for (const seen of [first, second]) {
      expect(await seen.missed.next()).toMatchObject({ from: 10, to: 2, reason: 'epochChanged' });
      expect(await seen.events.next()).toMatchObject({ epoch: 'f', offset: 3 });
    }
    expect(await second.replies.next()).toMatchObject({ resubscribed: true });
  });
});

describe('a subscription that joins late', () => {
  test('gets its tail from the history, and then what came meanwhile', async () => {
    const { client, peer } = await following();
    const late = new Recorder();
    client.subscribe('a', late, { tail: 3 });
    peer.send(event('a', 11), message('gap', 'a', 11, 13, 'slow'), event('a', 14));
    const [call] = await readsHistory(peer, history('e', 11, 10, 9));
    expect(call?.arguments).toEqual(['a', { limit: 3, reverse: true }]);
    expect(await late.offsets(4)).toEqual([9, 10, 11, 14]);
    expect(late.missed.rest).toMatchObject([{ topic: 'a', from: 11, to: 13, reason: 'slow' }]);
  });

  test('continues after its position, over as many pages as it takes', async () => {
    const { client, peer } = await following();
    const late = new Recorder();
    const subscription = client.subscribe('a', late, { since: { epoch: 'e', offset: 6 } });
    expect(subscription.position).toEqual({ epoch: 'e', offset: 6 });
    const calls = await readsHistory(peer, history('e', 7, 8), history('e', 9, 10, 11));
    expect(calls.map((call) => call.arguments[1])).toEqual([
      { since: { epoch: 'e', offset: 6 }, limit: 1000 },
      { since: { epoch: 'e', offset: 8 }, limit: 1000 },
    ]);
    peer.send(event('a', 11));
    expect(await late.replies.next()).toMatchObject({ recovered: true });
    expect(await late.offsets(5)).toEqual([7, 8, 9, 10, 11]);
  });

  test.each([
    ['of another epoch', { epoch: 'd', offset: 6 }, [], 'epochChanged'],
    ['ahead of the others', { epoch: 'e', offset: 60 }, [], 'ahead'],
    ['that the log no longer holds', { epoch: 'e', offset: 6 }, [history('e', 9, 10)], 'tooOld'],
  ])('at a position %s hears that it is lost', async (_, since, answers, reason) => {
    const { client, peer } = await following();
    const late = new Recorder();
    client.subscribe('a', late, { since });
    await readsHistory(peer, ...answers);
    expect(await late.replies.next()).toMatchObject({ recovered: false, reason });
    expect(await late.missed.next()).toMatchObject({ topic: 'a', from: since.offset, to: 10, reason });
  });

  test('goes live without its start when the history is refused, and says so', async () => {
    const { client, peer } = await following();
    const late = new Recorder();
    client.subscribe('a', late, { since: { epoch: 'e', offset: 6 } });
    peer.send(refusal(await peer.call('History'), '103: not allowed'), event('a', 11));
    expect(await late.missed.next()).toMatchObject({ topic: 'a', from: 6, to: 10, reason: 'tooOld' });
    expect(await late.offsets(1)).toEqual([11]);
  });

  test.each(['100: failed', '108: too much, retry after 1 ms', '114: Redis is away'])(
    'asks for the history again when it is refused for now (%s)',
    async (error) => {
      const { client, peer } = await following();
      const late = new Recorder();
      client.subscribe('a', late, { tail: 2 });
      for (let times = 0; times < 2; times++) peer.send(refusal(await peer.call('History'), error));
      await readsHistory(peer, history('e', 10, 9));
      peer.send(event('a', 11));
      expect(await late.offsets(3)).toEqual([9, 10, 11]);
    },
  );

  test('asks for the history until it gets it', async () => {
    const { client, peer } = await following();
    const late = new Recorder();
    client.subscribe('a', late, { tail: 2 });
    for (let times = 0; times < 15; times++) peer.send(refusal(await peer.call('History'), '114: Redis is away'));
    await readsHistory(peer, history('e', 10, 9));
    expect(await late.offsets(2)).toEqual([9, 10]);
  });

  test('is refused when it may not have its tail, and the others go on', async () => {
    const { client, peer, first } = await following();
    const late = new Recorder();
    const subscription = client.subscribe('a', late, { tail: 2 });
    peer.send(refusal(await peer.call('History'), '103: not allowed'), event('a', 11));
    expect(await late.errors.next()).toMatchObject({ code: 103 });
    expect(subscription.state).toBe('closed');
    expect(await first.offsets(1)).toEqual([11]);
    expect(late.events.rest).toEqual([]);
  });

  test('and is closed while it waits to ask again asks no more', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { client, peer, first } = await following();
    const late = new Recorder();
    const subscription = client.subscribe('a', late, { tail: 2 });
    peer.send(refusal(await peer.call('History'), '108: too much, retry after 100 ms'));
    peer.send(event('a', 11));
    await first.offsets(1);
    await subscription.close();
    await vi.advanceTimersByTimeAsync(200);
    // Calls arrive in order: one for the history would be there before this one.
    const marker = client.publish('marker', null);
    await peer.answer('Publish');
    await marker;
    expect([...peer.waiting('History'), ...late.events.rest]).toEqual([]);
  });

  test('goes live without its start when more comes meanwhile than may be held', async () => {
    const { client, peer } = await following();
    const late = new Recorder();
    client.subscribe('a', late, { tail: 2 });
    const call = await peer.call('History');
    peer.send(...[11, 12, 13, 14].map((offset) => event('a', offset)));
    expect(await late.offsets(4)).toEqual([11, 12, 13, 14]);
    peer.send(result(call, history('e', 10, 9)), event('a', 15));
    expect(await late.offsets(1)).toEqual([15]);
  });

  test('asks for the history again when the connection breaks meanwhile', async () => {
    const { hub, client, peer, first } = await following();
    const late = new Recorder();
    client.subscribe('a', late, { tail: 2 });
    await peer.call('History');
    peer.drop();
    const next = await hub.peer();
    await next.accept({ epoch: 'e', offset: 11, recovered: true }, event('a', 11));
    await next.answer('History', history('e', 11, 10));
    next.send(event('a', 12));
    expect(await late.offsets(3)).toEqual([10, 11, 12]);
    expect(await first.offsets(2)).toEqual([11, 12]);
  });

  test('and is closed meanwhile hears nothing', async () => {
    const { client, peer, first } = await following();
    const late = new Recorder();
    const subscription = client.subscribe('a', late, { tail: 2 });
    const call = await peer.call('History');
    await subscription.close();
    peer.send(result(call, history('e', 10, 9)), event('a', 11));
    expect(await first.offsets(1)).toEqual([11]);
    expect(late.events.rest).toEqual([]);
    expect(late.replies.rest).toEqual([]);
    expect(subscription.position).toBeUndefined();
  });
});
