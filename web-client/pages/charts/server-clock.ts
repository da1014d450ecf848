/** How much the estimate may drift with each measurement, so that a clock that is corrected is followed. */
const DRIFT_MS = 2;

/**
 * The server's clock, estimated from measurements that carry their time. The one that travelled fastest tells most, so the
 * smallest difference wins; replayed events are old, differ more, and so change nothing.
 */
export class ServerClock {
  private readonly localNow: () => number;
  private behindMs: number | undefined;

  constructor(localNow: () => number = Date.now) {
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
