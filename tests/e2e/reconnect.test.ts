import type { HubEvent, RealtimeHubClient } from '@realtimehub/client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { kindsOf, newClient, nextState, Recorder } from './kit/browser-client.js';
import { HubServer } from './kit/hub-server.js';
import { publish, publishNumbers } from './kit/http.js';
import { protocols } from './kit/protocols.js';
import { TcpProxy } from './kit/tcp-proxy.js';
import { newTopic, useServer } from './kit/use-server.js';

const steady = useServer();

const numbers = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe.each(protocols)('the browser client with %s', (protocol) => {
  const startProxy = async (): Promise<TcpProxy> => {
    const proxy = await TcpProxy.start(steady().port);
    onTestFinished(() => proxy.stop());
    return proxy;
  };

  const startServer = async (): Promise<HubServer> => {
    const server = await HubServer.start();
    onTestFinished(() => server.kill());
    return server;
  };

  const connected = async (url: string): Promise<RealtimeHubClient> => {
    const client = newClient({ url, protocol });
    await client.connect();
    return client;
  };

  it('goes through its states in order', async () => {
    const proxy = await startProxy();
    const client = newClient({ url: proxy.hubUrl, protocol });
    const kinds = kindsOf(client);
    await client.connect();
    const back = nextState(client, 'connected');
    proxy.cut();
    await back;
    await client.close();

    expect(kinds).toEqual(['connecting', 'connected', 'waiting', 'connecting', 'connected', 'disconnected']);
  });

  it('loses nothing and repeats nothing when its connection drops', async () => {
    const proxy = await startProxy();
    const client = await connected(proxy.hubUrl);
    const topic = newTopic();
    const recorder = new Recorder();
    client.subscribe(topic, recorder);
    await recorder.subscribed();
    await publishNumbers(steady(), topic, 1, 10);
    await expect.poll(() => recorder.data).toEqual(numbers(1, 10));

    const waiting = nextState(client, 'waiting');
    proxy.block();
    await waiting;
    await publishNumbers(steady(), topic, 11, 200);
    proxy.restore();
    await recorder.subscribed(2);
    await publishNumbers(steady(), topic, 201, 210);

    await expect.poll(() => recorder.events.length).toBeGreaterThanOrEqual(210);
    expect(recorder.data).toEqual(numbers(1, 210));
    expect(recorder.replies[1]).toMatchObject({ recovered: true, resubscribed: true, offset: 200 });
    expect(recorder.missed).toEqual([]);
  });

  it('loses nothing and repeats nothing when its connection drops again and again in a flood', async () => {
    const proxy = await startProxy();
    const client = await connected(proxy.hubUrl);
    const topic = newTopic();
    const recorder = new Recorder();
    client.subscribe(topic, recorder);
    await recorder.subscribed();
    for (const round of numbers(0, 9)) {
      const published = publishNumbers(steady(), topic, round * 90 + 1, round * 90 + 90);
      await expect.poll(() => recorder.events.length).toBeGreaterThan(round * 90 - 60);
      proxy.cut();
      await published;
    }

    await expect.poll(() => recorder.events.length).toBeGreaterThanOrEqual(900);
    expect(recorder.data).toEqual(numbers(1, 900));
    expect(recorder.offsets).toEqual(numbers(1, 900));
    expect(recorder.replies.length).toBeGreaterThan(1);
    expect(recorder.replies.slice(1).every((reply) => reply.recovered)).toBe(true);
    expect(recorder.missed).toEqual([]);
  });

  it('says that the past is lost when the server was killed and started again', async () => {
    const server = await startServer();
    const client = await connected(server.hubUrl);
    const topic = newTopic();
    const recorder = new Recorder();
    client.subscribe(topic, recorder, { tail: 5 });
    const loop = client.subscribe(topic)[Symbol.asyncIterator]();
    await recorder.subscribed();
    await publishNumbers(server, topic, 1, 3);
    await expect.poll(() => recorder.data).toEqual([1, 2, 3]);
    const earlier = [await loop.next(), await loop.next(), await loop.next()];

    const waiting = nextState(client, 'waiting');
    await server.kill();
    expect((await waiting).reason.message).not.toBe('');
    await server.start();
    await recorder.subscribed(2);
    const { epoch } = await publish(server, topic, 'anew');

    const missed = { topic, from: 3, to: 0, reason: 'epochChanged' };
    await expect.poll(() => recorder.events.slice(3)).toMatchObject([{ topic, epoch, offset: 1, data: 'anew' }]);
    expect(recorder.missed).toMatchObject([missed]);
    expect(recorder.replies[1]).toMatchObject({ recovered: false, reason: 'epochChanged', resubscribed: true });
    expect(earlier.map(({ value }) => (value as HubEvent).data)).toEqual([1, 2, 3]);
    expect((await loop.next()).value).toMatchObject({ kind: 'missed', ...missed });
    expect((await loop.next()).value).toMatchObject({ data: 'anew' });
  });

  it('is told of a clean shutdown, and comes back when the server does', async () => {
    const server = await startServer();
    const client = newClient({ url: server.hubUrl, protocol, backoff: { minMs: 1000 }, random: () => 0.99 });
    const measured = new Promise((resolve) => client.on('latency', resolve));
    await client.connect();
    await measured;
    const waiting = nextState(client, 'waiting');
    const exitCode = await server.stop();
    const { reason, retryAt } = await waiting;

    expect(exitCode).toBe(0);
    expect(reason).toMatchObject({ code: 3001 });
    expect(retryAt).toBeLessThan(Date.now() + 5_000);
    expect(server.warnings).toEqual([]);

    const back = nextState(client, 'connected');
    await server.start();
    await back;
  });

  it('keeps trying until there is a server at all', async () => {
    const server = await startServer();
    await server.kill();
    const client = newClient({ url: server.hubUrl, protocol });
    const recorder = new Recorder();
    client.subscribe('demo:later', recorder);
    const secondTry = new Promise<void>((resolve) => {
      client.on('state', ({ state }) => {
        if (state.kind === 'connecting' && state.attempt === 2) resolve();
      });
    });
    const first = client.connect();
    await secondTry;
    await server.start();
    await first;
    await recorder.subscribed();
    await publish(server, 'demo:later', 1);
    await expect.poll(() => recorder.data).toEqual([1]);
  });
});
