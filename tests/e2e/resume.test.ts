import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { useBrowser } from './kit/dashboard.js';
import { publish } from './kit/http.js';
import { fromRoot } from './kit/paths.js';
import { readBlock } from './kit/readme.js';
import { bundle, typeErrorsOf } from './kit/snippet-build.js';
import { useServer } from './kit/use-server.js';

const server = useServer();
const browser = useBrowser();
const TOPIC = 'news';

// Inside the workspace, so that the program finds its packages as an application would.
let folder = '';
let source = '';
beforeAll(async () => {
  folder = mkdtempSync(fromRoot('tests/e2e/.resume-'));
  source = `${folder}/app.ts`;
  writeFileSync(source, readBlock('web-client/README.md', 'resume', 'ts').code);
  await bundle(source, `${folder}/out`);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A page of the server's origin with the program of the README in it, instead of the dashboard. */
async function openApplication(): Promise<Page> {
  // The page comes from the test and not from the network, so the browser takes the server for a stranger in the house.
  const context = await browser().newContext({ permissions: ['local-network-access'] });
  onTestFinished(() => context.close());
  const html = '<!doctype html><title>News</title><body><script type="module" src="/application/app.mjs"></script>';
  await context.route('**/application/', (route) => route.fulfill({ contentType: 'text/html', body: html }));
  for (const name of readdirSync(`${folder}/out`)) {
    const body = readFileSync(`${folder}/out/${name}`);
    await context.route(`**/application/${name}`, (route) => route.fulfill({ contentType: 'text/javascript', body }));
  }
  const page = await context.newPage();
  await page.goto(`${server().url}/application/`);
  return page;
}

const shown = (page: Page): Promise<string> => page.evaluate(() => document.body.innerText.trim());

const tell = (...texts: string[]): Promise<unknown> =>
  texts.reduce<Promise<unknown>>(
    (before, text) => before.then(() => publish(server(), TOPIC, { text })),
    Promise.resolve(),
  );

describe('a page that stores its position', () => {
  it('is a program without type errors', () => {
    expect(typeErrorsOf(source)).toEqual([]);
  });

  it('goes on after a reload without loss and without repeats', async () => {
    await tell('one', 'two');
    const page = await openApplication();
    await expect.poll(() => shown(page)).toBe('one two');

    await page.goto('about:blank');
    await tell('three', 'four');
    await page.goto(`${server().url}/application/`);
    await expect.poll(() => shown(page)).toBe('three four');

    await tell('five');
    await expect.poll(() => shown(page)).toBe('three four five');
    await page.reload();
    await tell('six');
    await expect.poll(() => shown(page)).toBe('six');
  });

  it('is told first that the log began a new life while it was away', async () => {
    const page = await openApplication();
    await tell('before');
    await expect.poll(() => shown(page)).toContain('before');
    await page.goto('about:blank');
    await server().kill();
    await server().start();
    await tell('unseen');
    await page.goto(`${server().url}/application/`);
    await expect.poll(() => shown(page)).toBe('(lost: epochChanged)');

    await tell('after');
    await expect.poll(() => shown(page)).toBe('(lost: epochChanged) after');
  });
});
