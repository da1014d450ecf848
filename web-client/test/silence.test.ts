import { afterEach, expect, test, vi } from 'vitest';
import { event } from './kit/hub-peer.js';
import { connected, newClient, Recorder, startHub, stateOf } from './kit/setup.js';

afterEach(() => {
  vi.useRealTimers();
});

/** Time stands still; sockets work as ever. */
function stopTheClock(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
}

test('A server that sends nothing is given up, after 20 s unless the application says otherwise', async () => {
  stopTheClock();
  for (const [options, silence] of [
    [{}, 20_000],
    [{ serverTimeoutMs: 7000 }, 7000],
  ] as const) {
    const hub = await startHub();
    hub.answerTime = false;
    const client = newClient({ url: hub.url, ...options });
    await client.connect();
    vi.advanceTimersByTime(silence - 1);
    expect(client.state.kind).toBe('connected');
    vi.advanceTimersByTime(1);
    expect((await stateOf(client, 'waiting')).reason.message).toMatch(/timeout/i);
    await client.close();
  }
});

test('A subscribe that is never answered ends the connection, and the next one tries again', async () => {
  stopTheClock();
  const { hub, client, peer } = await connected({ answerTimeoutMs: 3000 });
  const seen = new Recorder();
  client.subscribe('a', seen, { tail: 1 });
  await peer.call('Subscribe');
  vi.advanceTimersByTime(3000);
  const waiting = await stateOf(client, 'waiting');
  expect(waiting.reason.message).toBe('The server did not answer Subscribe within 3000 ms');
  vi.advanceTimersToNextTimer();
  const next = await hub.peer();
  const call = await next.accept({ epoch: 'e', offset: 1 }, event('a', 1));
  expect(call.arguments).toEqual([{ topic: 'a', tail: 1 }]);
  expect(await seen.offsets(1)).toEqual([1]);
});
