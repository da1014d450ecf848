import { describe, expect, test } from 'vitest';
import { byteRate, bytes, count, duration, eventRate, join, percent } from '../../pages/base/format.js';
import { ago, clockTime, exactTime } from '../../pages/base/time.js';

describe('Numbers', () => {
  test.each([
    [0, '0'],
    [1004, '1,004'],
    [99_999, '99,999'],
    [104_200, '104k'],
    [1_234_567, '1.2M'],
  ])('a count of %d reads %s', (value, text) => {
    expect(join(count(value))).toBe(text);
  });

  test.each([
    [0, '0 B'],
    [1023, '1,023 B'],
    [1024, '1.0 KB'],
    [7.3 * 2 ** 30, '7.3 GB'],
    [150 * 2 ** 20, '150 MB'],
  ])('%d bytes of memory read %s', (value, text) => {
    expect(join(bytes(value))).toBe(text);
  });

  test('throughput counts in thousands', () => {
    expect(join(byteRate(1_500))).toBe('1.5 KB/s');
    expect(join(byteRate(12_000_000))).toBe('12.0 MB/s');
  });

  test('rounding steps up to the next unit instead of showing 1,000 of the smaller one', () => {
    expect(join(byteRate(999_700))).toBe('1.0 MB/s');
    expect(join(bytes(1023.8 * 1024))).toBe('1.0 MB');
  });

  test('a slow topic is not shown as silent', () => {
    expect(join(eventRate(0.2))).toBe('0.2/s');
    expect(join(eventRate(3))).toBe('3/s');
    expect(join(eventRate(1004))).toBe('1,004/s');
    expect(join(eventRate(0))).toBe('0/s');
  });

  test('percents keep one decimal until they are full', () => {
    expect(join(percent(7.25))).toBe('7.3%');
    expect(join(percent(100))).toBe('100%');
  });
});

describe('Times', () => {
  test.each([
    [0.4, '0 s'],
    [42, '42 s'],
    [724, '12 min 4 s'],
    [7200, '2 h'],
    [90_000, '1 d 1 h'],
  ])('%d seconds last %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });

  test.each([
    [-500, 'now'],
    [999, 'now'],
    [4200, '4 s'],
    [61_000, '1 min'],
    [7_300_000, '2 h'],
    [200_000_000, '2 d'],
  ])('%d ms ago reads %s', (elapsed, text) => {
    expect(ago(elapsed)).toBe(text);
  });

  test('the exact time is local, to the millisecond, and names its zone', () => {
    const noon = new Date(2026, 10, 22, 12, 5, 9, 7).getTime();
    expect(clockTime(noon)).toBe('12:05:09');
    expect(exactTime(noon)).toMatch(/^2026-11-22 12:05:09\.007 [+-]\d\d:\d\d$/);
  });
});
