import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ClientState } from '../src/types.js';
import { message } from './kit/hub-peer.js';
import { connected, newClient, page, startHub, stateOf } from './kit/setup.js';

afterEach(() => {
  vi.useRealTimers();
});

/** Time stands still; sockets work as ever. */
function stopTheClock(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
}

/** An address at which nobody listens. */
async function deadUrl(): Promise<string> {
  const hub = await startHub();
  const { url } = hub;
  await hub.stop();
  return url;
}

describe('a client', () => {
  test('goes from disconnected over connecting to connected, and back when it is closed', async () => {
    const hub = await startHub();
    const client = newClient({ url: hub.url, now: () => 1234 });
    const seen: [ClientState['kind'], ClientState['kind']][] = [];
    client.on('state', ({ state, previous }) => seen.push([previous.kind, state.kind]));

    await client.connect();
    expect(client.state).toMatchObject({ kind: 'connected', since: 1234 });
    await client.close();

    expect(client.state).toEqual({ kind: 'disconnected' });
    expect(seen).toEqual([
      ['disconnected', 'connecting'],
      ['connecting', 'connected'],
      ['connected', 'disconnected'],
    ]);
  });

  test('connects once, however often it is told to', async () => {
    const { hub, client } = await connected();
    await Promise.all([client.connect(), client.connect()]);
    expect(client.state.kind).toBe('connected');
    expect(hub.accepted).toBe(1);
  });

  test('tries the first connect again and again', async () => {
    const url = await deadUrl();
    const client = newClient({ url });
    const attempts: number[] = [];
    const third = new Promise<void>((resolve) => {
      client.on('state', ({ state }) => {
        if (state.kind === 'connecting') attempts.push(state.attempt);
        if (attempts.length === 3) resolve();
      });
    });
    const first = client.connect();
    await third;
    const hub = await startHub(Number(new URL(url).port));
    await first;
    await hub.peer();
    expect(attempts.slice(0, 3)).toEqual([1, 2, 3]);
  });

  test('waits longer after each failure, and says until when', async () => {
    stopTheClock();
    const client = newClient({ url: await deadUrl(), backoff: { minMs: 500, maxMs: 1500 }, random: () => 0.9 });
    void client.connect();
    const waits: number[] = [];
    for (const attempt of [2, 3, 4]) {
      const waiting = await stateOf(client, 'waiting');
      expect(waiting.attempt).toBe(attempt);
      waits.push(waiting.retryAt - Date.now());
      vi.advanceTimersToNextTimer();
      expect(client.state.kind).toBe('connecting');
    }
    expect(waits).toEqual([900, 1350, 1350]);
  });

  test('comes back when the connection breaks', async () => {
    const { hub, client, peer } = await connected();
    const before = await stateOf(client, 'connected');
    peer.drop();
    const waiting = await stateOf(client, 'waiting');
    expect(waiting.reason).toEqual({ code: 1006, message: 'The connection was lost' });
    await hub.peer();
    const after = await stateOf(client, 'connected');
    expect(after).not.toBe(before);
  });

  test('counts a connection that broke at once as a failed try', async () => {
    let time = 0;
    const { hub, client, peer } = await connected({ now: () => time });
    peer.drop();
    expect((await stateOf(client, 'waiting')).attempt).toBe(2);
    const next = await hub.peer();
    await stateOf(client, 'connected');
    time += 60_000;
    next.drop();
    expect((await stateOf(client, 'waiting')).attempt).toBe(1);
  });

  test('obeys a server that says when to come back', async () => {
    const { client, peer } = await connected({ now: () => 1000 });
    peer.send(message('disconnecting', 3001, 'shutting down', true, 30_000));
    expect(await stateOf(client, 'waiting')).toEqual({
      kind: 'waiting',
      attempt: 2,
      retryAt: 31_001,
      reason: { code: 3001, message: 'shutting down' },
    });
  });

  test.each([
    ['by its word', message('disconnecting', 3001, 'no more', false, 0), { code: 3001, message: 'no more' }],
    ['by its code', message('disconnecting', 3503, 'go', true, 0), { code: 3503, message: 'go' }],
  ])('stays away when the server says so %s', async (_, farewell, reason) => {
    const { client, peer } = await connected();
    peer.send(farewell);
    expect(await stateOf(client, 'disconnected')).toEqual({ kind: 'disconnected', reason });
  });

  test('obeys a server that sends it away in the very frame of the handshake', async () => {
    const hub = await startHub();
    hub.greeting = [message('disconnecting', 3504, 'too many connections', false, 0)];
    const client = newClient({ url: hub.url });
    await expect(client.connect()).rejects.toThrow('too many connections');
    expect(client.state).toMatchObject({ kind: 'disconnected', reason: { code: 3504 } });
  });

  test('stays away when the WebSocket closes with a code that says so', async () => {
    const { client, peer } = await connected();
    peer.close(3500, 'invalid token');
    const reason = { code: 3500, message: 'invalid token' };
    expect(await stateOf(client, 'disconnected')).toEqual({ kind: 'disconnected', reason });
  });

  test('that was told to stay away can be connected again', async () => {
    const { hub, client, peer } = await connected();
    peer.send(message('disconnecting', 3500, 'invalid token', false, 0));
    await stateOf(client, 'disconnected');
    await client.connect();
    await hub.peer();
    expect(client.state.kind).toBe('connected');
  });

  test('asks for a new token at each try', async () => {
    const tokens = ['one', 'two'];
    const { hub, client, peer } = await connected({ accessToken: () => Promise.resolve(tokens.shift() ?? 'none') });
    peer.drop();
    await stateOf(client, 'waiting');
    await hub.peer();
    expect(tokens).toEqual([]);
  });

  test('gives up a try that takes too long', async () => {
    stopTheClock();
    const client = newClient({
      url: 'http://127.0.0.1:1/hub',
      accessToken: () => new Promise(() => undefined),
      connectTimeoutMs: 5000,
    });
    void client.connect();
    await stateOf(client, 'connecting');
    vi.advanceTimersByTime(5000);
    expect((await stateOf(client, 'waiting')).reason).toEqual({ message: 'No connection within 5000 ms' });
  });

  test('rejects connect() when it is closed before the first connection', async () => {
    const client = newClient({ url: await deadUrl() });
    const connecting = client.connect();
    await client.close();
    await expect(connecting).rejects.toMatchObject({ code: 0, temporary: false });
    expect(client.state).toEqual({ kind: 'disconnected' });
  });

  test('that a listener closes in the middle of a change stays closed', async () => {
    const hub = await startHub();
    const client = newClient({ url: hub.url });
    client.on('state', ({ state }) => {
      if (state.kind === 'connected') void client.close();
    });
    await client.connect();
    expect(client.state).toEqual({ kind: 'disconnected' });
    await expect(client.publish('a', 1)).rejects.toMatchObject({ code: 0, temporary: true });
  });

  test('refuses options that cannot mean anything', () => {
    expect(() => newClient({ backoff: { minMs: 10, maxMs: 5 } })).toThrow(RangeError);
    expect(() => newClient({ maxSubscriptionQueue: 0 })).toThrow(RangeError);
    expect(() => newClient({ connectTimeoutMs: 0 })).toThrow(RangeError);
  });
});

describe('a client in a page', () => {
  test('does not try while the browser is offline, and tries at once when it is online again', async () => {
    stopTheClock();
    const hub = await startHub();
    const place = page();
    place.offline = true;
    const client = newClient({ url: hub.url }, place);
    void client.connect();
    expect(client.state).toMatchObject({ kind: 'waiting', attempt: 1, reason: { message: 'The browser is offline' } });
    vi.advanceTimersToNextTimer();
    expect(client.state.kind).toBe('waiting');
    place.online();
    expect(client.state.kind).toBe('connecting');
    await stateOf(client, 'connected');
  });

  test('does not come back before the time the server asked for, though the network returns', async () => {
    stopTheClock();
    const hub = await startHub();
    const place = page();
    const client = newClient({ url: hub.url }, place);
    await client.connect();
    (await hub.peer()).send(message('disconnecting', 3001, 'shutting down', true, 5000));
    await stateOf(client, 'waiting');
    place.online();
    expect(client.state.kind).toBe('waiting');
    vi.advanceTimersByTime(5001);
    await stateOf(client, 'connected');
  });
});
