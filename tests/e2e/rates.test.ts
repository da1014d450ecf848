import type { RealtimeHubClient } from '@realtimehub/client';
import { describe, expect, it } from 'vitest';
import { newClient, Recorder } from './kit/browser-client.js';
import { Dashboard, useBrowser } from './kit/dashboard.js';
import { publish, publishNumbers } from './kit/http.js';
import { protocols } from './kit/protocols.js';
import { newTopic, useServer } from './kit/use-server.js';

const server = useServer({ 'RealtimeHub:Namespaces:timed:StampTime': true });
const browser = useBrowser();

describe.each(protocols)('the rate of a subscription with %s', (protocol) => {
  const connected = async (): Promise<RealtimeHubClient> => {
    const client = newClient({ url: server().hubUrl, protocol });
    await client.connect();
    return client;
  };

  it('is rounded down to a step of the server, and all events come', async () => {
    const [hub, topic, recorder] = [await connected(), newTopic(), new Recorder()];
    const subscription = hub.subscribe(topic, recorder, { maxRate: 7 });
    await recorder.subscribed();
    expect(recorder.replies).toMatchObject([{ maxRate: 6 }]);
    expect(subscription.rate).toEqual({ maxRate: 6, conflate: false });

    await publishNumbers(server(), topic, 1, 50);
    await expect.poll(() => recorder.events.length).toBe(50);
    expect(recorder.missed).toEqual([]);
  });

  it('with conflation brings the newest per key, and the rest is no loss', async () => {
    const [hub, topic, recorder] = [await connected(), newTopic(), new Recorder()];
    hub.subscribe(topic, recorder, { maxRate: 1, conflate: true });
    await recorder.subscribed();
    for (let n = 1; n <= 40; n++) await publish(server(), topic, n, { key: n % 2 === 0 ? 'even' : 'odd' });

    await expect.poll(() => recorder.data.slice(-2)).toEqual([39, 40]);
    expect(recorder.events.length).toBeLessThan(40);
    expect(recorder.offsets).toEqual([...recorder.offsets].sort((a, b) => a - b));
    expect(recorder.missed).toEqual([]);
  });

  it('is changed while subscribed, and nothing is lost when the limit goes', async () => {
    const [hub, topic, recorder] = [await connected(), newTopic(), new Recorder()];
    const subscription = hub.subscribe(topic, recorder);
    await recorder.subscribed();
    expect(await subscription.setRate({ maxRate: 2.5, conflate: true })).toEqual({ maxRate: 2, conflate: true });
    expect(await subscription.setRate({})).toEqual({ conflate: false });
    await publishNumbers(server(), topic, 1, 100);
    await expect.poll(() => recorder.events.length).toBe(100);
    expect(recorder.missed).toEqual([]);
  });

  it('is not changed when the server refuses it', async () => {
    const [hub, topic, recorder] = [await connected(), newTopic(), new Recorder()];
    const subscription = hub.subscribe(topic, recorder, { maxRate: 5 });
    await recorder.subscribed();
    await expect(subscription.setRate({ maxRate: 0.0001 })).rejects.toMatchObject({ code: 107 });
    expect(subscription.rate).toEqual({ maxRate: 5, conflate: false });
  });
});

describe('the inspector', () => {
  const inspect = (topic: string, look = {}): Promise<Dashboard> =>
    Dashboard.open(browser(), `${server().url}/#/topics/${topic}`, look);

  it('changes the rate while it follows a topic, and keeps its log and its address', async () => {
    const topic = newTopic();
    await publish(server(), topic, 'before');
    const dashboard = await inspect(topic);
    await expect.poll(() => dashboard.get('rate-status').innerText()).toBe('Every event, at once');
    await dashboard.get('rate-max').fill('2.5');
    await dashboard.get('rate-conflate').check();
    await dashboard.get('rate-submit').click();

    await expect.poll(() => dashboard.get('rate-status').innerText()).toBe('The newest per key, 2/s at most');
    expect(await dashboard.loggedEvents()).toHaveLength(1);
    expect(dashboard.page.url()).toContain('?maxRate=2.5&conflate=true');
    await dashboard.page.reload();
    await expect.poll(() => dashboard.get('rate-status').innerText()).toBe('The newest per key, 2/s at most');
    await publish(server(), topic, 'after');
    await expect.poll(async () => (await dashboard.loggedEvents())[0]).toContain('"after"');
  });
});
