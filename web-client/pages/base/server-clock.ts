import type { RealtimeHubClient } from '../../src/index.js';

/** How much the estimate may drift with each measurement, so that a clock that is corrected is followed. */
const DRIFT_MS = 2;

/**
 * The server's clock, estimated from measurements that carry their time. The one that travelled fastest tells most, so the
 * smallest difference wins; replayed events are old, differ more, and so change nothing.
 */
export class ServerClock {
  private readonly localNow: () => number;
  private behindMs: number | undefined;

  constructor(localNow: () => number = timeOfPage) {
    this.localNow = localNow;
  }

  observe(serverTime: number): void {
    const observed = this.localNow() - serverTime;
    this.behindMs = this.behindMs === undefined ? observed : Math.min(observed, this.behindMs + DRIFT_MS);
  }

  now(): number {
    return this.localNow() - (this.behindMs ?? 0);
  }
}

/** The server's clock as the client measures it. It goes on while there is no connection. */
export function clockOf(client: RealtimeHubClient): ServerClock {
  const clock = new ServerClock();
  client.on('latency', () => {
    if (client.serverTime !== undefined) clock.observe(client.serverTime);
  });
  return clock;
}

/** The time of day at which the page was loaded, and what has passed since: a visitor's clock that is set leaves it alone. */
function timeOfPage(): number {
  return performance.timeOrigin + performance.now();
}
