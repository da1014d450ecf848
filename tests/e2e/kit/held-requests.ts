import type { Page, Request } from 'playwright-core';

/** What a page has asked for and the server has not seen yet. */
export interface HeldRequests {
  readonly requests: Request[];
  /** Lets them through, and all that come later. */
  release: () => void;
}

/** Lets no request to such an address reach the server before it is released. */
export async function holdRequests(page: Page, address: string): Promise<HeldRequests> {
  const requests: Request[] = [];
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(address, async (route) => {
    requests.push(route.request());
    await released;
    await route.continue();
  });
  return { requests, release };
}
