import { mkdirSync } from 'node:fs';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import setup from '../kit/build.js';
import { launchChromium } from '../kit/chromium.js';
import { HubServer } from '../kit/hub-server.js';
import { fromRoot } from '../kit/paths.js';
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
  const server = await HubServer.start();
  const browser = await launchChromium();
  const stopTraffic = startTraffic(server);
  try {
    const pages = [
      [await open(browser, server.url, desktop), 'dashboard.png'],
      [await open(browser, server.url, phone), 'dashboard-phone.png'],
    ] as const;
    await haveAPast(pages[0][0]);
    for (const [page, name] of pages) await page.screenshot({ path: `${FOLDER}/${name}` });
    console.log(`The pictures are in ${FOLDER}`);
  } finally {
    stopTraffic();
    await browser.close();
    await server.kill();
  }
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
