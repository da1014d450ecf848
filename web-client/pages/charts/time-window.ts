/** What part of time a chart shows, in milliseconds of the server's clock. */
export interface TimeSpan {
  min: number;
  max: number;
}

const SHORTEST_MS = 60_000;
const LONGEST_MS = 300_000;

/**
 * The newest measurement comes up to a second after the one before. The right edge stays this far behind the clock, so that
 * each point is there before it slides in, and the line never ends in a jump.
 */
export const EDGE_DELAY_MS = 1300;

/** Five minutes, or since the first measurement while there is less; never under a minute, so that a new server looks alive. */
export function timeSpan(firstTime: number | undefined, now: number): TimeSpan {
  const max = now - EDGE_DELAY_MS;
  const age = firstTime === undefined ? 0 : max - firstTime;
  return { min: max - Math.min(LONGEST_MS, Math.max(SHORTEST_MS, age)), max };
}
