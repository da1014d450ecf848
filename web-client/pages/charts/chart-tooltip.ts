import type uPlot from 'uplot';
import { h } from '../base/dom.js';
import { UNKNOWN } from '../base/format.js';
import { clockTime } from '../base/time.js';
import { readingOrder, swatch } from './chart-line.js';
import type { ChartOptions } from './chart.js';

/** More rows than this stand in columns. */
const WIDE_FROM = 9;

/** The values of all lines at the time under the pointer. */
export class ChartTooltip {
  readonly element: HTMLElement;
  private readonly options: Pick<ChartOptions, 'lines' | 'format'>;
  private shown: number | undefined;

  constructor(options: Pick<ChartOptions, 'lines' | 'format'>) {
    this.options = options;
    this.element = h('div', { class: 'chart-tooltip', role: 'status', hidden: true });
  }

  /** Follows the cursor of `plot`; hides when it has left. */
  show(plot: uPlot): void {
    const { idx, left = -1 } = plot.cursor;
    const time = idx === null || idx === undefined ? undefined : plot.data[0][idx];
    this.element.hidden = time === undefined || left < 0;
    if (time === undefined || typeof idx !== 'number' || left < 0) {
      this.shown = undefined;
      return;
    }
    if (time !== this.shown) this.fill(plot, time, idx);
    this.shown = time;
    const width = plot.over.clientWidth;
    const { style } = this.element;
    style.left = left < width / 2 ? `${left + 12}px` : 'auto';
    style.right = left < width / 2 ? 'auto' : `${width - left + 12}px`;
  }

  private fill(plot: uPlot, time: number, idx: number): void {
    const { lines, format } = this.options;
    const rows = readingOrder(lines).map(({ line, column }) => {
      const value = plot.data[column + 1]?.[idx];
      const { figure, unit } = value === null || value === undefined ? UNKNOWN : format(value);
      return h(
        'div',
        { class: 'chart-tooltip-row' },
        swatch(line),
        h('span', { class: 'chart-tooltip-label' }, line.label),
        h('span', { class: 'number' }, figure, h('span', { class: 'unit' }, unit)),
      );
    });
    const body = h(
      'div',
      { class: lines.length > WIDE_FROM ? 'chart-tooltip-rows is-wide' : 'chart-tooltip-rows' },
      ...rows,
    );
    this.element.replaceChildren(h('div', { class: 'chart-tooltip-time number' }, clockTime(time)), body);
  }
}
