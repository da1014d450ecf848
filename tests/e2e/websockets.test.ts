import { createHash } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { publish, publishNumbers } from './kit/http.js';
import { HubServer, servedBy, transports } from './kit/hub-server.js';
import { invocation, JsonPeer, record } from './kit/interop/json-peer.js';
import { negotiate, socketUrl } from './kit/interop/negotiate.js';
import { implementations, openWire, pinging, WsWire } from './kit/interop/wire.js';
import { newTopic, useServer } from './kit/use-server.js';

const numbers = Array.from({ length: 500 }, (_, index) => index + 1);

describe.each(transports)('over the %s transport', (transport) => {
  const server = useServer(servedBy(transport));

  describe.each(implementations)('a WebSocket of %s', (implementation) => {
    it('gets events in order, publishes, and closes cleanly', async () => {
      const peer = await JsonPeer.begin(openWire(implementation, socketUrl(server())));
      const topic = newTopic('chat');
      expect(await peer.invoke('Subscribe', { topic })).toMatchObject({ topic, recovered: false });
      await publishNumbers(server(), topic, 1, 500);
      await expect.poll(() => peer.data(topic)).toEqual(numbers);
      expect(await peer.invoke('Publish', topic, 'Größe 🚀')).toMatchObject({ offset: 501 });
      await expect.poll(() => peer.data(topic).at(-1)).toBe('Größe 🚀');

      peer.wire.close(1000, 'done');
      await expect.poll(() => peer.wire.closed).toMatchObject({ code: 1000 });
    });

    it('connects with the token of a negotiation', async () => {
      const { connectionToken, availableTransports } = await negotiate(server());
      expect(availableTransports).toEqual([{ transport: 'WebSockets', transferFormats: ['Text', 'Binary'] }]);
      const peer = await JsonPeer.begin(openWire(implementation, socketUrl(server(), connectionToken)));
      expect(await peer.invoke('Time')).toBeDefined();
    });
  });

  it('all of them are told when the server stops, and closed with 1000', async () => {
    const stopping = await HubServer.start(servedBy(transport));
    onTestFinished(() => stopping.kill());
    const begin = implementations.map((one) => JsonPeer.begin(openWire(one, socketUrl(stopping))));
    const peers = await Promise.all(begin);
    for (const peer of peers) await peer.invoke('Time');

    expect(await stopping.stop()).toBe(0);
    for (const peer of peers) {
      await expect.poll(() => peer.wire.closed).toMatchObject({ code: 1000 });
      expect(peer.told('disconnecting')).toEqual([[3001, expect.any(String), true, expect.any(Number)]]);
    }
    expect(stopping.warnings).toEqual([]);
  });

  it.each(pinging)('pings of %s are answered with what they carry, between events', async (implementation) => {
    const peer = await JsonPeer.begin(openWire(implementation, socketUrl(server())));
    const topic = newTopic();
    await peer.invoke('Subscribe', { topic });
    for (const data of ['first', '', 'x'.repeat(125)]) {
      peer.wire.ping(data);
      await expect.poll(() => peer.wire.pongs.at(-1)).toBe(data);
      await publish(server(), topic, data.length);
    }

    await expect.poll(() => peer.data(topic)).toEqual([5, 0, 125]);
  });

  it('a message in many frames is one message', async () => {
    const wire = new WsWire(socketUrl(server()));
    const peer = await JsonPeer.begin(wire);
    const topic = newTopic('chat');
    await peer.invoke('Subscribe', { topic });
    const texts = ['ü', '🚀', 'x'].map((text) => text.repeat(40_000 / Buffer.byteLength(text)));
    const records = texts.map((text, index) => record(invocation('Publish', [topic, text], `part-${index}`)));
    const message = Buffer.from(records.join(''));
    expect(message.length).toBeGreaterThan(100_000);
    wire.sendParts([
      ...cut(message.subarray(0, 20_000), 997),
      new Uint8Array(),
      ...cut(message.subarray(20_000), 7_001),
    ]);
    wire.ping('after');

    await expect.poll(() => peer.data(topic).map(digest)).toEqual(texts.map(digest));
    await expect.poll(() => wire.pongs).toEqual(['after']);
  });

  it('a close is answered', async () => {
    // SignalR itself has one answer for all.
    const own = (code: number): number => (transport === 'direct' ? code : 1000);
    const codes: [sent: number | undefined, answered: number][] = [
      [4001, own(4001)],
      [1001, own(1001)],
      [undefined, 1000],
    ];
    for (const [sent, answered] of codes) {
      const wire = new WsWire(socketUrl(server()));
      await JsonPeer.begin(wire);
      wire.close(sent, sent === undefined ? undefined : 'bye');
      await expect.poll(() => wire.closed).toEqual({ code: answered, reason: '' });
    }
  });
});

describe.each(transports)('over the %s transport, with impatience', (transport) => {
  const impatience = {
    'RealtimeHub:Connections:ClientTimeout': '00:00:04',
    'RealtimeHub:Connections:PingInterval': '00:00:01',
  };
  const server = useServer(servedBy(transport, impatience));

  it('clients that only ping outlive one that says nothing', async () => {
    const topic = newTopic();
    const begin = implementations.map((one) => JsonPeer.begin(openWire(one, socketUrl(server()))));
    const peers = await Promise.all(begin);
    for (const peer of peers) {
      peer.keepAlive(300);
      await peer.invoke('Subscribe', { topic });
    }
    const silent = await JsonPeer.begin(new WsWire(socketUrl(server())));

    await expect.poll(() => silent.wire.closed).toBeDefined();
    expect(silent.told('disconnecting')).toEqual([[3012, expect.any(String), true, expect.any(Number)]]);
    await publish(server(), topic, 'still here');
    for (const peer of peers) {
      await expect.poll(() => peer.data(topic)).toEqual(['still here']);
      expect(peer.pings).toBeGreaterThan(1);
      expect(peer.wire.closed).toBeUndefined();
    }
  });
});

/** Parts of so many bytes, in the middle of a character, too. */
function cut(bytes: Uint8Array, length: number): Uint8Array[] {
  const count = Math.ceil(bytes.length / length);
  return Array.from({ length: count }, (_, index) => bytes.subarray(index * length, (index + 1) * length));
}

/** Of a text that is too long to be shown when a test fails. */
function digest(text: unknown): string {
  return createHash('sha256').update(String(text)).digest('hex');
}
