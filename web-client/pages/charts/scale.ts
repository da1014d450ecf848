/** The least top of an axis that holds `value`: 1, 2, 2.5 or 5 times a power of `base`, so that half of it is round too. */
export function ceiling(value: number, least: number, base: 1000 | 1024 = 1000): number {
  const wanted = Math.max(value, least);
  let unit = 1;
  while (wanted >= unit * base) unit *= base;
  for (const step of [1, 2, 4, 5, 10, 20, 40, 50, 100, 200, 400, 500, base]) {
    if (wanted <= step * unit) return step * unit;
  }
  return wanted;
}

/** Labels of an axis from zero: none, half, all. */
export function ticks(top: number): number[] {
  return [0, top / 2, top];
}

/** One animation frame of the way from `current` to `target`; lands exactly. */
export function ease(current: number, target: number): number {
  const next = current + (target - current) * 0.18;
  return Math.abs(target - next) < Math.abs(target) * 0.004 ? target : next;
}
