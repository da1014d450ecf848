import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Dashboard, useBrowser } from './kit/dashboard.js';
import { useDataFolder } from './kit/data-folder.js';
import { TaskPage } from './kit/task-page.js';
import { useServer } from './kit/use-server.js';
import { useWebhookTarget } from './kit/webhook-target.js';

const browser = useBrowser();

describe('the page of tasks for those who may start nothing', () => {
  const server = useServer({ environment: 'Production', 'RealtimeHub:Access:AnonymousSubscribers': true });

  it('says what an operator can set, and offers nothing that would be refused', async () => {
    const dashboard = await Dashboard.open(browser(), `${server().url}/#/tasks`);
    const text = dashboard.get('tasks');
    await expect
      .poll(() => text.innerText())
      .toMatch(/on this page, which sends no token: Anonymous in [^]*:Starters[^]* cookie, User[^]*tasks:{kind}/);
    await expect.poll(() => text.innerText()).toMatch(/No tasks to see[^]*only operators[^]*103/i);
    expect(await text.innerText()).not.toMatch(/curl|Start one|started in this tab/);
    expect(await dashboard.get('task-form').isVisible()).toBe(false);
  });
});

describe('the page of tasks for those who may start some', () => {
  const server = useServer({
    environment: 'Production',
    'RealtimeHub:Access:AnonymousSubscribers': true,
    'RealtimeHub:Tasks:Kinds:csv-summary:Starters': 'Anonymous',
  });

  it('offers those, and says whose tasks are shown', async () => {
    const { dashboard } = await TaskPage.open(browser(), server().url);
    expect(await dashboard.get('task-kind').locator('option').allInnerTexts()).toEqual(['csv-summary']);
    expect(await dashboard.get('task-note').innerText()).toMatch(/^Only tasks that were started in this tab are shown/);
    expect(await dashboard.get('task-empty').innerText()).toMatch(/No tasks yet\s+Start one on this page\.$/);
  });

  it('says to somebody without a name that it is the key which is refused', async () => {
    const page = await TaskPage.open(browser(), server().url);
    const answer = page.dashboard.get('task-start-result');
    await page.fill('csv-summary', '{"path": "cities.csv"}', 'in order');
    await expect.poll(() => answer.innerText()).toMatch(/does not allow this[^]*103[^]*a key: leave it out/);
    await page.start('csv-summary', { path: 'cities.csv' });
    await expect.poll(() => answer.innerText()).toBe('Started');
  });
});

describe('the page of tasks with nothing on it', () => {
  const server = useServer();

  it('suggests a command for the file that comes with the server', async () => {
    const { dashboard } = await TaskPage.open(browser(), server().url);
    await expect.poll(() => dashboard.get('task-empty').innerText()).toMatch(/csv-summary[^]*{"path":"cities.csv"}/);
  });

  it('offers each kind with an example that can be started', async () => {
    const page = await TaskPage.open(browser(), server().url);
    const { dashboard } = page;
    const examples = new Map<string, unknown>();
    for (const kind of await dashboard.get('task-kind').locator('option').allInnerTexts()) {
      await dashboard.get('task-kind').selectOption(kind);
      examples.set(kind, JSON.parse(await dashboard.get('task-arguments').inputValue()));
    }
    expect(Object.fromEntries(examples)).toEqual({
      'csv-summary': { path: 'cities.csv' },
      email: { to: ['somebody@example.com'], subject: 'Hello', text: 'It works.' },
      webhook: { url: 'https://example.com/hook', body: { order: 7 } },
    });

    // The one that harms nobody is started as it stands there.
    await dashboard.get('task-kind').selectOption('csv-summary');
    await dashboard.get('task-start').click();
    const row = dashboard.get('task-row').first();
    await expect.poll(() => row.getByTestId('task-state').innerText()).toBe('Succeeded');
  });
});

describe('the page of tasks', () => {
  const MARKUP = '<img src=x onerror=alert(1)><b>bold</b>';
  const folder = useDataFolder();
  const target = useWebhookTarget();
  const server = useServer({
    'RealtimeHub:Tasks:DataFolder': folder,
    'RealtimeHub:Tasks:Webhook:AllowPrivateAddresses': true,
  });

  it('shows markup as the text that it is, in errors and in results', async () => {
    await writeFile(join(folder, 'markup.csv'), `${MARKUP},other\n${MARKUP},1\n`);
    const page = await TaskPage.open(browser(), server().url);
    const call = await page.start('webhook', { url: target.url, body: null });
    (await target.next()).answer(503, MARKUP);
    await expect.poll(() => call.get('task-error').innerText()).toContain(MARKUP);
    (await target.next()).answer(200, MARKUP);
    const failed = await page.start('csv-summary', { path: `${MARKUP}.csv` });
    await expect.poll(() => failed.get('task-error').innerText()).toContain(MARKUP);
    const file = await page.start('csv-summary', { path: 'markup.csv' });
    for (const row of [call, file]) {
      await expect.poll(() => row.state()).toBe('Succeeded');
      await row.get('task-result').locator('summary').first().click();
      await expect.poll(() => row.get('task-result').innerText()).toContain(MARKUP);
    }

    expect(await page.dashboard.get('tasks').locator('img, b').count()).toBe(0);
    expect(page.dashboard.problems).toEqual([]);
  }, 60_000);
});
