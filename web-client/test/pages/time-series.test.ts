import { describe, expect, test } from 'vitest';
import { holesOf, TimeSeries } from '../../pages/charts/time-series.js';
import { valueAt } from '../../pages/charts/chart-marks.js';

const series = (capacity = 10): TimeSeries => new TimeSeries({ capacity, columns: 2, maxStepMs: 2500 });

describe('A time series', () => {
  test('keeps rows in order as columns', () => {
    const rows = series();
    rows.push(1000, [1, 10]);
    rows.push(2000, [2, 20]);
    expect(rows.toColumns()).toEqual([
      [1000, 2000],
      [1, 2],
      [10, 20],
    ]);
    expect(rows.lastValues()).toEqual([2, 20]);
  });

  test('puts a hole between rows that are too far apart', () => {
    const rows = series();
    rows.push(1000, [1, 1]);
    rows.push(9000, [2, 2]);
    expect(rows.toColumns()).toEqual([
      [1000, 1001, 9000],
      [1, null, 2],
      [1, null, 2],
    ]);
    expect(rows.points).toBe(2);
  });

  test('ignores what it has already', () => {
    const rows = series();
    rows.push(1000, [1, 1]);
    rows.push(2000, [2, 2]);
    expect(rows.push(2000, [9, 9])).toBe(false);
    expect(rows.push(1500, [9, 9])).toBe(false);
    expect(rows.points).toBe(2);
  });

  test('never holds more than its capacity, and counts what it holds', () => {
    const rows = series(4);
    for (let second = 1; second <= 9; second += 1) rows.push(second * 1000, [second, second]);
    expect(rows.toColumns()[0]).toEqual([6000, 7000, 8000, 9000]);
    expect(rows.points).toBe(4);
    expect(rows.firstTime).toBe(6000);
    rows.push(20_000, [0, 0]);
    expect(rows.points).toBe(3);
  });

  test('begins anew when the clock of the server was set back', () => {
    const rows = series();
    rows.push(100_000, [1, 1]);
    rows.push(101_000, [1, 1]);
    expect(rows.push(5000, [2, 2])).toBe(true);
    expect(rows.toColumns()[0]).toEqual([5000]);
  });
});

describe('The holes of a chart', () => {
  test('lie between the rows around them', () => {
    const rows = series();
    rows.push(1000, [1, 1]);
    rows.push(9000, [2, 2]);
    expect(holesOf(rows.toColumns(), 9500, 2500)).toEqual([{ from: 1000, to: 9000 }]);
  });

  test('include the one that lasts until now', () => {
    const rows = series();
    rows.push(1000, [1, 1]);
    expect(holesOf(rows.toColumns(), 3000, 2500)).toEqual([]);
    expect(holesOf(rows.toColumns(), 8000, 2500)).toEqual([{ from: 1000, to: 8000 }]);
  });
});

describe('The value where a line leaves the chart', () => {
  test('lies between the rows around it', () => {
    expect(valueAt([0, 1000, 2000], [0, 10, 30], 1500)).toBe(20);
  });

  test('is none in a hole and none after the last row', () => {
    expect(valueAt([0, 1000, 2000], [0, null, 30], 1500)).toBeUndefined();
    expect(valueAt([0, 1000], [0, 10], 1500)).toBeUndefined();
  });
});
