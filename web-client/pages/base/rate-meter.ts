const BUCKET_MS = 250;
const BUCKETS = 8;

/** How many a second, over the last two seconds, in constant memory. */
export class RateMeter {
  private readonly counts = new Array<number>(BUCKETS).fill(0);
  private bucket = 0;

  add(now: number, amount = 1): void {
    this.advance(now);
    const slot = this.bucket % BUCKETS;
    this.counts[slot] = (this.counts[slot] ?? 0) + amount;
  }

  perSecond(now: number): number {
    this.advance(now);
    const total = this.counts.reduce((sum, value) => sum + value, 0);
    // The bucket being filled counts as far as it has come, or the rate would always read low.
    const seconds = ((BUCKETS - 1) * BUCKET_MS + (now % BUCKET_MS)) / 1000;
    return total / seconds;
  }

  private advance(now: number): void {
    const bucket = Math.floor(now / BUCKET_MS);
    if (bucket <= this.bucket) return;
    const steps = Math.min(bucket - this.bucket, BUCKETS);
    for (let step = 0; step < steps; step += 1) this.counts[(bucket - step) % BUCKETS] = 0;
    this.bucket = bucket;
  }
}
