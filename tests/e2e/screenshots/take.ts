import { mkdirSync } from 'node:fs';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import setup from '../kit/build.js';
import { launchChromium } from '../kit/chromium.js';
import { HubServer } from '../kit/hub-server.js';
import { fromRoot } from '../kit/paths.js';
import { demoTasks, type DemoTasks } from './demo-tasks.js';
import { startTraffic } from './demo-traffic.js';

const FOLDER = fromRoot('docs/images');

/** How many seconds of metrics the charts show. */
const SECONDS = Number(process.env['SCREENSHOT_SECONDS'] ?? 90);

const desktop: BrowserContextOptions = { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' };
const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
  colorScheme: 'dark',
};

/** Makes the pictures of the README from a server with some traffic of its own. */
export async function takeScreenshots(): Promise<void> {
  setup();
  mkdirSync(FOLDER, { recursive: true });
  const tasks = demoTasks();
  const server = await HubServer.start(tasks.settings);
  const browser = await launchChromium();
  const stopTraffic = startTraffic(server);
  try {
    const pages = [
      [await open(browser, server.url, desktop), 'dashboard.png'],
      [await open(browser, server.url, phone), 'dashboard-phone.png'],
    ] as const;
    await haveAPast(pages[0][0]);
    for (const [page, name] of pages) await page.screenshot({ path: `${FOLDER}/${name}` });
    await takeTasks(pages[0][0], server, tasks);
    console.log(`The pictures are in ${FOLDER}`);
  } finally {
    stopTraffic();
    await browser.close();
    await server.kill();
    tasks.remove();
  }
}

/** Tasks in each of their states, while one of them is half done. */
async function takeTasks(page: Page, server: HubServer, tasks: DemoTasks): Promise<void> {
  await tasks.start(server);
  await page.goto(`${server.url}/#/tasks`);
  await page.locator('[data-state=succeeded] summary').first().click();
  await page.waitForFunction(
    () => Number(document.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow')) >= 40,
    undefined,
    { timeout: 60_000 },
  );
  await page.screenshot({ path: `${FOLDER}/tasks.png` });
}

async function open(browser: Browser, url: string, look: BrowserContextOptions): Promise<Page> {
  const page = await (await browser.newContext(look)).newPage();
  await page.goto(url);
  return page;
}

/** Waits until the charts have so many seconds of metrics. */
async function haveAPast(page: Page): Promise<void> {
  await page.waitForFunction(
    (seconds) => Number(document.querySelector('[data-testid=chart-cpu]')?.getAttribute('data-points')) >= seconds,
    SECONDS,
    { polling: 1000, timeout: SECONDS * 2000 },
  );
}
