import type { Missed, MissedReason } from './types.js';

/** From the least grave to the gravest, which asks the application to read its state anew. */
const gravity: readonly MissedReason[] = [
  'unknown',
  'localQueue',
  'slow',
  'expired',
  'tooOld',
  'ahead',
  'epochChanged',
];

/** One notice for two losses with nothing between them, with the graver reason. */
export function mergeMissed(first: Missed | undefined, second: Missed): Missed {
  if (!first) return second;
  const reason = gravity.indexOf(first.reason) > gravity.indexOf(second.reason) ? first.reason : second.reason;
  return { ...second, from: first.from, reason };
}
