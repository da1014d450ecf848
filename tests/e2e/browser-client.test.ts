import { bytesOf, RealtimeHubError, type Item, type RealtimeHubClient } from '@realtimehub/client';
import { describe, expect, it } from 'vitest';
import { newClient, Recorder } from './kit/browser-client.js';
import { eventsOf, post, publish, publishNumbers } from './kit/http.js';
import { protocols } from './kit/protocols.js';
import { newTopic, useServer } from './kit/use-server.js';

const server = useServer();

describe.each(protocols)('the browser client with %s', (protocol) => {
  const client = (): RealtimeHubClient => newClient({ url: server().hubUrl, protocol });

  const connected = async (): Promise<RealtimeHubClient> => {
    const made = client();
    await made.connect();
    return made;
  };

  it('hands events to handlers, those that were there before first', async () => {
    const hub = await connected();
    const topic = newTopic();
    const recorder = new Recorder();
    await publishNumbers(server(), topic, 1, 5);
    const subscription = hub.subscribe(topic, recorder, { tail: 2 });
    await recorder.subscribed();
    const { epoch } = await publish(server(), topic, { n: 6 }, { key: 'k', type: 't' });

    await expect
      .poll(() => recorder.events)
      .toMatchObject([
        { topic, epoch, offset: 4, data: 4 },
        { topic, epoch, offset: 5, data: 5 },
        { topic, epoch, offset: 6, data: { n: 6 }, meta: { key: 'k', type: 't' } },
      ]);
    expect(recorder.replies).toEqual([{ topic, epoch, offset: 5, recovered: false, resubscribed: false }]);
    expect(subscription).toMatchObject({ state: 'subscribed', position: { epoch, offset: 6 } });
    expect([recorder.missed, recorder.errors]).toEqual([[], []]);
  });

  it('hands events to a for await loop, whose end closes the subscription', async () => {
    const hub = client();
    const topic = newTopic();
    await publishNumbers(server(), topic, 1, 20);
    const subscription = hub.subscribe<number>(topic, { tail: 20 });
    void hub.connect();
    const seen: number[] = [];
    for await (const event of subscription.eventsOnly()) {
      seen.push(event.data);
      if (event.data === 20) await publish(server(), topic, 21);
      if (event.data === 21) break;
    }

    expect(seen).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
    expect(subscription.state).toBe('closed');
  });

  it('continues where an earlier subscription stood', async () => {
    const topic = newTopic();
    await publishNumbers(server(), topic, 1, 9);
    const { epoch } = await publish(server(), topic, 10);
    const recorder = new Recorder();
    (await connected()).subscribe(topic, recorder, { since: { epoch, offset: 7 } });

    await expect.poll(() => recorder.data).toEqual([8, 9, 10]);
    expect(recorder.replies).toMatchObject([{ recovered: true, offset: 10 }]);
    expect(recorder.missed).toEqual([]);
  });

  it('says what is missing when it cannot continue', async () => {
    const topic = newTopic();
    await publish(server(), topic, 1);
    const recorder = new Recorder();
    const hub = await connected();
    hub.subscribe(topic, recorder, { since: { epoch: 'earlier', offset: 5 } });
    await recorder.subscribed();
    await publish(server(), topic, 2);

    await expect.poll(() => recorder.events).toMatchObject([{ offset: 2, data: 2 }]);
    expect(recorder.missed).toMatchObject([{ topic, from: 5, to: 1, reason: 'epochChanged' }]);
    expect(recorder.replies).toMatchObject([{ recovered: false, reason: 'epochChanged' }]);
  });

  it('publishes, and reads the history', async () => {
    const hub = await connected();
    const topic = newTopic('chat');
    const { epoch } = await hub.publish(topic, { text: 'hi' }, { key: 'k' });
    expect(await hub.publish(topic, 'again')).toEqual({ epoch, offset: 2 });

    expect(await hub.history(topic)).toEqual({
      topic,
      epoch,
      offset: 2,
      events: [
        { offset: 1, data: { text: 'hi' }, meta: { key: 'k' } },
        { offset: 2, data: 'again' },
      ],
    });
    expect((await hub.history(topic, { limit: 1, reverse: true })).events).toEqual([{ offset: 2, data: 'again' }]);
    expect((await hub.history(topic, { since: { epoch, offset: 2 } })).events).toEqual([]);
  });

  it('gives bytes back as they were published', async () => {
    const bytes = new Uint8Array([0, 1, 30, 254, 255]);
    const hub = await connected();
    const topic = newTopic();
    const recorder = new Recorder();
    hub.subscribe(topic, recorder);
    await recorder.subscribed();
    await post(server(), eventsOf(topic), bytes, { 'content-type': 'application/octet-stream' });

    await expect.poll(() => recorder.events.map((event) => bytesOf(event))).toEqual([bytes]);
  });

  it('tells what was refused, and goes on', async () => {
    const hub = await connected();
    const recorder = new Recorder();
    const subscription = hub.subscribe('nowhere:x', recorder);
    await expect.poll(() => recorder.errors).toMatchObject([{ code: 102, temporary: false }]);
    expect(subscription.state).toBe('closed');
    await expect(hub.publish('host:cpu', 1)).rejects.toMatchObject({ name: 'RealtimeHubError', code: 103 });
    await expect(hub.history('not a name')).rejects.toMatchObject({ code: 107 });
    await expect(nextOf(hub.subscribe('nowhere:y'))).rejects.toBeInstanceOf(RealtimeHubError);
    expect(hub.state.kind).toBe('connected');
  });

  it('shares one subscription among all parts of an application that follow a topic', async () => {
    const hub = await connected();
    const topic = newTopic();
    const [first, second] = [new Recorder(), new Recorder()];
    const leaving = hub.subscribe(topic, first);
    hub.subscribe(topic, second);
    await first.subscribed();
    await publish(server(), topic, 1);
    await expect.poll(() => [first.data, second.data]).toEqual([[1], [1]]);

    await leaving.close();
    await publish(server(), topic, 2);
    await expect.poll(() => second.data).toEqual([1, 2]);
    expect(first.data).toEqual([1]);
  });

  it('measures the way to the server and back', async () => {
    const hub = client();
    const measured = new Promise<number>((resolve) => {
      hub.on('latency', ({ latencyMs }) => {
        resolve(latencyMs);
      });
    });
    await hub.connect();
    expect(await measured).toBeGreaterThan(0);
    expect(hub.latencyMs).toBe(await measured);
  });
});

async function nextOf(items: AsyncIterable<Item>): Promise<unknown> {
  return (await items[Symbol.asyncIterator]().next()).value;
}
