/** A number as people read it: the figure, and the unit that stands small and grey beside it. */
export interface Quantity {
  figure: string;
  unit: string;
}

/** Shown where a number is not known (yet). */
export const UNKNOWN: Quantity = { figure: '–', unit: '' };

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `1,004`; from 100,000 on `104k`, `1.2M`, so that a tile never overflows. */
export function count(value: number): Quantity {
  if (Math.abs(value) < 100_000) return { figure: whole.format(value), unit: '' };
  return scaled(value, 1000, ['', 'k', 'M', 'G', 'T']);
}

/** Events a second: one decimal below ten, because 0.5/s is not silence. */
export function eventRate(value: number): Quantity {
  if (value > 0 && value < 9.95) return { figure: trim(value.toFixed(1)), unit: '/s' };
  const { figure, unit } = count(value);
  return { figure: figure + unit, unit: '/s' };
}

/** Sizes of memory and logs count in powers of 1,024, as operating systems show them. */
export function bytes(value: number): Quantity {
  return scaled(value, 1024, ['B', 'KB', 'MB', 'GB', 'TB', 'PB']);
}

/** Throughput counts in powers of 1,000, as networks and disks are sold. */
export function byteRate(value: number): Quantity {
  return scaled(value, 1000, ['B/s', 'KB/s', 'MB/s', 'GB/s', 'TB/s']);
}

export function percent(value: number): Quantity {
  return { figure: value.toFixed(value < 99.95 ? 1 : 0), unit: '%' };
}

/** `42 s`, `12 min 4 s`, `3 h 20 min`, `5 d 2 h`: the two largest parts. */
export function duration(seconds: number): string {
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [Math.floor(seconds) % 60, 's'],
  ];
  const first = parts.findIndex(([value]) => value > 0);
  if (first < 0) return '0 s';
  return parts
    .slice(first, first + 2)
    .filter(([value]) => value > 0)
    .map(([value, unit]) => `${value} ${unit}`)
    .join(' ');
}

export function join(quantity: Quantity): string {
  const glued = quantity.unit === '%' || quantity.unit.startsWith('/') || quantity.unit.length === 1;
  if (quantity.unit === '') return quantity.figure;
  return glued && quantity.unit !== 'B' ? quantity.figure + quantity.unit : `${quantity.figure} ${quantity.unit}`;
}

function scaled(value: number, base: number, units: readonly string[]): Quantity {
  let rest = value;
  let index = 0;
  // Rounding must not show "1,000 KB": step up as soon as the rounded figure would reach the base.
  while (Math.abs(rest) >= base - 0.5 && index < units.length - 1) {
    rest /= base;
    index += 1;
  }
  const figure = index === 0 || Math.abs(rest) >= 99.95 ? whole.format(rest) : rest.toFixed(1);
  return { figure, unit: units[index] ?? '' };
}

function trim(text: string): string {
  return text.endsWith('.0') ? text.slice(0, -2) : text;
}
