import type { Rate } from '../../src/index.js';
import { count, eventRate, join } from '../base/format.js';

/** Below this share of shown rows the log says that it is a sample; rounding of rates must not. */
const SAMPLED_BELOW = 0.9;

/** `showing 20 of 1,004/s` while a sample is shown, `12 of 80/s match` while a filter works, else the plain rate. */
export function samplingText(rates: { received: number; matching: number; shown: number }): string {
  const { received, matching, shown } = rates;
  if (received === 0) return '';
  const sampled = shown < matching * SAMPLED_BELOW;
  const filtered = matching < received * 0.99;
  if (sampled) return `showing ${plain(shown)} of ${rate(matching)}${filtered ? ' that match' : ''}`;
  return filtered ? `${plain(matching)} of ${rate(received)} match` : rate(received);
}

/** `Every event, at once`, `Every event, 5/s at most`, `The newest per key, 0.5/s at most`. */
export function rateText({ maxRate, conflate }: Rate): string {
  const limit = maxRate === undefined ? 'at once' : `${rate(maxRate)} at most`;
  return `${conflate ? 'The newest per key' : 'Every event'}, ${limit}`;
}

function plain(value: number): string {
  return join(value < 9.95 ? { ...eventRate(value), unit: '' } : count(value));
}

function rate(value: number): string {
  return join(eventRate(value));
}
