import { describe, expect, it } from 'vitest';
import { newClient, Recorder } from './kit/browser-client.js';
import { Dashboard, useBrowser } from './kit/dashboard.js';
import { publish } from './kit/http.js';
import { protocols } from './kit/protocols.js';
import { newTopic, useServer } from './kit/use-server.js';

const server = useServer({ 'RealtimeHub:Namespaces:timed:StampTime': true });
const browser = useBrowser();

describe.each(protocols)('the lag of a subscription with %s', (protocol) => {
  it('is known where events carry a time, and there alone', async () => {
    const hub = newClient({ url: server().hubUrl, protocol });
    const measured = new Promise((resolve) => hub.on('latency', resolve));
    await hub.connect();
    await measured;
    const [timed, plain] = [new Recorder(), new Recorder()];
    const [topic, other] = [newTopic('timed'), newTopic()];
    const [known, unknown] = [hub.subscribe(topic, timed), hub.subscribe(other, plain)];
    await Promise.all([timed.subscribed(), plain.subscribed()]);
    await Promise.all([publish(server(), topic, 1), publish(server(), other, 1)]);
    await expect.poll(() => [timed.data, plain.data]).toEqual([[1], [1]]);

    expect(known.lagMs).toBeGreaterThanOrEqual(0);
    expect(known.lagMs).toBeLessThan(5000);
    expect(known.localLagMs).toBeGreaterThanOrEqual(0);
    expect(unknown.lagMs).toBeUndefined();
  });
});

describe('the inspector', () => {
  it('shows the lag of a topic whose events carry a time, also on a phone in the dark', async () => {
    const topic = newTopic('timed');
    const look = { width: 360, height: 740, colorScheme: 'dark' } as const;
    const dashboard = await Dashboard.open(browser(), `${server().url}/#/topics/${topic}`, look);
    await dashboard.page.getByText('No events yet').waitFor();
    expect(await dashboard.get('lag').isVisible()).toBe(false);
    await publish(server(), topic, 1);

    await expect.poll(() => dashboard.get('lag').innerText()).toMatch(/lag\s+\d+\s*ms/i);
    expect(await dashboard.page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    expect(dashboard.problems).toEqual([]);
  });
});
