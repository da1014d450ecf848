import { describe, expect, test } from 'vitest';
import { ceiling, ease } from '../../pages/charts/scale.js';
import { sparkPoints } from '../../pages/charts/sparkline.js';
import { EDGE_DELAY_MS, timeSpan } from '../../pages/charts/time-window.js';

describe('The top of an axis', () => {
  test.each([
    [0, 10, 10],
    [11, 10, 15],
    [52, 10, 60],
    [101, 10, 150],
    [1_100_000, 10_000, 1_500_000],
    [999_999, 10_000, 1_000_000],
  ])('for %d (at least %d) is %d', (value, least, top) => {
    expect(ceiling(value, least)).toBe(top);
  });

  test('for memory is round in powers of 1,024', () => {
    expect(ceiling(3.5 * 2 ** 30, 0, 1024)).toBe(4 * 2 ** 30);
  });

  test('is reached in steps, exactly', () => {
    let top = 10;
    let frames = 0;
    while (top !== 100 && frames < 100) {
      top = ease(top, 100);
      frames += 1;
    }
    expect(top).toBe(100);
    expect(frames).toBeLessThan(40);
  });
});

describe('The window of time', () => {
  const now = 10_000_000;

  test('is a minute for a new server and five minutes at most', () => {
    const width = (first: number | undefined): number => timeSpan(first, now).max - timeSpan(first, now).min;
    expect(width(undefined)).toBe(60_000);
    expect(width(now - 5000)).toBe(60_000);
    expect(width(now - 100_000)).toBe(100_000 - EDGE_DELAY_MS);
    expect(width(now - 1_000_000)).toBe(300_000);
  });

  test('ends a little in the past, so that points are there before they slide in', () => {
    expect(timeSpan(undefined, now).max).toBe(now - EDGE_DELAY_MS);
  });
});

describe('A sparkline', () => {
  test('stands on zero and leaves room on the left while there is little', () => {
    expect(sparkPoints([0, 5, 10], 5)).toBe('50,23 75,14.2 100,5.4');
  });

  test('of silence is flat', () => {
    expect(sparkPoints([0, 0], 2)).toBe('0,23 100,23');
  });
});
