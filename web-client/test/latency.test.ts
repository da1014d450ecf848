import { afterEach, describe, expect, test, vi } from 'vitest';
import type { RealtimeHubClient } from '../src/client.js';
import type { FakeHub } from './kit/fake-hub.js';
import { result, type HubPeer } from './kit/hub-peer.js';
import { newClient, page, startHub, stateOf, type Page } from './kit/setup.js';

afterEach(() => {
  vi.useRealTimers();
});

/** A client whose time calls the test answers, each after 7 ms. */
async function measured(): Promise<{
  hub: FakeHub;
  place: Page;
  client: RealtimeHubClient;
  next: () => Promise<number>;
  answer: (peer: HubPeer) => Promise<void>;
}> {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const hub = await startHub();
  hub.answerTime = false;
  const place = page();
  let elapsed = 0;
  place.elapsed = () => elapsed;
  const client = newClient({ url: hub.url }, place);
  const next = (): Promise<number> =>
    new Promise((resolve) => {
      const undo = client.on('latency', ({ latencyMs }) => {
        undo();
        resolve(latencyMs);
      });
    });
  const answer = async (peer: HubPeer): Promise<void> => {
    const call = await peer.call('Time');
    elapsed += 7;
    peer.send(result(call, 0));
  };
  return { hub, place, client, next, answer };
}

test('The time of the server is known with the latency, whatever the clock here says', async () => {
  const { hub, client, next, answer } = await measured();
  expect(client.serverTime).toBeUndefined();
  const first = next();
  void client.connect();
  const peer = await hub.peer();
  await answer(peer);
  await first;
  // It said 0 half a round trip ago.
  expect(client.serverTime).toBe(3.5);
  peer.drop();
  await stateOf(client, 'waiting');
  expect(client.serverTime).toBeUndefined();
});

describe('the latency', () => {
  test('is measured right after connecting and every 5 s', async () => {
    const { hub, client, next, answer } = await measured();
    expect(client.latencyMs).toBeUndefined();
    const first = next();
    void client.connect();
    const peer = await hub.peer();
    await answer(peer);
    expect(await first).toBe(7);
    expect(client.latencyMs).toBe(7);
    for (const again of [next(), next()]) {
      vi.advanceTimersByTime(5000);
      await answer(peer);
      expect(await again).toBe(7);
    }
  });

  test('is not measured while the page is hidden, and at once when it is visible again', async () => {
    const { hub, place, client, next, answer } = await measured();
    place.hidden = true;
    const first = next();
    await client.connect();
    const peer = await hub.peer();
    vi.advanceTimersByTime(20_000);
    place.visible();
    await answer(peer);
    await first;
    expect(peer.waiting('Time')).toEqual([]);
  });

  test('is unknown while there is no connection', async () => {
    const { hub, client, next, answer } = await measured();
    const first = next();
    void client.connect();
    const peer = await hub.peer();
    await answer(peer);
    await first;
    peer.drop();
    await stateOf(client, 'waiting');
    expect(client.latencyMs).toBeUndefined();
  });
});
