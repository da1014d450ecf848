import { h } from '../base/dom.js';

/** One line of a chart. `main` has an area below it, `second` and `third` are lines, `quiet` ones stand back. */
export interface ChartLine {
  label: string;
  look: 'main' | 'second' | 'third' | 'quiet';
}

/** A line with the place of its values in a row. */
export interface PlacedLine {
  line: ChartLine;
  column: number;
}

/** The main line first. Charts draw in the other order, so that it lies above the quiet ones. */
export function readingOrder(lines: readonly ChartLine[]): PlacedLine[] {
  const placed = lines.map((line, column) => ({ line, column }));
  return [...placed.filter(({ line }) => line.look === 'main'), ...placed.filter(({ line }) => line.look !== 'main')];
}

/** The mark of a line: a block for the one with an area, a stroke for the others. */
export function swatch(line: ChartLine): HTMLElement {
  return h('span', { class: `swatch is-${line.look}`, 'aria-hidden': 'true' });
}
