import uPlot from 'uplot';
import { h, setAttribute } from '../base/dom.js';
import type { Quantity } from '../base/format.js';
import { axes, seriesOptions } from './chart-options.js';
import { drawEdgeDots, drawHoles } from './chart-marks.js';
import type { ChartLine } from './chart-line.js';
import { ChartTooltip } from './chart-tooltip.js';
import type { Palette } from './palette.js';
import { ceiling, ease } from './scale.js';
import { holesOf, type Columns, type Hole, type TimeSeries } from './time-series.js';
import type { TimeSpan } from './time-window.js';

/** What a chart is made of. */
export interface ChartOptions {
  testId: string;
  label: string;
  lines: ChartLine[];
  format: (value: number) => Quantity;
  /** The axis never ends below this. */
  leastTop: number;
  /** Nor above this, when the values cannot. */
  mostTop?: number;
  /** Where the axis always ends, when that is known (the size of the memory). */
  fixedTop?: number;
  base?: 1000 | 1024;
  palette: () => Palette;
  reducedMotion: () => boolean;
}

/** Rows further apart than this have a hole between them. */
export const MAX_STEP_MS = 3500;
const HEIGHT = 148;

/** With more lines than this no single one can be followed by the eye. */
const CROWD = 9;

/** A sliding line chart. It is drawn only when its picture would differ by half a pixel. */
export class Chart {
  readonly element: HTMLElement;
  private readonly options: ChartOptions;
  private readonly plot: uPlot;
  private readonly tooltip: ChartTooltip;
  private columns: Columns = [[]];
  private holes: Hole[] = [];
  private top: number;
  private targetTop: number;
  private drawnMax = Number.NEGATIVE_INFINITY;
  private dirty = true;

  constructor(options: ChartOptions) {
    this.options = options;
    this.top = this.targetTop = options.fixedTop ?? options.leastTop;
    this.tooltip = new ChartTooltip(options);
    this.element = h('div', {
      class: 'chart',
      'data-testid': options.testId,
      'data-points': 0,
      tabindex: 0,
      role: 'group',
      'aria-label': `${options.label}, chart. Left and right arrows read values.`,
      onkeydown: (event) => {
        this.onKey(event as KeyboardEvent);
      },
      onblur: () => {
        this.plot.setCursor({ left: -10, top: -10 });
      },
    });
    this.plot = new uPlot(this.plotOptions(), [[]], this.element);
    this.plot.over.append(this.tooltip.element);
    new ResizeObserver(() => {
      this.resize();
    }).observe(this.element);
  }

  /** Takes the rows of `series`; they are drawn with the next frame. */
  update(series: TimeSeries): void {
    this.columns = series.toColumns();
    this.targetTop = this.topFor(highestOf(this.columns));
    if (this.drawnMax === Number.NEGATIVE_INFINITY) this.top = this.targetTop;
    this.dirty = true;
    setAttribute(this.element, 'data-points', String(series.points));
    setAttribute(this.element, 'data-last', series.lastTime === undefined ? undefined : String(series.lastTime));
  }

  private topFor(highest: number): number {
    const { fixedTop, leastTop, mostTop = Number.POSITIVE_INFINITY, base } = this.options;
    return fixedTop ?? Math.min(mostTop, ceiling(highest * 1.08, leastTop, base));
  }

  /** Colours changed: draw again. */
  repaint(): void {
    this.dirty = true;
  }

  /** Draws when due; returns in how many ms the picture will differ again. */
  draw(span: TimeSpan): number {
    const msPerPixel = (span.max - span.min) / Math.max(1, this.plot.bbox.width);
    const stepMs = this.options.reducedMotion() ? 1000 : msPerPixel / 2;
    const moved = span.max - this.drawnMax;
    if (!this.dirty && moved < stepMs && this.top === this.targetTop) return stepMs - moved;
    this.top = this.options.reducedMotion() ? this.targetTop : ease(this.top, this.targetTop);
    this.holes = holesOf(this.columns, span.max, MAX_STEP_MS);
    this.plot.batch(() => {
      if (this.dirty) this.plot.setData(this.columns, false);
      this.plot.setScale('x', span);
      this.plot.setScale('y', { min: 0, max: this.top });
    });
    this.dirty = false;
    this.drawnMax = span.max;
    return this.top === this.targetTop ? stepMs : 0;
  }

  private plotOptions(): uPlot.Options {
    const { lines, palette, format } = this.options;
    return {
      width: 300,
      height: HEIGHT,
      ms: 1,
      padding: [8, 4, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        drag: { x: false, y: false },
        points: { size: 7, width: 2 },
        sync: { key: 'host', scales: ['x', null] },
      },
      scales: { x: { time: true, auto: false }, y: { auto: false, range: () => [0, this.top] } },
      axes: axes(palette, format, () => this.targetTop),
      series: [{}, ...lines.map((line) => seriesOptions(line, lines.length > CROWD, palette))],
      hooks: {
        drawAxes: [
          (plot) => {
            drawHoles(plot, this.holes, palette());
          },
        ],
        draw: [
          (plot) => {
            drawEdgeDots(plot, lines, palette());
          },
        ],
        setCursor: [
          (plot) => {
            this.tooltip.show(plot);
          },
        ],
      },
    };
  }

  private resize(): void {
    const width = Math.floor(this.element.clientWidth);
    if (width > 0 && width !== this.plot.width) this.plot.setSize({ width, height: HEIGHT });
  }

  private onKey(event: KeyboardEvent): void {
    const step = event.key === 'ArrowLeft' ? -8 : event.key === 'ArrowRight' ? 8 : 0;
    if (step === 0) return;
    event.preventDefault();
    const width = this.plot.over.clientWidth;
    const from = this.plot.cursor.left ?? -1;
    const left = Math.min(width - 1, Math.max(1, from < 0 ? width - 1 : from + step));
    this.plot.setCursor({ left, top: 1 });
  }
}

function highestOf([, ...values]: Columns): number {
  let top = 0;
  for (const column of values) for (const value of column) if (value !== null && value > top) top = value;
  return top;
}
