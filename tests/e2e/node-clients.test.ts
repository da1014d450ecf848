import { MessageType } from '@microsoft/signalr';
import { describe, expect, it } from 'vitest';
import { BareClient } from './kit/bare-client.js';
import { eventsOf, post, publish, publishNumbers, type Place } from './kit/http.js';
import { protocols } from './kit/protocols.js';
import { RawPeer } from './kit/raw-peer.js';
import { newTopic, useServer } from './kit/use-server.js';

const server = useServer({ 'RealtimeHub:Namespaces:short:MaxEvents': 5 }, /reason ahead/);

const numbers = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe.each(protocols)('a bare SignalR client with %s', (protocol) => {
  const connect = (): Promise<BareClient> => BareClient.connect(server().hubUrl, protocol);

  it('gets what is published after it has subscribed', async () => {
    const client = await connect();
    const topic = newTopic();
    await publish(server(), topic, 'before');
    const reply = await client.subscribe(topic);
    const place = await publish(server(), topic, 'after');

    expect(reply).toEqual({ topic, epoch: place.epoch, offset: 1, recovered: false });
    await expect.poll(() => client.of(topic)).toEqual([{ offset: 2, data: 'after', arguments: 3 }]);
  });

  it('gets the newest events first when it asks for a tail', async () => {
    const client = await connect();
    const topic = newTopic();
    await publishNumbers(server(), topic, 1, 10);
    await client.subscribe(topic, { tail: 3 });
    await publish(server(), topic, 11);

    await expect.poll(() => client.data(topic)).toEqual([8, 9, 10, 11]);
  });

  it('continues after a position without loss and without repeats', async () => {
    const topic = newTopic();
    await publishNumbers(server(), topic, 1, 200);
    const { epoch } = await publish(server(), topic, 201);
    const client = await connect();
    const reply = await client.subscribe(topic, { since: { epoch, offset: 17 }, tail: 3 });
    await publish(server(), topic, 202);

    expect(reply).toMatchObject({ recovered: true, offset: 201 });
    await expect.poll(() => client.data(topic)).toEqual(numbers(18, 202));
  });

  it('is told why a position cannot be continued, and gets the tail instead', async () => {
    const topic = newTopic('short');
    await publishNumbers(server(), topic, 1, 8);
    const { epoch } = await publish(server(), topic, 9);
    const positions: [Place, string][] = [
      [{ epoch: 'another', offset: 9 }, 'epochChanged'],
      [{ epoch, offset: 3 }, 'tooOld'],
      [{ epoch, offset: 10 }, 'ahead'],
    ];
    for (const [since, reason] of positions) {
      const client = await connect();
      expect(await client.subscribe(topic, { since, tail: 2 })).toMatchObject({ recovered: false, reason, offset: 9 });
      await expect.poll(() => client.data(topic)).toEqual([8, 9]);
    }
  });

  it('sees the one order that every other client sees, whoever publishes', async () => {
    const [first, second] = [await connect(), await connect()];
    const topic = newTopic();
    await first.subscribe(topic);
    await second.subscribe(topic);
    await Promise.all(
      numbers(0, 7).map((batch) => publishNumbers(server(), topic, batch * 100 + 1, batch * 100 + 100)),
    );

    await expect.poll(() => first.of(topic).length).toBe(800);
    await expect.poll(() => second.of(topic).length).toBe(800);
    expect(first.offsets(topic)).toEqual(numbers(1, 800));
    expect(second.of(topic)).toEqual(first.of(topic));
    expect([...(first.data(topic) as number[])].sort((a, b) => a - b)).toEqual(numbers(1, 800));
  });

  it('follows many topics on one connection', async () => {
    const client = await connect();
    const topics = numbers(1, 20).map(() => newTopic());
    for (const topic of topics) await client.subscribe(topic);
    await Promise.all(topics.map((topic) => publish(server(), topic, topic)));

    for (const topic of topics) await expect.poll(() => client.data(topic)).toEqual([topic]);
  });

  it('gets any JSON value as it was published', async () => {
    const values = [
      null,
      true,
      0,
      -1.5e-7,
      9007199254740991,
      '',
      'Größe 🚀 \u2028 "\\',
      [],
      {},
      { a: [{ b: null }], ü: 1 },
    ];
    const client = await connect();
    const topic = newTopic();
    await client.subscribe(topic);
    for (const value of values) await publish(server(), topic, value);

    await expect.poll(() => client.data(topic)).toEqual(values);
  });

  it('gets text as text and bytes as bytes', async () => {
    const client = await connect();
    const topic = newTopic();
    await client.subscribe(topic);
    await post(server(), eventsOf(topic), 'not "JSON"', { 'content-type': 'text/plain' });
    await post(server(), eventsOf(topic), new Uint8Array([0, 30, 255]), { 'content-type': 'application/octet-stream' });

    const bytes =
      protocol === 'json'
        ? { offset: 2, data: 'AB7/', meta: { encoding: 'base64' }, arguments: 4 }
        : { offset: 2, data: new Uint8Array([0, 30, 255]), arguments: 3 };
    await expect.poll(() => client.of(topic).length).toBe(2);
    expect(client.of(topic)).toEqual([{ offset: 1, data: 'not "JSON"', arguments: 3 }, bytes]);
  });

  it('gets a fourth argument only when the publisher said more about the event', async () => {
    const client = await connect();
    const topic = newTopic();
    await client.subscribe(topic);
    await publish(server(), topic, 1);
    await publish(server(), topic, 2, { key: 'k', type: 't', id: 'i' });

    await expect
      .poll(() => client.of(topic))
      .toEqual([
        { offset: 1, data: 1, arguments: 3 },
        { offset: 2, data: 2, meta: { key: 'k', type: 't', id: 'i' }, arguments: 4 },
      ]);
  });

  it('publishes over the hub where the namespace allows it, with and without options', async () => {
    const [publisher, reader] = [await connect(), await connect()];
    const topic = newTopic('chat');
    await reader.subscribe(topic);
    const first = await publisher.invoke<Place>('Publish', topic, { text: 'hi', n: [1, null] });
    const second = await publisher.invoke<Place>('Publish', topic, 'again', { key: 'k' });
    const third = await publisher.invoke<Place>('Publish', topic, 3, null);

    expect([first.offset, second, third.offset]).toEqual([1, { epoch: first.epoch, offset: 2 }, 3]);
    await expect
      .poll(() => reader.of(topic))
      .toEqual([
        { offset: 1, data: { text: 'hi', n: [1, null] }, arguments: 3 },
        { offset: 2, data: 'again', meta: { key: 'k' }, arguments: 4 },
        { offset: 3, data: 3, arguments: 3 },
      ]);
  });

  it('reads the history forward, after a position, and backward', async () => {
    const client = await connect();
    const topic = newTopic();
    await publishNumbers(server(), topic, 1, 9);
    const { epoch } = await publish(server(), topic, 10, { key: 'k' });
    const history = (options: object | null): Promise<{ events: object[] }> => client.invoke('History', topic, options);

    expect((await history(null)).events).toHaveLength(10);
    expect(await history({ since: { epoch, offset: 8 } })).toEqual({
      topic,
      epoch,
      offset: 10,
      events: [
        { offset: 9, data: 9 },
        { offset: 10, data: 10, meta: { key: 'k' } },
      ],
    });
    expect((await history({ limit: 2 })).events).toMatchObject([{ data: 1 }, { data: 2 }]);
    expect((await history({ limit: 2, reverse: true })).events).toMatchObject([{ data: 10 }, { data: 9 }]);
  });

  it('asks the server for its time', async () => {
    const client = await connect();
    const before = Date.now();
    const time = await client.invoke<number>('Time');
    expect(time).toBeGreaterThanOrEqual(before - 1);
    expect(time).toBeLessThanOrEqual(Date.now() + 1);
  });

  it('gets nothing of a topic that it has left, and may come back', async () => {
    const client = await connect();
    const [topic, marker] = [newTopic(), newTopic()];
    await client.subscribe(topic);
    await client.subscribe(marker);
    await client.invoke('Unsubscribe', topic);
    await publish(server(), topic, 'missed');
    await publish(server(), marker, 'now');
    await expect.poll(() => client.data(marker)).toEqual(['now']);
    expect(client.of(topic)).toEqual([]);

    await client.subscribe(topic);
    await publish(server(), topic, 'back');
    await expect.poll(() => client.data(topic)).toEqual(['back']);
  });

  it('understands several hub messages in one frame, both ways', async () => {
    const topic = newTopic();
    await publishNumbers(server(), topic, 1, 50);
    const peer = await RawPeer.connect(server().hubUrl, protocol);
    const call = (invocationId: string, target: string, ...args: unknown[]): void => {
      calls.push({ type: MessageType.Invocation, invocationId, target, arguments: args, headers: {}, streamIds: [] });
    };
    const calls: Parameters<RawPeer['send']> = [];
    call('1', 'Time');
    call('2', 'Subscribe', { topic, tail: 50 });
    call('3', 'Time');
    peer.send(...calls);
    await expect.poll(() => peer.messages.length).toBe(53);
    expect(Math.max(...peer.frames.map((frame) => frame.length))).toBeGreaterThan(1);

    const client = await connect();
    await client.subscribe(topic, { tail: 50 });
    await expect.poll(() => client.data(topic)).toEqual(numbers(1, 50));
  });
});
