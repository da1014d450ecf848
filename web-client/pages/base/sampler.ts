/** Lets through at most `perSecond` items, evenly, after a burst; the rest is for counting only. */
export class Sampler {
  private readonly perSecond: number;
  private readonly burst: number;
  private tokens: number;
  private refilled: number | undefined;

  constructor(options: { perSecond: number; burst: number }) {
    this.perSecond = options.perSecond;
    this.burst = options.burst;
    this.tokens = options.burst;
  }

  /** Whether the item that came at `now` (ms) is shown. */
  admit(now: number): boolean {
    const elapsed = Math.max(0, now - (this.refilled ?? now));
    this.refilled = now;
    this.tokens = Math.min(this.burst, this.tokens + (elapsed / 1000) * this.perSecond);
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
