import type { Missed } from './types.js';

/**
 * One notice for two losses with no event between them. `localQueue` gives way to the server's reasons, because those
 * may ask the application to reload its state; of two such, the later one counts.
 */
export function mergeMissed(first: Missed | undefined, second: Missed | undefined): Missed | undefined {
  if (!first || !second) return first ?? second;
  const reason = second.reason === 'localQueue' ? first.reason : second.reason;
  return { topic: second.topic, from: first.from, to: second.to, reason };
}
