import { MessageType, type InvocationMessage } from '@microsoft/signalr';
import { describe, expect, it } from 'vitest';
import { BareClient, refusalOf } from './kit/bare-client.js';
import { eventsOf, get, post, publish } from './kit/http.js';
import { protocols, type Protocol } from './kit/protocols.js';
import { RawPeer } from './kit/raw-peer.js';
import { newTopic, useServer } from './kit/use-server.js';

const server = useServer();

const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);

const badCalls: [what: string, code: number, method: string, ...args: unknown[]][] = [
  ['a subscribe to a namespace that is not there', 102, 'Subscribe', { topic: 'nowhere:x' }],
  ['a subscribe to a name with a space', 107, 'Subscribe', { topic: 'not a name' }],
  ['a subscribe without a topic', 107, 'Subscribe', {}],
  ['a subscribe with a topic that is a number', 107, 'Subscribe', { topic: 5 }],
  ['a subscribe with a text', 107, 'Subscribe', 'demo:x'],
  ['a subscribe with nothing', 107, 'Subscribe'],
  ['a subscribe with an empty epoch', 107, 'Subscribe', { topic: 'demo:x', since: { epoch: '', offset: 1 } }],
  ['a subscribe with a negative offset', 107, 'Subscribe', { topic: 'demo:x', since: { epoch: 'e', offset: -1 } }],
  ['a subscribe with a position that is a text', 107, 'Subscribe', { topic: 'demo:x', since: 'e:1' }],
  ['a subscribe with a negative tail', 107, 'Subscribe', { topic: 'demo:x', tail: -1 }],
  ['a method that is not there', 107, 'DropAllTopics', 'demo:x'],
  ['a history of a namespace that is not there', 102, 'History', 'nowhere:x', null],
  ['a history of more than there may be', 107, 'History', 'demo:x', { limit: 100_000 }],
  ['a history after a position of another life', 112, 'History', 'demo:x', { since: { epoch: 'other', offset: 1 } }],
  ['a publish where clients may not', 103, 'Publish', 'host:cpu', 1],
  ['a publish to a topic of the server', 103, 'Publish', '$server:stats', 1],
  ['a publish to a namespace that is not there', 102, 'Publish', 'nowhere:x', 1],
  ['a publish to a name with a space', 107, 'Publish', 'not a name', 1],
  ['a publish of more than 64 KiB', 107, 'Publish', 'demo:x', 'x'.repeat(65_536)],
  ['a publish of JSON deeper than 60', 107, 'Publish', 'demo:x', nested(61)],
  ['a publish with a key that is too long', 107, 'Publish', 'demo:x', 1, { key: 'k'.repeat(256) }],
  ['a publish without data', 107, 'Publish', 'demo:x'],
];

describe.each(protocols)('over the hub with %s', (protocol) => {
  const connect = (): Promise<BareClient> => BareClient.connect(server().hubUrl, protocol);

  it.each(badCalls)('%s is refused with %i, and the connection stays', async (_, code, method, ...args) => {
    const client = await connect();
    const topic = newTopic();
    await client.subscribe(topic);

    expect(await refusalOf(client.invoke(method, ...args))).toBe(code);
    await publish(server(), topic, 'still here');
    await expect.poll(() => client.data(topic)).toEqual(['still here']);
    expect(client.goodbyes).toEqual([]);
  });

  it('a second subscribe to the same topic is refused with 105, and the first goes on', async () => {
    const client = await connect();
    const topic = newTopic();
    await client.subscribe(topic);
    expect(await refusalOf(client.subscribe(topic, { tail: 5 }))).toBe(105);
    await publish(server(), topic, 'once');
    await expect.poll(() => client.data(topic)).toEqual(['once']);
  });

  it('the 129th subscription is refused with 106, and there is room again after leaving one', async () => {
    const client = await connect();
    const topics = Array.from({ length: 129 }, () => newTopic());
    const [last = '', first = ''] = [topics.pop(), topics[0]];
    for (const topic of topics) await client.subscribe(topic);
    expect(await refusalOf(client.subscribe(last))).toBe(106);

    await client.invoke('Unsubscribe', first);
    expect(await refusalOf(client.subscribe(last))).toBeUndefined();
  });

  it.each([
    ['a message that cannot be read', broken(protocol)],
    ['a message that is too large', tooLarge(protocol)],
  ])('%s ends its connection with 3009, and others see nothing', async (_, data) => {
    const [peer, other] = [await RawPeer.connect(server().hubUrl, protocol), await connect()];
    const topic = newTopic();
    await other.subscribe(topic);
    peer.sendRaw(data);

    await expect.poll(() => peer.closed).toBe(true);
    const goodbyes = peer.messages.filter(isGoodbye).map((message) => message.arguments as unknown[]);
    expect(goodbyes).toEqual([[3009, expect.any(String), true, expect.any(Number)]]);
    await publish(server(), topic, 'undisturbed');
    await expect.poll(() => other.data(topic)).toEqual(['undisturbed']);
    expect(other.goodbyes).toEqual([]);
  });
});

describe('over HTTP', () => {
  const badPosts: [what: string, status: number, code: number, path: string, body: string][] = [
    ['JSON that is broken', 400, 107, eventsOf('demo:x'), '{"a":'],
    ['an empty body', 400, 107, eventsOf('demo:x'), ''],
    ['JSON deeper than 60', 400, 107, eventsOf('demo:x'), JSON.stringify(nested(61))],
    ['more than 64 KiB', 413, 107, eventsOf('demo:x'), JSON.stringify('x'.repeat(65_536))],
    ['a namespace that is not there', 404, 102, eventsOf('nowhere:x'), '1'],
    ['a name with a space', 400, 107, eventsOf('not a name'), '1'],
    ['a topic of the server', 403, 103, eventsOf('$server:stats'), '1'],
    ['a batch of 1,001', 400, 107, '/v1/events', JSON.stringify(Array(1001).fill({ topic: 'demo:x', data: 1 }))],
    ['a path that is not there', 404, 107, '/v1/nothing', '1'],
  ];

  it.each(badPosts)('%s is refused with status %i and code %i', async (_, status, code, path, body) => {
    const answer = await post(server(), path, body);
    expect(answer).toMatchObject({ status, body: { status, code } });
  });

  it('a wrong event of a batch is refused by itself', async () => {
    const topic = newTopic();
    const batch = [{ topic, data: 1 }, { topic: 'nowhere:x', data: 2 }, { data: 3 }, { topic, data: 4 }];
    const { status, body } = await post(server(), '/v1/events', JSON.stringify(batch));
    expect(status).toBe(200);
    expect(body).toMatchObject([{ offset: 1 }, { error: { code: 102 } }, { error: { code: 107 } }, { offset: 2 }]);
  });

  it('an idempotency key publishes once, and is refused with other data', async () => {
    const topic = newTopic();
    const send = (body: string): Promise<{ status: number; body: unknown }> =>
      post(server(), eventsOf(topic), body, { 'idempotency-key': topic });
    const [first, again, other] = [await send('1'), await send('1'), await send('2')];
    expect(again).toEqual(first);
    expect(other).toMatchObject({ status: 409, body: { code: 110 } });
    expect(await get(server(), eventsOf(topic))).toMatchObject({ body: { offset: 1, events: [{ data: 1 }] } });
  });
});

function isGoodbye(message: { type: MessageType }): message is InvocationMessage {
  return message.type === MessageType.Invocation && (message as InvocationMessage).target === 'disconnecting';
}

function broken(protocol: Protocol): string | Uint8Array {
  return protocol === 'json' ? '{"type":1,\x1e' : new Uint8Array([3, 0xc1, 0xc1, 0xc1]);
}

/** More than the 96 KiB that a message may have, and no end of it in sight. */
function tooLarge(protocol: Protocol): string | Uint8Array {
  // MessagePack tells the length first: 0x80 0x80 0x08 is 131,072.
  const head = protocol === 'json' ? '{"type":1,"target":"' : '\x80\x80\x08';
  const text = head + 'x'.repeat(110_000);
  return protocol === 'json' ? text : Buffer.from(text, 'latin1');
}
