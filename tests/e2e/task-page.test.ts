import type { TaskReport } from '@realtimehub/client';
import { beforeAll, describe, expect, it } from 'vitest';
import { Dashboard, useBrowser } from './kit/dashboard.js';
import { useDataFolder } from './kit/data-folder.js';
import { holdRequests } from './kit/held-requests.js';
import { get, post } from './kit/http.js';
import { writeOrders } from './kit/orders-file.js';
import { TaskPage } from './kit/task-page.js';
import { useServer } from './kit/use-server.js';
import { useWebhookTarget } from './kit/webhook-target.js';

const LONG = { timeout: 120_000 };

const folder = useDataFolder();
const target = useWebhookTarget();
const server = useServer({
  'RealtimeHub:Tasks:DataFolder': folder,
  'RealtimeHub:Tasks:Webhook:AllowPrivateAddresses': true,
});
const browser = useBrowser();

/** Lets the server summarise a file; resolves to how long that took, in milliseconds. */
async function timeOf(path: string): Promise<number> {
  const { body } = await post(server(), '/v1/tasks/csv-summary', JSON.stringify({ path }));
  const read = async (): Promise<TaskReport> =>
    (await get(server(), `/v1/tasks/${(body as TaskReport).id}`)).body as TaskReport;
  await expect.poll(async () => (await read()).state, LONG).toBe('succeeded');
  const { started = '', ended = '' } = await read();
  return Date.parse(ended) - Date.parse(started);
}

/** As many rows as this machine reads in so many seconds, as busy as it is. */
async function rowsIn(seconds: number): Promise<number> {
  const sample = 50_000;
  await writeOrders(folder, 'sample.csv', sample);
  // The first time is longer: the code is not compiled yet.
  await timeOf('sample.csv');
  return Math.ceil((sample * seconds * 1000) / Math.max(100, await timeOf('sample.csv')));
}

const open = (look = {}): Promise<TaskPage> => TaskPage.open(browser(), server().url, look);

describe('the page of tasks', () => {
  beforeAll(() => writeOrders(folder, 'orders.csv', 1_000));

  it('shows how far a task is, over a reload, up to its result', async () => {
    const rows = await rowsIn(10);
    await writeOrders(folder, 'large.csv', rows);
    const page = await open();
    const row = await page.start('csv-summary', { path: 'large.csv' });
    await expect.poll(() => row.percent(), LONG).toBeGreaterThan(0);
    const early = (await row.percent()) ?? 0;
    await expect.poll(() => row.percent(), LONG).toBeGreaterThan(early);
    const before = (await row.percent()) ?? 100;

    await page.dashboard.page.reload();
    await row.element.waitFor();
    const after = (await row.percent()) ?? 0;
    expect(await row.state()).toBe('Running');
    expect(after).toBeGreaterThanOrEqual(before);

    await expect.poll(() => row.percent(), LONG).toBeGreaterThan(after);
    await expect.poll(() => row.state(), LONG).toBe('Succeeded');
    await row.get('task-result').locator('summary').first().click();
    const table = await row.get('csv-table').innerText();
    expect(table).toContain(`${rows.toLocaleString('en-US')} rows, 6 columns`);
    expect(table).toMatch(/amount\s+number\s+0\s+about 9,\d+\s+0\s+[\d.]+\s+89\.99/);
    expect(page.dashboard.problems).toEqual([]);
  }, 300_000);

  it('tells of each attempt, and when the next one comes', async () => {
    const page = await open();
    const row = await page.start('webhook', { url: target.url, body: { order: 7 } });
    const first = await target.next();
    expect(first.body).toBe('{"order":7}');
    await expect.poll(() => row.element.innerText()).toMatch(/Running[^]*attempt 1 of 8[^]*calls 127\.0\.0\.1/);
    // It cannot say how far it is.
    expect(await row.percent()).toBeUndefined();

    // Left to itself the pause may be too short to be seen.
    first.answer(503, 'not now', { 'retry-after': '2' });
    await expect.poll(() => row.element.innerText()).toMatch(/Retrying[^]*next try (in \d+ s|now)[^]*503: not now/);
    (await target.next()).answer(200, 'thanks');
    await expect.poll(() => row.state()).toBe('Succeeded');
    await row.get('task-result').locator('summary').click();
    await expect.poll(() => row.get('task-result').innerText()).toMatch(/"status": 200,\s+"body": "thanks"/);
  });

  it.each([
    ['fast', 300_000],
    ['slow', -300_000],
  ])('counts by the time of the server where the clock of the visitor is 5 minutes %s', async (_, aheadMs) => {
    const page = await open({ aheadMs });
    const row = await page.start('webhook', { url: target.url, body: null });
    const call = await target.next();
    await expect.poll(() => row.element.innerText()).toMatch(/Running[^]*for [1-9]\d? s/);
    call.answer(200, '');
    await expect.poll(() => row.element.innerText()).toMatch(/Succeeded[^]*, [1-9]\d? s ago/);
  });

  it('cancels a task', async () => {
    const page = await open();
    const row = await page.start('webhook', { url: target.url, body: null });
    await target.next();
    await row.get('task-cancel').click();
    await expect.poll(() => row.state()).toBe('Cancelled');
    expect(await row.get('task-cancel').isVisible()).toBe(false);
  });

  it('lets tasks of one key wait for each other', async () => {
    const page = await open();
    const first = await page.start('webhook', { url: target.url, body: 1 }, 'in order');
    const second = await page.start('webhook', { url: target.url, body: 2 }, 'in order');
    const call = await target.next();
    expect(call.body).toBe('1');
    await expect.poll(() => first.state()).toBe('Running');
    expect(await second.state()).toBe('Queued');
    expect((await page.ids()).slice(0, 2)).toEqual([second.id, first.id]);

    call.answer(200, '');
    const next = await target.next();
    expect(next.body).toBe('2');
    next.answer(200, '');
    await expect.poll(() => second.state()).toBe('Succeeded');
  });

  it('starts one task however long or often Ctrl+Enter is pressed', async () => {
    const { dashboard } = await open();
    const { keyboard } = dashboard.page;
    const starts = await holdRequests(dashboard.page, '**/v1/tasks/csv-summary');
    const args = dashboard.get('task-arguments');
    const started = dashboard.get('task-start-result').getByText('Started');
    await dashboard.get('task-kind').selectOption('csv-summary');
    await args.fill('{"path": "orders.csv"}');
    for (let press = 0; press < 3; press++) await args.press('Control+Enter');
    // Without a key up in between these are repeats: some while the start is under way, some after it.
    await keyboard.down('Control');
    for (let repeat = 0; repeat < 3; repeat++) await keyboard.down('Enter');
    starts.release();
    await started.waitFor();
    for (let repeat = 0; repeat < 3; repeat++) await keyboard.down('Enter');
    // Requests leave in order: once this one is answered, a start would have been seen.
    await dashboard.page.evaluate(() => fetch('v1/task-kinds'));
    expect(starts.requests).toHaveLength(1);

    await keyboard.up('Enter');
    await keyboard.up('Control');
    await args.press('Control+Enter');
    await expect.poll(() => starts.requests.length).toBe(2);
    const keys = starts.requests.map((request) => request.headers()['idempotency-key']);
    expect(new Set(keys).size).toBe(2);
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{32}$/);
  });

  it('says why a task was not started', async () => {
    const page = await open();
    const before = await page.ids();
    const answer = page.dashboard.get('task-start-result');
    await page.fill('csv-summary', '{"path": "orders.csv", "delimiter": "too long"}');
    await expect.poll(() => answer.innerText()).toMatch(/not valid[^]*107[^]*do not fit/);

    await page.fill('csv-summary', '{"path": }');
    await page.dashboard.page.getByText('Line 1, column 10').waitFor();
    expect(await page.ids()).toEqual(before);
  });

  it('says why a task has failed', async () => {
    const page = await open();
    const row = await page.start('csv-summary', { path: 'nowhere.csv' });
    await expect.poll(() => row.state()).toBe('Failed');
    expect(await row.get('task-error').innerText()).toMatch(/there is no file 'nowhere.csv'[^]*noSuchFile/);
  });

  it('says aloud how each task ends, also when two end alike', async () => {
    const page = await open();
    const ends = page.dashboard.page.getByRole('log').getByText('csv-summary: Failed: there is no file');
    for (const count of [1, 2]) {
      await page.start('csv-summary', { path: 'nowhere.csv' });
      await expect.poll(() => ends.count()).toBe(count);
    }
  });

  it('shows what others have started, by itself, and leaves alone what somebody reads', async () => {
    const page = await open();
    const row = await page.start('csv-summary', { path: 'orders.csv' });
    await expect.poll(() => row.state()).toBe('Succeeded');
    const summary = row.get('task-result').locator('summary').first();
    await summary.focus();
    await summary.press('Enter');
    const { body } = await post(server(), '/v1/tasks/csv-summary', '{"path": "orders.csv"}');
    const other = page.row((body as TaskReport).id);
    await expect.poll(() => other.state()).toBe('Succeeded');
    expect(await row.get('csv-table').isVisible()).toBe(true);
    expect(await summary.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('asks again what may be started, where it was not told and for whoever wants to know', async () => {
    const dashboard = await Dashboard.prepare(browser());
    const { page } = dashboard;
    const kinds = '**/v1/task-kinds';
    await page.route(kinds, (route) => route.fulfill({ status: 429, json: { detail: 'too much', code: 108 } }));
    await page.goto(`${server().url}/#/tasks`);
    await dashboard.isLive();
    await page.getByText('What may be started cannot be read').waitFor();
    await page.unroute(kinds);
    await dashboard.get('task-form').waitFor();

    const asked = page.waitForRequest(kinds);
    await page.getByRole('button', { name: 'Refresh' }).click();
    await asked;
  });

  it('can be used with the keyboard alone', async () => {
    const page = await open();
    const { dashboard } = page;
    const names = await dashboard.tabRound();
    const form = ['task-kind', 'task-arguments', 'task-key', 'task-priority', 'task-start'];
    for (const name of ['Overview', 'Tasks', ...form]) expect(names, name).toContain(name);

    await dashboard.get('task-kind').selectOption('csv-summary');
    await dashboard.get('task-arguments').fill('{"path": "orders.csv"}');
    const before = await page.ids();
    await dashboard.get('task-arguments').press('Control+Enter');
    await expect.poll(async () => (await page.ids()).length).toBe(before.length + 1);
    const row = page.row((await page.ids())[0] ?? '');
    await expect.poll(() => row.state()).toBe('Succeeded');
    await row.get('task-result').locator('summary').first().press('Enter');
    await row.get('csv-table').waitFor();

    expect(await dashboard.tabRound()).toContain('Columns of the file');
  });

  it('fits a phone 360 pixels wide without scrolling sideways', async () => {
    const page = await open({ width: 360, height: 740 });
    const width = (): Promise<number> => page.dashboard.page.evaluate(() => document.documentElement.scrollWidth);
    const row = await page.start('csv-summary', { path: 'orders.csv' });
    await expect.poll(() => row.state()).toBe('Succeeded');
    await row.get('task-result').locator('summary').first().click();
    await row.get('csv-table').waitFor();
    const failed = await page.start('csv-summary', { path: `${'long-name-'.repeat(40)}.csv` });
    await expect.poll(() => failed.state()).toBe('Failed');
    await page.fill('csv-summary', '{"path": ""}');
    await expect.poll(() => page.dashboard.get('task-start-result').innerText()).toContain('107');
    expect(await width()).toBe(360);
  });
});

describe('the page of tasks of a server that starts anew', () => {
  const other = useServer({ 'RealtimeHub:Tasks:Webhook:AllowPrivateAddresses': true });

  it('says which task nobody knows any more', async () => {
    const page = await TaskPage.open(browser(), other().url);
    const row = await page.start('webhook', { url: target.url, body: null });
    await target.next();
    await other().kill();
    await page.dashboard.is('reconnecting');
    await other().start();
    await expect.poll(() => row.element.innerText(), LONG).toMatch(/Unknown[^]*does not know this task any more/);
  }, 120_000);
});
