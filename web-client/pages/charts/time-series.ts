/** Columns as the chart library wants them: x values, then one column per series, `null` where there is a hole. */
export type Columns = [times: number[], ...values: (number | null)[][]];

/** Limits of a series; times in milliseconds. */
export interface TimeSeriesOptions {
  /** Rows kept; older ones leave. */
  capacity: number;
  columns: number;
  /** Two rows further apart than this have a hole between them. */
  maxStepMs: number;
}

/** A stretch of time without data. */
export interface Hole {
  from: number;
  to: number;
}

/** A bounded table of measurements in time order. What is missing stays missing: holes are rows of their own. */
export class TimeSeries {
  private readonly options: TimeSeriesOptions;
  private readonly times: Float64Array;
  private readonly values: Float64Array[];
  private start = 0;
  private length = 0;
  private pointCount = 0;

  constructor(options: TimeSeriesOptions) {
    this.options = options;
    this.times = new Float64Array(options.capacity);
    this.values = Array.from({ length: options.columns }, () => new Float64Array(options.capacity));
  }

  /** Rows with measurements. */
  get points(): number {
    return this.pointCount;
  }

  get columns(): number {
    return this.options.columns;
  }

  get firstTime(): number | undefined {
    return this.length === 0 ? undefined : this.times[this.slot(0)];
  }

  get lastTime(): number | undefined {
    return this.length === 0 ? undefined : this.times[this.slot(this.length - 1)];
  }

  /** Adds one row. A row that is not newer than the last is a repeat and is ignored. */
  push(time: number, values: readonly number[]): boolean {
    const last = this.lastTime;
    if (last !== undefined && time <= last) {
      // The server's clock was set back by more than the series spans: what is held belongs to another time line.
      if (time >= (this.firstTime ?? time)) return false;
      this.clear();
    } else if (last !== undefined && time - last > this.options.maxStepMs) {
      this.append(last + 1, undefined);
    }
    this.append(time, values);
    return true;
  }

  clear(): void {
    this.start = 0;
    this.length = 0;
    this.pointCount = 0;
  }

  lastValues(): number[] | undefined {
    if (this.length === 0) return undefined;
    const slot = this.slot(this.length - 1);
    return this.values.map((column) => column[slot] ?? Number.NaN);
  }

  toColumns(): Columns {
    const times: number[] = [];
    const values: (number | null)[][] = this.values.map(() => []);
    for (let row = 0; row < this.length; row += 1) {
      const slot = this.slot(row);
      times.push(this.times[slot] ?? 0);
      for (const [index, column] of this.values.entries()) {
        const value = column[slot] ?? Number.NaN;
        values[index]?.push(Number.isNaN(value) ? null : value);
      }
    }
    return [times, ...values];
  }

  private append(time: number, values: readonly number[] | undefined): void {
    const full = this.length === this.options.capacity;
    const slot = full ? this.start : this.slot(this.length);
    if (full) {
      if (!this.isHole(slot)) this.pointCount -= 1;
      this.start = (this.start + 1) % this.options.capacity;
    } else {
      this.length += 1;
    }
    this.times[slot] = time;
    for (const [index, column] of this.values.entries()) column[slot] = values?.[index] ?? Number.NaN;
    if (!this.isHole(slot)) this.pointCount += 1;
  }

  private isHole(slot: number): boolean {
    return this.values.every((column) => Number.isNaN(column[slot]));
  }

  private slot(row: number): number {
    return (this.start + row) % this.options.capacity;
  }
}

/** The holes of a table, the one that lasts until `now` included. */
export function holesOf(columns: Columns, now: number, maxStepMs: number): Hole[] {
  const [times, ...values] = columns;
  const holes: Hole[] = [];
  for (let row = 1; row < times.length - 1; row += 1) {
    const from = times[row - 1];
    const to = times[row + 1];
    if (from === undefined || to === undefined) continue;
    if (values.every((column) => column[row] === null)) holes.push({ from, to });
  }
  const last = times.at(-1);
  if (last !== undefined && now - last > maxStepMs) holes.push({ from: last, to: now });
  return holes;
}
