/** The middle of some numbers; of an even count the mean of the two in the middle. Undefined of none. */
export function median(numbers) {
  const sorted = numbers.filter((n) => Number.isFinite(n)).sort((a, b) => a - b);
  if (sorted.length === 0) return undefined;
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The middle with the least and the greatest, or undefined of none. */
export function spread(numbers) {
  const known = numbers.filter((n) => Number.isFinite(n));
  return known.length === 0 ? undefined : { median: median(known), min: Math.min(...known), max: Math.max(...known) };
}
