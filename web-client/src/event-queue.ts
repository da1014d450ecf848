import { mergeMissed } from './missed.js';
import type { HubEvent, Missed } from './types.js';

interface Waiter {
  resolve: (result: IteratorResult<HubEvent, undefined>) => void;
  reject: (error: Error) => void;
}

/**
 * The bounded queue between a subscription and a `for await` loop. When the loop is too slow the oldest events go, and the
 * next one that the loop sees says in `missed` which.
 */
export class EventQueue implements AsyncIterator<HubEvent, undefined> {
  private readonly events: HubEvent[] = [];
  private readonly waiters: Waiter[] = [];
  private dropped: Missed | undefined;
  private ended = false;
  private error: Error | undefined;

  /**
   * @param capacity How many events may wait.
   * @param onReturn Called when the loop is left.
   */
  constructor(
    private readonly capacity: number,
    private readonly onReturn: () => void,
  ) {}

  push(event: HubEvent): void {
    if (this.ended) return;
    const waiter = this.waiters.shift();
    if (waiter) {
      waiter.resolve({ done: false, value: event });
      return;
    }
    this.events.push(event);
    if (this.events.length > this.capacity) this.dropOldest();
  }

  /** No more events. What waits is still handed out when the end is an error; when the application closed, it is not. */
  end(error?: Error): void {
    if (this.ended) return;
    this.ended = true;
    this.error = error;
    if (!error) this.events.length = 0;
    for (const waiter of this.waiters.splice(0)) void this.finish().then(waiter.resolve, waiter.reject);
  }

  next(): Promise<IteratorResult<HubEvent, undefined>> {
    const event = this.events.shift();
    if (event) return Promise.resolve({ done: false, value: this.withDropped(event) });
    if (this.ended) return this.finish();
    return new Promise((resolve, reject) => this.waiters.push({ resolve, reject }));
  }

  /** Does not wait for the server: leaving a loop must not hang on a bad network. */
  return(): Promise<IteratorResult<HubEvent, undefined>> {
    this.onReturn();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** The error is thrown once; a loop that asks again just ends. */
  private finish(): Promise<IteratorResult<HubEvent, undefined>> {
    const error = this.error;
    this.error = undefined;
    return error ? Promise.reject(error) : Promise.resolve({ done: true, value: undefined });
  }

  private dropOldest(): void {
    const event = this.events.shift();
    if (!event) return;
    const lost: Missed = { topic: event.topic, from: event.offset - 1, to: event.offset, reason: 'localQueue' };
    this.dropped = mergeMissed(mergeMissed(this.dropped, event.missed), lost);
  }

  private withDropped(event: HubEvent): HubEvent {
    const missed = mergeMissed(this.dropped, event.missed);
    this.dropped = undefined;
    return missed ? { ...event, missed } : event;
  }
}
