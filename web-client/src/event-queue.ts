import { mergeMissed } from './missed.js';
import type { Progress } from './progress.js';
import type { Item, Missed } from './types.js';

type Result = IteratorResult<Item, undefined>;

interface Waiter {
  resolve: (result: Result) => void;
  reject: (error: Error) => void;
}

interface Arrived {
  item: Item;
  at: number;
}

/**
 * The bounded queue between a subscription and a `for await` loop. When the loop is too slow the oldest items go, and what
 * went is told as one loss in their place.
 */
export class EventQueue implements AsyncIterator<Item, undefined> {
  private readonly items: Arrived[] = [];
  private readonly waiters: Waiter[] = [];
  private dropped: (Arrived & { item: Missed }) | undefined;

  /** Handed out last. The loop has handled it when it asks for more; when it leaves, nobody knows. */
  private current: Item | undefined;
  private ended = false;
  private error: Error | undefined;

  /**
   * @param capacity How many items may wait.
   * @param progress Is told what the loop gets and what it has handled.
   * @param onReturn Called when the loop is left.
   */
  constructor(
    private readonly capacity: number,
    private readonly progress: Progress,
    private readonly onReturn: () => void,
  ) {}

  get length(): number {
    return this.items.length + (this.dropped ? 1 : 0);
  }

  push(item: Item, at: number): void {
    if (this.ended) return;
    const waiter = this.waiters.shift();
    if (waiter) {
      waiter.resolve(this.handOut({ item, at }));
      return;
    }
    this.items.push({ item, at });
    if (this.items.length > this.capacity) this.dropOldest();
  }

  /** No more items. What waits is still handed out when the end is an error; when the application closed, it is not. */
  end(error?: Error): void {
    if (this.ended) return;
    this.ended = true;
    this.error = error;
    if (!error) this.forget();
    for (const waiter of this.waiters.splice(0)) void this.finish().then(waiter.resolve, waiter.reject);
  }

  next(): Promise<Result> {
    if (this.current) this.progress.end(this.current);
    this.current = undefined;
    const next = this.takeDropped() ?? this.items.shift();
    if (next) return Promise.resolve(this.handOut(next));
    if (this.ended) return this.finish();
    return new Promise((resolve, reject) => this.waiters.push({ resolve, reject }));
  }

  /** Does not wait for the server: leaving a loop must not hang on a bad network. */
  return(): Promise<Result> {
    this.onReturn();
    return Promise.resolve({ done: true, value: undefined });
  }

  private handOut({ item, at }: Arrived): Result {
    this.current = item;
    this.progress.begin(item, at);
    return { done: false, value: item };
  }

  /** The error is thrown once; a loop that asks again just ends. */
  private finish(): Promise<Result> {
    const error = this.error;
    this.error = undefined;
    return error ? Promise.reject(error) : Promise.resolve({ done: true, value: undefined });
  }

  private dropOldest(): void {
    const oldest = this.items.shift();
    if (!oldest) return;
    this.dropped = { at: oldest.at, item: mergeMissed(this.dropped?.item, asMissed(oldest.item)) };
  }

  private takeDropped(): Arrived | undefined {
    const dropped = this.dropped;
    this.dropped = undefined;
    return dropped;
  }

  private forget(): void {
    this.items.length = 0;
    this.dropped = undefined;
  }
}

function asMissed(item: Item): Missed {
  if (item.kind === 'missed') return item;
  const { topic, offset, position } = item;
  return { kind: 'missed', topic, from: offset - 1, to: offset, reason: 'localQueue', position };
}
