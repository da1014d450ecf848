/** One question for the server's time. All three in milliseconds; the first two on the clock of this page. */
export interface TimeSample {
  askedAt: number;
  answeredAt: number;
  serverTime: number;
}

/** At one sample every 5 s, the last 40 s: a clock that drifts is followed, and one slow answer does not count. */
const KEPT = 8;

/**
 * What time it is at the server, from its answers to `Time()`. The answer with the shortest round trip knows best: it is
 * wrong by half of that at most. Measured against a clock that nobody sets.
 */
export class ServerClock {
  /** When the frame came whose messages are being handled, on the clock of {@link elapsed}. */
  arrivedAt = 0;

  private readonly samples: TimeSample[] = [];

  /** @param elapsed Milliseconds on a clock that is never set. */
  constructor(readonly elapsed: () => number) {}

  /** A frame has come. */
  arrived(): void {
    this.arrivedAt = this.elapsed();
  }

  take(sample: TimeSample): void {
    this.samples.push(sample);
    if (this.samples.length > KEPT) this.samples.shift();
  }

  /** The server's time now, in milliseconds since 1970; undefined before its first answer. */
  serverTime(): number | undefined {
    const [first, ...others] = this.samples;
    if (!first) return undefined;
    const best = others.reduce((a, b) => (roundTrip(b) < roundTrip(a) ? b : a), first);
    return best.serverTime + this.elapsed() - (best.askedAt + best.answeredAt) / 2;
  }

  /** Another connection may lead to another server. */
  reset(): void {
    this.samples.length = 0;
  }
}

function roundTrip({ askedAt, answeredAt }: TimeSample): number {
  return answeredAt - askedAt;
}
