import { h, setText } from '../base/dom.js';
import type { Quantity } from '../base/format.js';
import { Figure } from '../ui/figure.js';
import { readingOrder, swatch, type ChartLine, type PlacedLine } from './chart-line.js';

/** With more quiet lines than this, the legend tells their range; the tooltip names each. */
const NAMED_QUIET = 8;

/** Names of the lines with their last values. */
export class ChartLegend {
  readonly element = h('div', { class: 'chart-legend' });
  private readonly format: (value: number) => Quantity;
  private readonly named: { column: number; figure: Figure }[] = [];
  private readonly crowd: PlacedLine[];
  private readonly range = h('span', { class: 'legend-item number' });

  constructor(lines: readonly ChartLine[], format: (value: number) => Quantity) {
    this.format = format;
    const order = readingOrder(lines);
    const quiet = order.filter(({ line }) => line.look === 'quiet');
    this.crowd = quiet.length > NAMED_QUIET ? quiet : [];
    for (const placed of order) if (!this.crowd.includes(placed)) this.addNamed(placed);
    if (this.crowd.length > 0) this.element.append(this.range);
  }

  update(values: readonly number[]): void {
    for (const { column, figure } of this.named) figure.set(this.format(values[column] ?? 0));
    if (this.crowd.length === 0) return;
    const crowd = this.crowd.map(({ column }) => values[column] ?? 0);
    const [least, most] = [Math.min(...crowd), Math.max(...crowd)].map((value) => this.format(value));
    if (least === undefined || most === undefined) return;
    setText(this.range, `${crowd.length} cores ${least.figure} to ${most.figure} ${most.unit}`);
  }

  private addNamed({ line, column }: PlacedLine): void {
    const figure = new Figure();
    this.named.push({ column, figure });
    this.element.append(h('span', { class: 'legend-item' }, swatch(line), line.label, figure.element));
  }
}
