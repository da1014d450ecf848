import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { charts, Dashboard, useBrowser } from './kit/dashboard.js';
import { publish, publishNumbers } from './kit/http.js';
import { newTopic, useServer } from './kit/use-server.js';

const server = useServer();
const browser = useBrowser();

const open = (look = {}): Promise<Dashboard> => Dashboard.open(browser(), server().url, look);
const inspect = (topic: string, look = {}): Promise<Dashboard> =>
  Dashboard.open(browser(), `${server().url}/#/topics/${topic}`, look);

describe('the dashboard', () => {
  it('loads without an error and within its content-security policy', async () => {
    const dashboard = await open();
    for (const chart of charts) await dashboard.get(`chart-${chart}`).waitFor();
    const topic = newTopic();
    await publish(server(), topic, 'hello');
    await dashboard.page.goto(`${server().url}/#/topics/${topic}`);
    await dashboard.get('event-row').waitFor();

    expect(await dashboard.page.title()).toBe(`${topic} · RealtimeHub`);
    expect(dashboard.problems).toEqual([]);
  });

  it('weighs less than 120 KB, compressed', async () => {
    const dashboard = await Dashboard.prepare(browser());
    const sizes = new Map<string, Promise<number>>();
    dashboard.page.on('response', (response) => {
      sizes.set(
        response.url(),
        response.body().then((body) => gzipSync(body).length),
      );
    });
    await dashboard.page.goto(server().url);
    await dashboard.isLive();
    for (const chart of charts) await dashboard.get(`chart-${chart}`).waitFor();

    const total = (await Promise.all(sizes.values())).reduce((sum, size) => sum + size, 0);
    expect([...sizes.keys()].every((url) => url.startsWith(server().url))).toBe(true);
    expect(sizes.size).toBeGreaterThan(3);
    expect(total).toBeLessThan(120_000);
  });

  it.each(charts)('moves the chart of the %s', async (chart) => {
    const dashboard = await open();
    await expect.poll(() => dashboard.lastOf(chart)).toBeGreaterThan(Date.now() - 10_000);
    const first = await dashboard.lastOf(chart);
    await expect.poll(() => dashboard.lastOf(chart)).toBeGreaterThan(first + 1_500);
    expect(Number(await dashboard.get(`chart-${chart}`).getAttribute('data-points'))).toBeGreaterThan(2);
  });

  it('lists the topics of the host with their rates', async () => {
    const dashboard = await open();
    for (const name of charts) {
      const row = dashboard.page.locator(`[data-testid=topic-row][data-topic="host:${name}"]`);
      await expect.poll(() => row.innerText()).toMatch(/host:\w+\s+[\d.]+\/s/);
    }
  });

  it('finds a topic by its name, and opens it with Enter', async () => {
    const topic = newTopic();
    await publish(server(), topic, 'found me');
    const dashboard = await open();
    const filter = dashboard.page.getByRole('searchbox', { name: 'Filter topics' });
    await filter.fill(topic);
    await filter.press('Enter');

    await dashboard.get('inspector').waitFor();
    await expect.poll(() => dashboard.loggedEvents()).toEqual([expect.stringContaining('"found me"')]);
  });

  it('shows the events of a topic as they come', async () => {
    const topic = newTopic();
    await publishNumbers(server(), topic, 1, 3);
    const dashboard = await inspect(topic);
    await expect.poll(async () => (await dashboard.loggedEvents()).length).toBe(3);
    await publish(server(), topic, { price: 42 }, { key: 'ACME', type: 'quote' });

    await expect.poll(async () => (await dashboard.loggedEvents())[0]).toContain('{"price":42}');
    expect((await dashboard.loggedEvents())[0]).toMatch(/\s4\s+ACME\s+quote\s/);
  });

  it('keeps up with a flood of events', async () => {
    const topic = newTopic();
    const dashboard = await inspect(topic);
    for (let thousand = 0; thousand < 5; thousand++) {
      await publishNumbers(server(), topic, thousand * 1000 + 1, thousand * 1000 + 1000);
    }

    // What the eye cannot follow is counted, and only a sample of it is shown.
    await expect.poll(() => dashboard.get('inspector').innerText()).toMatch(/newest offset\s+5,000/i);
    await publish(server(), topic, 'after the flood');
    await expect.poll(async () => (await dashboard.loggedEvents())[0]).toContain('"after the flood"');
    expect(await dashboard.get('event-row').count()).toBeLessThan(1000);
    expect(dashboard.problems).toEqual([]);
  });

  it('publishes an event that then appears in the log', async () => {
    const topic = newTopic();
    const dashboard = await open();
    await dashboard.publish(topic, '{ "hello": "wörld" }');
    await expect.poll(() => dashboard.get('publish-result').innerText()).toContain('Offset 1');
    await dashboard.get('publish-result').getByRole('link').click();
    await expect.poll(() => dashboard.loggedEvents()).toEqual([expect.stringContaining('{"hello":"wörld"}')]);

    await dashboard.get('publish-key').fill('k1');
    await dashboard.publish(topic, '[2]');
    await expect.poll(async () => (await dashboard.loggedEvents())[0]).toMatch(/\s2\s+k1\s+\[2\]/);
  });

  it('says where JSON is wrong, and sends nothing', async () => {
    const topic = newTopic();
    const dashboard = await open();
    await dashboard.publish(topic, '{"a": 1,\n "b": }');
    await dashboard.page.getByText('Line 2, column 7').waitFor();
    expect(await dashboard.get('publish-data').getAttribute('aria-invalid')).toBe('true');

    await dashboard.publish(topic, '{"a": 1}');
    await expect.poll(() => dashboard.get('publish-result').innerText()).toContain('Offset 1');
    expect(await dashboard.page.getByText('Line 2, column 7').count()).toBe(0);
  });

  it('says why the server refused an event', async () => {
    const dashboard = await open();
    await dashboard.publish('nowhere:x', '1');
    await expect.poll(() => dashboard.get('publish-result').innerText()).toMatch(/no such namespace[^]*102/);

    await dashboard.publish('not a name', '1');
    await dashboard.page.getByText('A space cannot be in a name').waitFor();
  });

  it('says why a topic cannot be followed', async () => {
    const dashboard = await inspect('nowhere:x');
    await expect.poll(() => dashboard.get('inspector').innerText()).toMatch(/no such namespace[^]*102/);
  });

  it('changes its theme, and remembers it', async () => {
    const dashboard = await open({ colorScheme: 'light' });
    const background = (): Promise<string> =>
      dashboard.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await background();
    await dashboard.get('theme-switch').getByTitle('Dark theme').click();
    await expect.poll(background).not.toBe(light);
    const dark = await background();
    await dashboard.page.reload();
    expect(await background()).toBe(dark);

    await dashboard.get('theme-switch').getByTitle('Theme of the system').click();
    await expect.poll(background).toBe(light);
    await dashboard.page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(background).toBe(dark);
  });

  it('fits a phone 360 pixels wide without scrolling sideways', async () => {
    const dashboard = await open({ width: 360, height: 740 });
    const width = (): Promise<number> => dashboard.page.evaluate(() => document.documentElement.scrollWidth);
    for (const chart of charts) await dashboard.get(`chart-${chart}`).waitFor();
    await dashboard.page.locator('[data-topic="host:cpu"]').waitFor();
    expect(await width()).toBe(360);

    const topic = `demo:${'long-name.'.repeat(20)}`;
    await publish(server(), topic, { wide: 'x'.repeat(2000) }, { key: 'k'.repeat(200), type: 't'.repeat(200) });
    await dashboard.publish('nowhere:x', '{"a": 1}');
    await expect.poll(() => dashboard.get('publish-result').innerText()).toContain('102');
    expect(await width()).toBe(360);
    await dashboard.page.goto(`${server().url}/#/topics/${topic}`);
    await dashboard.get('event-row').locator('summary').click();
    await dashboard.page.locator('.event-facts').waitFor();
    expect(await width()).toBe(360);
  });

  it('can be used with the keyboard alone', async () => {
    const topic = newTopic();
    await publish(server(), topic, 1);
    const dashboard = await open();
    for (const chart of charts) await dashboard.get(`chart-${chart}`).waitFor();
    await dashboard.page.locator(`[data-topic="${topic}"]`).waitFor();

    const names = await dashboard.tabRound();
    const wanted = ['Theme of the system', ...charts.map((chart) => `chart-${chart}`), 'Filter topics'];
    const form = ['publish-topic', 'publish-data', 'publish-key', 'publish-type', 'publish-submit'];
    for (const name of [...wanted, `${topic},`, ...form]) {
      expect(
        names.filter((each) => each.startsWith(name)),
        name,
      ).toHaveLength(1);
    }

    await dashboard.page.locator(`[data-topic="${topic}"] a`).press('Enter');
    await dashboard.get('inspector').waitFor();
    await dashboard.get('publish-data').fill('"by keyboard"');
    await dashboard.get('publish-data').press('Control+Enter');
    await expect.poll(async () => (await dashboard.loggedEvents())[0]).toContain('"by keyboard"');
  });

  it('shows where the focus is', async () => {
    const dashboard = await open();
    for (const testId of ['publish-submit', 'publish-topic', 'publish-data']) {
      await dashboard.get(testId).press('Shift');
      const outline = await dashboard.get(testId).evaluate((element) => getComputedStyle(element).outlineStyle);
      expect(outline, testId).not.toBe('none');
    }
  });
});

describe('when the server goes away and comes back', () => {
  it('the dashboard says so, and its charts go on', async () => {
    const dashboard = await open();
    for (const chart of charts) await expect.poll(() => dashboard.lastOf(chart)).toBeGreaterThan(0);
    await server().kill();
    await dashboard.is('reconnecting');
    await dashboard.page.getByText('What you see is from').waitFor();
    const lasts = await Promise.all(charts.map((chart) => dashboard.lastOf(chart)));

    await server().start();
    await dashboard.isLive();
    for (const [index, chart] of charts.entries()) {
      await expect.poll(() => dashboard.lastOf(chart)).toBeGreaterThan(lasts[index] ?? 0);
    }
    expect(await dashboard.page.getByText('What you see is from').isVisible()).toBe(false);
  });

  it('an open log goes on, and says what is lost', async () => {
    const topic = newTopic();
    const dashboard = await inspect(topic);
    await publish(server(), topic, 'before');
    await expect.poll(async () => (await dashboard.loggedEvents()).length).toBe(1);
    await server().kill();
    await dashboard.is('reconnecting');
    await server().start();
    await dashboard.page.getByText('Reconnected at offset 0').waitFor();
    await publish(server(), topic, 'after');

    await expect.poll(async () => (await dashboard.loggedEvents())[0]).toContain('"after"');
  });
});
