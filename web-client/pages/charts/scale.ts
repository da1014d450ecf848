const STEPS = [1, 1.5, 2, 3, 4, 5, 6, 8].flatMap((step) => [step, step * 10, step * 100]).sort((a, b) => a - b);

/** The least top of an axis that holds `value`, at a round figure of its unit; half of it is round enough for a label too. */
export function ceiling(value: number, least: number, base: 1000 | 1024 = 1000): number {
  const wanted = Math.max(value, least);
  let unit = 1;
  while (wanted >= unit * base) unit *= base;
  for (const step of STEPS) {
    if (wanted <= step * unit) return step * unit;
  }
  return unit * base;
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
