import { callSafely } from './call-safely.js';
import type { RealtimeHubError } from './errors.js';
import type { EventQueue } from './event-queue.js';
import type { Progress } from './progress.js';
import type { Item, Subscribed, SubscriptionHandlers } from './types.js';

/** Where a subscription's news go: to handlers, or into the queue of a `for await` loop. */
export interface Sink {
  /** Items that were taken and not yet handed over. */
  readonly queued: number;
  /** @param arrivedAt When it came, on the clock of {@link Progress}. */
  item(item: Item, arrivedAt: number): void;
  subscribed(reply: Subscribed): void;
  closed(error?: RealtimeHubError): void;
}

/** Hands everything over at once. The handlers are looked up at each call, so they may be methods of an object. */
export function handlerSink(handlers: SubscriptionHandlers, progress: Progress): Sink {
  return {
    queued: 0,
    item: (item, arrivedAt) => {
      progress.begin(item, arrivedAt);
      callSafely(handle, { handlers, item });
      progress.end(item);
    },
    subscribed: (reply) => {
      callSafely((r) => handlers.onSubscribed?.(r), reply);
    },
    closed: (error) => {
      if (error) callSafely((e) => handlers.onError?.(e), error);
    },
  };
}

function handle({ handlers, item }: { handlers: SubscriptionHandlers; item: Item }): void {
  if (item.kind === 'event') handlers.onEvent(item);
  else if (handlers.onMissed !== 'ignore') handlers.onMissed(item);
}

/** A loop sees items and the end. */
export function queueSink(queue: EventQueue): Sink {
  return {
    get queued() {
      return queue.length;
    },
    item: (item, arrivedAt) => {
      queue.push(item, arrivedAt);
    },
    subscribed: () => undefined,
    closed: (error) => {
      queue.end(error);
    },
  };
}
