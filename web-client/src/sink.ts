import { callSafely } from './call-safely.js';
import type { RealtimeHubError } from './errors.js';
import type { EventQueue } from './event-queue.js';
import type { HubEvent, Missed, Subscribed, SubscriptionHandlers } from './types.js';

/** Where a subscription's news go: to handlers, or into the queue of a `for await` loop. */
export interface Sink {
  event(event: HubEvent): void;
  gap(missed: Missed): void;
  subscribed(reply: Subscribed): void;
  closed(error?: RealtimeHubError): void;
}

export function handlerSink(handlers: SubscriptionHandlers): Sink {
  return {
    event: (event) => {
      callSafely((e) => handlers.onEvent?.(e), event);
    },
    gap: (missed) => {
      callSafely((m) => handlers.onGap?.(m), missed);
    },
    subscribed: (reply) => {
      callSafely((r) => handlers.onSubscribed?.(r), reply);
    },
    closed: (error) => {
      if (error) callSafely((e) => handlers.onError?.(e), error);
    },
  };
}

/** A loop learns of gaps from `missed` of the next event, so only events and the end go into its queue. */
export function queueSink(queue: EventQueue): Sink {
  return {
    event: (event) => {
      queue.push(event);
    },
    gap: () => undefined,
    subscribed: () => undefined,
    closed: (error) => {
      queue.end(error);
    },
  };
}
