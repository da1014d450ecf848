import type uPlot from 'uplot';
import { join, type Quantity } from '../base/format.js';
import { clockMinutes, clockTime } from '../base/time.js';
import type { ChartLine } from './chart-line.js';
import type { Palette } from './palette.js';
import { ticks } from './scale.js';

const FONT = '11px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const LABEL_HALF_PX = 18;

/** Local time below, three values from zero on the left. */
export function axes(palette: () => Palette, format: (value: number) => Quantity, top: () => number): uPlot.Axis[] {
  const text = { font: FONT, stroke: () => palette().text, ticks: { show: false } };
  return [
    {
      ...text,
      size: 24,
      gap: 6,
      space: 64,
      incrs: [10 * SECOND, 15 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE],
      grid: { show: false },
      values: (plot, times) => times.map((time) => timeLabel(plot, time)),
    },
    {
      ...text,
      size: 62,
      gap: 8,
      splits: () => ticks(top()),
      grid: { stroke: () => palette().grid, width: 1 },
      values: (_, values) => values.map((value) => axisLabel(format(value))),
    },
  ];
}

/** A label that would be cut off at the right end waits until it has room. */
function timeLabel(plot: uPlot, time: number): string {
  if (plot.valToPos(time, 'x') > plot.over.clientWidth - LABEL_HALF_PX) return '';
  return time % MINUTE === 0 ? clockMinutes(time) : clockTime(time);
}

/** Axes stand on round numbers: `50%`, not `50.0%`. */
function axisLabel({ figure, unit }: Quantity): string {
  return join({ figure: figure.replace(/\.0$/, ''), unit });
}

/** The look of a line: never by colour alone, the main one has an area, quiet ones are thin, and a crowd of them is a haze. */
export function seriesOptions(line: ChartLine, crowded: boolean, palette: () => Palette): uPlot.Series {
  const options: uPlot.Series = {
    label: line.label,
    stroke: () => palette()[line.look],
    width: line.look === 'quiet' ? 1 : 1.5,
    alpha: line.look === 'quiet' && crowded ? 0.4 : 1,
    // Whole pixels would make a line that slides by half a pixel tremble.
    pxAlign: 0,
    points: { show: false },
  };
  if (line.look === 'main') options.fill = () => palette().fill;
  return options;
}
