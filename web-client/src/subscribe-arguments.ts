import type { SubscribeOptions, SubscriptionHandlers } from './types.js';

/** All that is only ever a handler. `onGap` is the name that `onMissed` had before: not to be taken for nothing. */
const HANDLERS = ['onEvent', 'onMissed', 'onSubscribed', 'onError', 'onGap'];

/** Whether the second argument of `subscribe` says what to do, and not how to start. */
export function isHandlers(argument: SubscriptionHandlers | SubscribeOptions): argument is SubscriptionHandlers {
  return typeof argument !== 'object' || HANDLERS.some((name) => name in argument);
}

/** The options, with nothing in `since` but a position: an event may be given as well, and its data are not for the server. */
export function plainOptions({ since, ...options }: SubscribeOptions): SubscribeOptions {
  return since ? { ...options, since: { epoch: since.epoch, offset: since.offset } } : options;
}

/**
 * Checks that an application has decided about events and about losses. The types ask for the same; this is for plain
 * JavaScript, where a forgotten `onMissed` would hide every loss.
 * @throws TypeError
 */
export function requireHandlers(topic: string, handlers: unknown): asserts handlers is SubscriptionHandlers {
  const { onEvent, onMissed } = (handlers ?? {}) as Partial<Record<keyof SubscriptionHandlers, unknown>>;
  if (typeof onEvent !== 'function') {
    throw new TypeError(`subscribe('${topic}', handlers): onEvent is missing, a function that takes each event`);
  }
  if (typeof onMissed !== 'function' && onMissed !== 'ignore') {
    throw new TypeError(
      `subscribe('${topic}', handlers): onMissed is missing, a function that is told which events were lost. ` +
        `Read your state anew in it; or write onMissed: 'ignore' if you can live without the events.`,
    );
  }
}
