import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { launchChromium } from './chromium.js';

export const charts = ['cpu', 'memory', 'network', 'disk'] as const;

/** A browser for the tests of a file. */
export function useBrowser(): () => Browser {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
  });
  return () => {
    if (!browser) throw new Error('The browser runs only while tests do');
    return browser;
  };
}

/** How a page is looked at. */
export interface Look {
  width?: number;
  height?: number;
  colorScheme?: 'light' | 'dark';
  /** How far the clock of the visitor is ahead. */
  aheadMs?: number;
}

/** The dashboard in a tab of its own, for the rest of the test. */
export class Dashboard {
  /** Errors of the console and of scripts, and whatever the content-security policy stopped. */
  readonly problems: string[] = [];

  private constructor(readonly page: Page) {
    page.on('console', (message) => {
      if (message.type() === 'error') this.problems.push(message.text());
    });
    page.on('pageerror', (error) => this.problems.push(error.message));
  }

  /** A tab that shows nothing yet. */
  static async prepare(browser: Browser, look: Look = {}): Promise<Dashboard> {
    const { width = 1280, height = 900, colorScheme = 'light' } = look;
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' });
    onTestFinished(() => context.close());
    const dashboard = new Dashboard(await context.newPage());
    await dashboard.page.exposeFunction('tellViolation', (text: string) => dashboard.problems.push(text));
    await dashboard.page.addInitScript(() => {
      addEventListener('securitypolicyviolation', (event) => {
        const tell = (globalThis as unknown as { tellViolation: (text: string) => void }).tellViolation;
        tell(`${event.violatedDirective} stopped ${event.blockedURI}`);
      });
    });
    await dashboard.page.addInitScript((aheadMs) => {
      const { now } = Date;
      const { timeOrigin } = performance;
      Date.now = () => now() + aheadMs;
      Object.defineProperty(performance, 'timeOrigin', { value: timeOrigin + aheadMs });
    }, look.aheadMs ?? 0);
    return dashboard;
  }

  static async open(browser: Browser, url: string, look: Look = {}): Promise<Dashboard> {
    const dashboard = await Dashboard.prepare(browser, look);
    await dashboard.page.goto(url);
    await dashboard.isLive();
    return dashboard;
  }

  get(testId: string): Locator {
    return this.page.getByTestId(testId);
  }

  /** Waits until the connection pill shows this state. */
  async is(state: 'connecting' | 'live' | 'reconnecting' | 'disconnected'): Promise<void> {
    await expect.poll(() => this.get('connection-pill').getAttribute('data-state')).toBe(state);
  }

  isLive(): Promise<void> {
    return this.is('live');
  }

  /** The time of the newest value in a chart, in milliseconds since 1970; 0 while there is none. */
  async lastOf(chart: (typeof charts)[number]): Promise<number> {
    const element = this.get(`chart-${chart}`);
    return (await element.count()) === 0 ? 0 : Number(await element.getAttribute('data-last'));
  }

  /** Fills the form as a person does, and submits it. */
  async publish(topic: string, data: string): Promise<void> {
    await this.get('publish-topic').fill(topic);
    await this.get('publish-data').fill(data);
    await this.get('publish-submit').click();
  }

  /** What the events in the log say, newest first. */
  loggedEvents(): Promise<string[]> {
    return this.page.locator('[data-testid=event-row][data-kind=event]').allInnerTexts();
  }

  /** Presses Tab until it has gone round; returns what had the focus, as names that people hear or read. */
  async tabRound(): Promise<string[]> {
    const names: string[] = [];
    while (names.length < 200) {
      await this.page.keyboard.press('Tab');
      const name = await this.page.evaluate(() => {
        const element = document.activeElement;
        if (element === null || element === document.body) return undefined;
        const labels = (element as HTMLInputElement).labels;
        const label = element.getAttribute('aria-label') ?? labels?.[0]?.textContent ?? element.textContent;
        return element.getAttribute('data-testid') ?? label;
      });
      if (name === undefined) return names;
      names.push(name);
    }
    throw new Error(`The focus never leaves the page: ${names.join(', ')}`);
  }
}
