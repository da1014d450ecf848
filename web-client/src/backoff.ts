/** The first delay's ceiling and the largest one, in milliseconds. */
export interface BackoffRange {
  readonly minMs: number;
  readonly maxMs: number;
}

/** However lucky the dice, never hammer a server that has just refused. */
const FLOOR_MS = 100;

/**
 * How long to wait before a try: a random time up to `minMs * 2^failures`, at most `maxMs` ("full jitter"). When a server
 * restarts, all its clients come back; only chance keeps them from coming back together.
 *
 * @param failures How many tries have failed in a row before this one; 0 right after a good connection broke.
 */
export function backoffDelay(failures: number, { minMs, maxMs }: BackoffRange, random: () => number): number {
  const ceiling = Math.min(maxMs, minMs * 2 ** failures);
  return Math.max(Math.min(FLOOR_MS, minMs), random() * ceiling);
}
