import { describe, expect, test } from 'vitest';
import { ServerClock } from '../src/server-clock.js';
import { event, message, result, type HubPeer } from './kit/hub-peer.js';
import { newClient, page, Recorder, startHub } from './kit/setup.js';

/** The server's clock shows something else than the page's, as clocks do. */
const SERVER_TIME = 1_700_000_000_000;

const timed = (offset: number, time: number): ReturnType<typeof message> => message('event', 'a', offset, 1, { time });

/** A client whose page's clock the test moves; the server has been asked for its time over a round trip of 40 ms. */
async function timedClient(): Promise<{
  client: ReturnType<typeof newClient>;
  peer: HubPeer;
  pass: (ms: number) => void;
}> {
  const hub = await startHub();
  hub.answerTime = false;
  const place = page();
  let elapsed = 5000;
  place.elapsed = () => elapsed;
  const client = newClient({ url: hub.url }, place);
  const measured = new Promise((resolve) => client.on('latency', resolve));
  await client.connect();
  const peer = await hub.peer();
  const call = await peer.call('Time');
  elapsed += 40;
  peer.send(result(call, SERVER_TIME));
  await measured;
  const pass = (ms: number): void => {
    elapsed += ms;
  };
  return { client, peer, pass };
}

describe('the lag of a subscription', () => {
  test("is the age of the last event by the server's clock", async () => {
    const { client, peer, pass } = await timedClient();
    const seen = new Recorder();
    const subscription = client.subscribe('a', seen);
    await peer.accept({ epoch: 'e', offset: 0 });
    await seen.replies.next();
    expect(subscription.lagMs).toBeUndefined();

    // The answer was made 20 ms ago, in the middle of the round trip.
    pass(500);
    peer.send(timed(1, SERVER_TIME + 400));
    await seen.events.next();
    expect(subscription.lagMs).toBe(120);
    peer.send(timed(2, SERVER_TIME + 9999));
    await seen.events.next();
    expect(subscription.lagMs).toBe(0);
  });

  test('is not known where events carry no time', async () => {
    const { client, peer } = await timedClient();
    const seen = new Recorder();
    const subscription = client.subscribe('a', seen);
    await peer.accept({ epoch: 'e', offset: 0 }, event('a', 1));
    await seen.events.next();
    expect(subscription.lagMs).toBeUndefined();
    expect(subscription.localLagMs).toBe(0);
  });

  test('does not count events that were asked for late', async () => {
    const { client, peer } = await timedClient();
    const seen = new Recorder();
    const subscription = client.subscribe('a', seen, { tail: 2 });
    await peer.accept({ epoch: 'e', offset: 5 }, timed(4, 1), timed(5, 1));
    await seen.offsets(2);
    expect(subscription.lagMs).toBeUndefined();
    peer.send(timed(6, SERVER_TIME));
    await seen.events.next();
    expect(subscription.lagMs).toBe(20);
  });

  test('is told apart: what a slow page adds, and what waits in it', async () => {
    const { client, peer, pass } = await timedClient();
    const seen = new Recorder();
    const handlers = client.subscribe('a', {
      onEvent: (e) => {
        seen.onEvent(e);
        pass(70);
      },
      onMissed: 'ignore',
    });
    const loop = client.subscribe('a');
    await peer.accept({ epoch: 'e', offset: 0 }, event('a', 1), event('a', 2), event('a', 3));
    await seen.offsets(3);

    // The third event of the frame waited for the handling of the first two.
    expect(handlers.localLagMs).toBe(140);
    expect(handlers.queued).toBe(0);
    await expect.poll(() => loop.queued).toBe(3);
    pass(1000);
    await loop[Symbol.asyncIterator]().next();
    expect(loop.localLagMs).toBe(1210);
    expect(loop.queued).toBe(2);
  });
});

describe("the server's clock", () => {
  test('is known by the shortest round trip of the last eight', () => {
    let elapsed = 0;
    const clock = new ServerClock(() => elapsed);
    const ask = (roundTrip: number, serverTime: number): void => {
      const askedAt = elapsed;
      elapsed += roundTrip;
      clock.take({ askedAt, answeredAt: elapsed, serverTime });
    };
    expect(clock.serverTime()).toBeUndefined();
    ask(2, 1000);
    ask(200, 9000);
    expect(clock.serverTime()).toBe(1201);
    for (let n = 0; n < 8; n++) ask(4, 5000);
    expect(clock.serverTime()).toBeGreaterThanOrEqual(5002);
    expect(clock.serverTime()).toBeLessThan(5040);
    clock.reset();
    expect(clock.serverTime()).toBeUndefined();
  });
});
