import type { PresenceChange, RealtimeHubClient, Subscription } from '@realtimehub/client';
import { describe, expect, it } from 'vitest';
import { newClient } from './kit/browser-client.js';
import { protocols } from './kit/protocols.js';
import { newTopic, useServer } from './kit/use-server.js';

const room = 'RealtimeHub:Namespaces:room:Presence';
const server = useServer({
  [`${room}:Enabled`]: true,
  [`${room}:Events`]: true,
  [`${room}:MaxListed`]: 2,
  [`${room}:Interval`]: '00:00:00.100',
});

describe.each(protocols)('presence with %s', (protocol) => {
  const connected = async (): Promise<RealtimeHubClient> => {
    const client = newClient({ url: server().hubUrl, protocol });
    await client.connect();
    return client;
  };

  const join = async (topic: string): Promise<Subscription> =>
    (await connected()).subscribe(topic, { onEvent: () => undefined, onMissed: 'ignore' });

  it('tells who comes and who goes, and of many the number alone', async () => {
    const topic = newTopic('room');
    const changes: PresenceChange[] = [];
    const first = await join(topic);
    first.onPresence((change) => changes.push(change));
    await expect.poll(() => first.presence?.members?.length).toBe(1);

    const second = await join(topic);
    await expect.poll(() => first.presence?.count).toBe(2);
    expect(changes.at(-1)?.joined).toHaveLength(1);
    const third = await join(topic);
    await expect.poll(() => first.presence).toEqual({ topic, count: 3, users: 0 });
    expect(await (await connected()).presence(topic)).toEqual({ topic, count: 3, users: 0 });

    await third.close();
    await expect.poll(() => first.presence?.members?.length).toBe(2);
    await second.close();
    await expect.poll(() => changes.at(-1)?.left.length).toBe(1);
    expect(first.presence?.members).toEqual((await (await connected()).presence(topic)).members);
  });

  it('is refused where the namespace has none', async () => {
    await expect((await connected()).presence(newTopic())).rejects.toMatchObject({ code: 103 });
  });
});
