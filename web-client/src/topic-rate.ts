import type { RealtimeHubError } from './errors.js';
import type { Rate, RateOptions } from './types.js';

interface Waiter {
  readonly wish: RateOptions;
  readonly resolve: (rate: Rate) => void;
  readonly reject: (error: Error) => void;
}

/** How fast a topic is to come: what the application wishes, what the server was told, and what it agreed to. */
export class TopicRate {
  private wish: RateOptions;
  private told: RateOptions;
  private agreed: RateOptions;
  private rate: Rate | undefined;
  private waiters: Waiter[] = [];

  constructor(wish: RateOptions) {
    this.wish = this.told = this.agreed = wishOf(wish);
  }

  /** What the server said last; undefined before its first answer. */
  get inEffect(): Rate | undefined {
    return this.rate;
  }

  /** Whether the server was told something else than what is wished now. */
  get differs(): boolean {
    return this.wish !== this.told;
  }

  /** Whether events may be left out, now or after the answer that is under way. */
  get mayConflate(): boolean {
    return [this.wish, this.told, this.agreed].some(({ conflate }) => conflate);
  }

  /** What to tell the server now. */
  tell(): RateOptions {
    return (this.told = this.wish);
  }

  /** Wishes another rate. Resolves when the server has agreed, to this wish or to a later one. */
  change(wish: RateOptions): Promise<Rate> {
    checkRate(wish);
    this.wish = wishOf(wish);
    return new Promise((resolve, reject) => this.waiters.push({ wish: this.wish, resolve, reject }));
  }

  /** Whether someone who wishes this can share the topic as it is. */
  suits({ maxRate, conflate }: RateOptions): boolean {
    return maxRate === this.wish.maxRate && (conflate ?? false) === (this.wish.conflate ?? false);
  }

  /** The server has agreed to what it was told. MessagePack says null where JSON says nothing. */
  accepted(maxRate: number | null | undefined): Rate {
    this.agreed = this.told;
    const rate = (this.rate = { ...(maxRate && { maxRate }), conflate: this.agreed.conflate ?? false });
    if (this.differs) return rate;
    for (const waiter of this.takeWaiters(() => true)) waiter.resolve(rate);
    return rate;
  }

  /** The server refused what it was told: all stays as it was, unless something else is wished meanwhile. */
  refused(error: RealtimeHubError): void {
    const refused = this.told;
    if (!this.differs) this.wish = this.agreed;
    this.told = this.agreed;
    for (const waiter of this.takeWaiters(({ wish }) => wish === refused)) waiter.reject(error);
  }

  /** Nothing will come of it any more. */
  end(error: RealtimeHubError): void {
    for (const waiter of this.takeWaiters(() => true)) waiter.reject(error);
  }

  private takeWaiters(which: (waiter: Waiter) => boolean): Waiter[] {
    const taken = this.waiters.filter(which);
    this.waiters = this.waiters.filter((waiter) => !taken.includes(waiter));
    return taken;
  }
}

/** @throws RangeError when the rate cannot mean anything; JSON would write it as "no limit". */
export function checkRate({ maxRate }: RateOptions): void {
  if (maxRate === undefined || (maxRate > 0 && Number.isFinite(maxRate))) return;
  throw new RangeError(`maxRate: ${maxRate} is not a number of deliveries a second; leave it out for no limit`);
}

/** A new object each time, because wishes are told apart by identity; without members that say nothing. */
function wishOf({ maxRate, conflate }: RateOptions): RateOptions {
  return { ...(maxRate !== undefined && { maxRate }), ...(conflate && { conflate }) };
}
