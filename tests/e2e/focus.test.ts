import { beforeAll, describe, expect, it } from 'vitest';
import { Dashboard, useBrowser } from './kit/dashboard.js';
import { useDataFolder } from './kit/data-folder.js';
import { holdRequests } from './kit/held-requests.js';
import { writeOrders } from './kit/orders-file.js';
import { newTopic, useServer } from './kit/use-server.js';

const folder = useDataFolder();
const server = useServer({ 'RealtimeHub:Tasks:DataFolder': folder });
const browser = useBrowser();

const open = (path: string): Promise<Dashboard> => Dashboard.open(browser(), `${server().url}/#/${path}`);

/** The `data-testid` of what has the focus, once the browser has drawn what has changed. */
const focused = ({ page }: Dashboard): Promise<string | null | undefined> =>
  page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    return document.activeElement?.getAttribute('data-testid');
  });

/** Presses a button by keyboard, again and again while the server has not answered. */
async function pressWhileHeld(dashboard: Dashboard, testId: string, address: string): Promise<void> {
  const held = await holdRequests(dashboard.page, address);
  const button = dashboard.get(testId);
  await button.press('Enter');
  await expect.poll(() => held.requests.length).toBe(1);
  expect(await focused(dashboard)).toBe(testId);
  expect(await button.getAttribute('aria-disabled')).toBe('true');
  for (const key of ['Enter', 'Space']) await dashboard.page.keyboard.press(key);
  // Requests leave in order: once this one is answered, a second one would have been seen.
  await dashboard.page.evaluate(() => fetch('v1/task-kinds'));
  expect(held.requests).toHaveLength(1);

  held.release();
  await expect.poll(() => button.getAttribute('aria-disabled')).toBeNull();
  expect(await focused(dashboard)).toBe(testId);
}

describe('a button that is pressed by keyboard', () => {
  beforeAll(() => writeOrders(folder, 'orders.csv', 10));

  it('keeps the focus while a task is started, and starts one', async () => {
    const dashboard = await open('tasks');
    await dashboard.get('task-kind').selectOption('csv-summary');
    await dashboard.get('task-arguments').fill('{"path": "orders.csv"}');
    await pressWhileHeld(dashboard, 'task-start', '**/v1/tasks/csv-summary');
    await expect.poll(() => dashboard.get('task-start-result').innerText()).toContain('Started');
  });

  it('keeps the focus while an event is published, and publishes one', async () => {
    const dashboard = await open('');
    await dashboard.get('publish-topic').fill(newTopic());
    await pressWhileHeld(dashboard, 'publish-submit', '**/v1/topics/*/events');
    await expect.poll(() => dashboard.get('publish-result').innerText()).toContain('Offset 1');
  });

  it('keeps the focus while the rate is changed', async () => {
    const dashboard = await open(`topics/${newTopic()}`);
    await expect.poll(() => dashboard.get('rate-status').innerText()).toBe('Every event, at once');
    await dashboard.get('rate-max').fill('2');
    await dashboard.get('rate-submit').press('Enter');
    await expect.poll(() => dashboard.get('rate-status').innerText()).toBe('Every event, 2/s at most');
    expect(await focused(dashboard)).toBe('rate-submit');
  });
});
