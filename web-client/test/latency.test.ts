import { afterEach, describe, expect, test, vi } from 'vitest';
import type { RealtimeHubClient } from '../src/client.js';
import type { FakeHub } from './kit/fake-hub.js';
import { result } from './kit/hub-peer.js';
import { newClient, page, startHub, stateOf, type Page } from './kit/setup.js';

afterEach(() => {
  vi.useRealTimers();
});

/** A connected client whose clock advances by 7 ms each time it is read, and whose time calls the test answers. */
async function measured(): Promise<{
  hub: FakeHub;
  place: Page;
  client: RealtimeHubClient;
  next: () => Promise<number>;
}> {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const hub = await startHub();
  const place = page();
  let elapsed = 0;
  place.elapsed = () => (elapsed += 7);
  const client = newClient({ url: hub.url }, place);
  const next = (): Promise<number> =>
    new Promise((resolve) => {
      const undo = client.on('latency', ({ latencyMs }) => {
        undo();
        resolve(latencyMs);
      });
    });
  return { hub, place, client, next };
}

describe('the latency', () => {
  test('is measured right after connecting and every 5 s', async () => {
    const { client, next } = await measured();
    expect(client.latencyMs).toBeUndefined();
    void client.connect();
    expect(await next()).toBe(7);
    expect(client.latencyMs).toBe(7);
    for (const again of [next(), next()]) {
      vi.advanceTimersByTime(5000);
      expect(await again).toBe(7);
    }
  });

  test('is not measured while the page is hidden, and at once when it is visible again', async () => {
    const { hub, place, client, next } = await measured();
    place.hidden = true;
    const first = next();
    await client.connect();
    const peer = await hub.peer();
    peer.answerTime = false;
    vi.advanceTimersByTime(20_000);
    place.visible();
    peer.send(result(await peer.call('Time'), 0));
    await first;
    expect(peer.waiting('Time')).toEqual([]);
  });

  test('is unknown while there is no connection', async () => {
    const { hub, client, next } = await measured();
    void client.connect();
    await next();
    (await hub.peer()).drop();
    await stateOf(client, 'waiting');
    expect(client.latencyMs).toBeUndefined();
  });
});
