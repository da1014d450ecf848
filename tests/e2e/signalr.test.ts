import { describe, expect, it, onTestFinished } from 'vitest';
import { useBrowser } from './kit/dashboard.js';
import { publish, publishNumbers } from './kit/http.js';
import { HubServer, servedBy, transports } from './kit/hub-server.js';
import { RawPeer } from './kit/raw-peer.js';
import { connect, dataOf, ways } from './kit/interop/signalr-client.js';
import { newTopic, useServer } from './kit/use-server.js';

const browser = useBrowser();

const numbers = Array.from({ length: 500 }, (_, index) => index + 1);

describe.each(transports)('over the %s transport', (transport) => {
  const server = useServer(servedBy(transport));

  it.each(ways)(
    'SignalR in $place with $protocol, without negotiation: $skipsNegotiation, gets events in order, publishes, and stops',
    async (way) => {
      const client = await connect(way, server(), browser());
      const topic = newTopic('chat');
      expect(await client.invoke('Subscribe', { topic })).toMatchObject({ topic, offset: 0 });
      await publishNumbers(server(), topic, 1, 500);
      await expect.poll(() => dataOf(client, topic)).toEqual(numbers);
      expect(await client.invoke('Publish', topic, { text: 'Größe 🚀' })).toMatchObject({ offset: 501 });
      await expect.poll(async () => (await dataOf(client, topic)).at(-1)).toEqual({ text: 'Größe 🚀' });

      await client.stop();
      await expect.poll(async () => (await client.seen()).endings).toEqual([1000]);
      expect((await client.seen()).closes).toEqual(['no error']);
    },
  );

  it('all of them are told when the server stops, and closed with 1000', async () => {
    const stopping = await HubServer.start(servedBy(transport));
    onTestFinished(() => stopping.kill());
    const clients = await Promise.all(ways.map((way) => connect(way, stopping, browser())));
    for (const client of clients) await client.invoke('Time');

    expect(await stopping.stop()).toBe(0);
    for (const client of clients) {
      await expect.poll(async () => (await client.seen()).endings).toEqual([1000]);
      const { goodbyes, closes } = await client.seen();
      expect(goodbyes).toEqual([[3001, expect.any(String), true, expect.any(Number)]]);
      expect(closes).toEqual(['no error']);
    }
    expect(stopping.warnings).toEqual([]);
  });
});

describe.each(transports)('over the %s transport, with impatience', (transport) => {
  const server = useServer(
    servedBy(transport, {
      'RealtimeHub:Connections:ClientTimeout': '00:00:04',
      'RealtimeHub:Connections:PingInterval': '00:00:01',
    }),
  );

  it('clients that only ping outlive one that says nothing', async () => {
    const topic = newTopic();
    const clients = await Promise.all(ways.map((way) => connect(way, server(), browser())));
    for (const client of clients) await client.invoke('Subscribe', { topic });
    const silent = await RawPeer.connect(server().hubUrl, 'json');

    await expect.poll(() => silent.closed).toBe(true);
    await publish(server(), topic, 'still here');
    for (const client of clients) {
      await expect.poll(() => dataOf(client, topic)).toEqual(['still here']);
      expect((await client.seen()).endings).toEqual([]);
    }
  });
});
