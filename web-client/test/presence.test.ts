import { describe, expect, test } from 'vitest';
import type { PresenceChange } from '../src/types.js';
import { event, message, refusal } from './kit/hub-peer.js';
import { Inbox } from './kit/inbox.js';
import { connected, Recorder } from './kit/setup.js';

const ann = { id: '1', user: 'ann', info: { name: 'Ann' } };
const bob = { id: '2', user: 'bob' };
const nobody = { id: '3' };

const presence = (topic: string, state: object) => message('presence', topic, state);

function inboxOf(subscription: { onPresence(listener: (change: PresenceChange) => void): () => void }) {
  const changes = new Inbox<PresenceChange>();
  const stop = subscription.onPresence(changes.put);
  return { changes, stop };
}

describe.each(['json', 'messagepack'] as const)('presence over %s', (protocol) => {
  test('is asked for', async () => {
    const { client, peer } = await connected({ protocol });
    const asked = client.presence('a');
    const call = await peer.answer('Presence', { topic: 'a', count: 2, users: 1, members: [ann, nobody] });
    expect(call.arguments).toEqual(['a']);
    expect(await asked).toEqual({ topic: 'a', count: 2, users: 1, members: [ann, nobody] });
  });

  test('is told as it changes', async () => {
    const { client, peer } = await connected({ protocol });
    const subscription = client.subscribe('a', new Recorder());
    const { changes } = inboxOf(subscription);
    expect(subscription.presence).toBeUndefined();
    await peer.accept({ epoch: 'e', offset: 0 }, presence('a', { count: 1, users: 1, members: [ann] }));
    const first = { topic: 'a', count: 1, users: 1, members: [ann] };
    expect(await changes.next()).toEqual({ ...first, joined: [], left: [] });
    expect(subscription.presence).toEqual(first);

    peer.send(presence('a', { count: 2, users: 1, joined: [bob, nobody], left: ['1'] }));
    expect(await changes.next()).toMatchObject({ members: [bob, nobody], joined: [bob, nobody], left: [ann] });

    peer.send(presence('a', { count: 500, users: 200 }));
    expect(await changes.next()).toEqual({ topic: 'a', count: 500, users: 200, joined: [], left: [] });

    peer.send(presence('a', { count: 1, users: 1, members: [bob] }));
    expect(await changes.next()).toMatchObject({ members: [bob], joined: [], left: [] });
    const renamed = { ...bob, info: 'new' };
    peer.send(presence('a', { count: 1, users: 1, joined: [renamed], left: [] }));
    expect(await changes.next()).toMatchObject({ members: [renamed], joined: [], left: [] });
  });
});

describe('presence', () => {
  test('that is refused rejects with the code', async () => {
    const { client, peer } = await connected();
    const asked = client.presence('a');
    peer.send(refusal(await peer.call('Presence'), '103: presence is off'));
    await expect(asked).rejects.toMatchObject({ code: 103 });
  });

  test('after a break is what the first message says', async () => {
    const { hub, client, peer } = await connected();
    const subscription = client.subscribe('a', new Recorder());
    const { changes } = inboxOf(subscription);
    await peer.accept({ epoch: 'e', offset: 0 }, presence('a', { count: 1, users: 1, members: [ann] }));
    await changes.next();

    peer.drop();
    const again = await hub.peer();
    await again.accept({ epoch: 'e', offset: 0 }, presence('a', { count: 1, users: 1, members: [bob] }));
    expect(await changes.next()).toMatchObject({ members: [bob], joined: [bob], left: [ann] });
  });

  test('is known to all subscriptions of the topic and told to none that is closed', async () => {
    const { client, peer } = await connected();
    const seen = new Recorder();
    const [first, second] = [client.subscribe('a', new Recorder()), client.subscribe('a', seen)];
    const [one, two] = [inboxOf(first), inboxOf(second)];
    await peer.accept({ epoch: 'e', offset: 0 }, presence('a', { count: 1, users: 1, members: [ann] }));
    expect((await one.changes.next()).count).toBe(1);
    expect((await two.changes.next()).count).toBe(1);
    expect(second.presence).toEqual(first.presence);

    await first.close();
    two.stop();
    peer.send(presence('a', { count: 2, users: 2, joined: [bob], left: [] }), event('a', 1));
    expect(await seen.offsets(1)).toEqual([1]);
    expect(second.presence?.count).toBe(2);
    expect(first.presence).toBeUndefined();
    expect([one.changes.rest, two.changes.rest]).toEqual([[], []]);
  });
});
