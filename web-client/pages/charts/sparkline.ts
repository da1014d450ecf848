import { setAttribute, svg } from '../base/dom.js';

const WIDTH = 100;
const HEIGHT = 24;

/** A line without axes. Its colour is the text colour, so themes need no code. */
export class Sparkline {
  readonly element: SVGElement;
  private readonly line: SVGElement;
  private readonly area: SVGElement;

  constructor() {
    this.line = svg('polyline', { class: 'spark-line', 'vector-effect': 'non-scaling-stroke' });
    this.area = svg('polygon', { class: 'spark-area' });
    const viewBox = `0 0 ${WIDTH} ${HEIGHT}`;
    const attributes = { class: 'spark', viewBox, preserveAspectRatio: 'none', 'aria-hidden': 'true' };
    this.element = svg('svg', attributes, this.area, this.line);
  }

  /** Newest last; fewer than `slots` values leave room on the left. */
  draw(values: readonly number[], slots: number): void {
    const points = sparkPoints(values, slots);
    setAttribute(this.line, 'points', points);
    const left = ((slots - values.length) / (slots - 1)) * WIDTH;
    setAttribute(this.area, 'points', points === '' ? '' : `${left},${HEIGHT} ${points} ${WIDTH},${HEIGHT}`);
  }
}

/** The points of the line in its 100 by 24 box, zero at the bottom. */
export function sparkPoints(values: readonly number[], slots: number): string {
  // Room above: a rate that never changes is a line in the upper half, not the edge of a block.
  const top = Math.max(...values, 1e-9) * 1.25;
  return values
    .map((value, index) => {
      const x = ((slots - values.length + index) / (slots - 1)) * WIDTH;
      const y = HEIGHT - 1 - (value / top) * (HEIGHT - 2);
      return `${round(x)},${round(y)}`;
    })
    .join(' ');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
