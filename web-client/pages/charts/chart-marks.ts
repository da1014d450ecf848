import type uPlot from 'uplot';
import type { ChartLine } from './chart-line.js';
import type { Palette } from './palette.js';
import type { Hole } from './time-series.js';

const HATCH_PX = 7;
const LABEL_FROM_PX = 72;

/** A stretch without data is hatched: neither a line nor a zero. */
export function drawHoles(plot: uPlot, holes: readonly Hole[], palette: Palette): void {
  const { left, top, width, height } = plot.bbox;
  for (const hole of holes) {
    const from = Math.max(left, plot.valToPos(hole.from, 'x', true));
    const to = Math.min(left + width, plot.valToPos(hole.to, 'x', true));
    if (to - from < 1) continue;
    hatch(plot.ctx, from, top, to - from, height, palette);
    if (to - from > LABEL_FROM_PX * devicePixelRatio) label(plot.ctx, (from + to) / 2, top + height / 2, palette);
  }
}

/** A dot where each line leaves on the right: the value of now. */
export function drawEdgeDots(plot: uPlot, lines: readonly ChartLine[], palette: Palette): void {
  const max = plot.scales['x']?.max;
  if (max === undefined) return;
  const x = plot.bbox.left + plot.bbox.width - 3 * devicePixelRatio;
  for (const [index, line] of lines.entries()) {
    if (line.look === 'quiet') continue;
    const value = valueAt(plot.data[0], plot.data[index + 1], max);
    if (value === undefined) continue;
    const { ctx } = plot;
    ctx.beginPath();
    ctx.arc(x, plot.valToPos(value, 'y', true), 3 * devicePixelRatio, 0, 2 * Math.PI);
    ctx.fillStyle = palette[line.look];
    ctx.strokeStyle = palette.surface;
    ctx.lineWidth = 2 * devicePixelRatio;
    ctx.stroke();
    ctx.fill();
  }
}

type Values = ArrayLike<number | null | undefined> | undefined;

/** The height of the line at `time`, between the two rows around it; nothing when there is a hole. */
export function valueAt(times: Values, values: Values, time: number): number | undefined {
  if (times === undefined || values === undefined) return undefined;
  for (let row = times.length - 1; row > 0; row -= 1) {
    const [t0, t1] = [times[row - 1] ?? Number.NaN, times[row] ?? Number.NaN];
    if (t0 > time) continue;
    const [v0, v1] = [values[row - 1] ?? Number.NaN, values[row] ?? Number.NaN];
    const value = v0 + ((v1 - v0) * (time - t0)) / (t1 - t0);
    return t1 < time || Number.isNaN(value) ? undefined : value;
  }
  return undefined;
}

function hatch(
  ctx: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  palette: Palette,
): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(x, y, width, height);
  ctx.clip();
  ctx.beginPath();
  const step = HATCH_PX * devicePixelRatio;
  // The stripes hang on the right end of the hole, so that they slide with it.
  for (let at = x + width; at > x - height; at -= step) {
    ctx.moveTo(at, y);
    ctx.lineTo(at + height, y + height);
  }
  ctx.strokeStyle = palette.hole;
  ctx.lineWidth = devicePixelRatio;
  ctx.stroke();
  ctx.restore();
}

function label(ctx: CanvasRenderingContext2D, x: number, y: number, palette: Palette): void {
  ctx.save();
  ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  const width = ctx.measureText('no data').width + 12 * devicePixelRatio;
  ctx.fillStyle = palette.surface;
  ctx.fillRect(x - width / 2, y - 9 * devicePixelRatio, width, 18 * devicePixelRatio);
  ctx.fillStyle = palette.text;
  ctx.fillText('no data', x, y);
  ctx.restore();
}
