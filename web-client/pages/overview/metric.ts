import type { Quantity } from '../base/format.js';
import type { ChartOptions } from '../charts/chart.js';
import type { ChartLine } from '../charts/chart-line.js';
import type { Palette } from '../charts/palette.js';
import type { ServerClock } from '../base/server-clock.js';
import type { TimeSpan } from '../charts/time-window.js';

/** What each measurement carries. */
export interface MetricData {
  time: number;
}

/** How the data of one topic become a card. */
export interface Metric<T extends MetricData> {
  topic: string;
  testId: string;
  title: string;
  format: (value: number) => Quantity;
  lines: (data: T) => ChartLine[];
  values: (data: T) => number[];
  /** The large number. */
  headline: (data: T) => Quantity;
  /** What stands small beside it. */
  detail: (data: T) => string;
  scale: (data: T) => Pick<ChartOptions, 'leastTop' | 'mostTop' | 'fixedTop' | 'base'>;
}

/** What the cards share. */
export interface CardContext {
  clock: ServerClock;
  palette: () => Palette;
  reducedMotion: () => boolean;
  /** A card has new data: refresh it with the next frame. */
  changed: (card: { refresh(): void }) => void;
}

/** A card as the overview sees it. */
export interface DrawnCard {
  readonly element: HTMLElement;
  /** Time of the first measurement that is held. */
  readonly firstTime: number | undefined;
  /** Shows what came since the last frame, however much that was. */
  refresh(): void;
  /** Draws when due; returns in how many ms the picture will differ again. */
  draw(span: TimeSpan): number;
  /** Colours changed: draw again. */
  repaint(): void;
}
