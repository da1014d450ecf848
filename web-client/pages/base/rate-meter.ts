const BUCKET_MS = 250;
const BUCKETS = 20;

/** How many a second, over the last five seconds or since the first, in constant memory. */
export class RateMeter {
  private readonly counts = new Array<number>(BUCKETS).fill(0);
  private bucket = 0;
  private started: number | undefined;

  add(now: number, amount = 1): void {
    this.advance(now);
    this.started ??= now;
    const slot = this.bucket % BUCKETS;
    this.counts[slot] = (this.counts[slot] ?? 0) + amount;
  }

  perSecond(now: number): number {
    this.advance(now);
    const total = this.counts.reduce((sum, value) => sum + value, 0);
    // The bucket being filled counts as far as it has come, and a meter that is new has seen less than its whole span.
    const span = (BUCKETS - 1) * BUCKET_MS + (now % BUCKET_MS);
    const seen = now - (this.started ?? now);
    return (total * 1000) / Math.max(1000, Math.min(span, seen));
  }

  private advance(now: number): void {
    const bucket = Math.floor(now / BUCKET_MS);
    if (bucket <= this.bucket) return;
    const steps = Math.min(bucket - this.bucket, BUCKETS);
    for (let step = 0; step < steps; step += 1) this.counts[(bucket - step) % BUCKETS] = 0;
    this.bucket = bucket;
  }
}
