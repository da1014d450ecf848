import { h, setText } from '../base/dom.js';
import type { Quantity } from '../base/format.js';
import type { ChartLine } from './chart.js';

/** More lines than this are named by the tooltip only. */
const NAMED = 8;

/** The mark of a line: a block for the one with an area, a stroke for the others. */
export function swatch(line: ChartLine, index: number): HTMLElement {
  const look = line.look === 'quiet' ? 'quiet' : `series-${index + 1}`;
  return h('span', { class: `swatch is-${line.look} ${look}`, 'aria-hidden': 'true' });
}

/** Names of the lines with their last values. */
export class ChartLegend {
  readonly element = h('div', { class: 'chart-legend' });
  private readonly format: (value: number) => Quantity;
  private readonly lines: readonly ChartLine[];
  private readonly values: { figure: HTMLElement; unit: HTMLElement }[] = [];
  private readonly rest = h('span', { class: 'legend-item legend-rest' });

  constructor(lines: readonly ChartLine[], format: (value: number) => Quantity) {
    this.lines = lines;
    this.format = format;
    for (const [index, line] of lines.slice(0, NAMED + 1).entries()) {
      if (lines.length > NAMED + 1 && line.look === 'quiet') break;
      const figure = h('span', {}, '–');
      const unit = h('span', { class: 'unit' });
      this.values.push({ figure, unit });
      const value = h('span', { class: 'number' }, figure, unit);
      this.element.append(h('span', { class: 'legend-item' }, swatch(line, index), line.label, value));
    }
    if (this.values.length < lines.length) this.element.append(this.rest);
  }

  update(values: readonly number[]): void {
    for (const [index, target] of this.values.entries()) {
      const { figure, unit } = this.format(values[index] ?? 0);
      setText(target.figure, figure);
      setText(target.unit, unit);
    }
    const rest = values.slice(this.values.length);
    if (rest.length === 0) return;
    const [least, most] = [Math.min(...rest), Math.max(...rest)].map((value) => this.format(value).figure);
    setText(this.rest, `${this.lines.length - this.values.length} cores ${least} to ${most}`);
  }
}
