import { describe, expect, test } from 'vitest';
import { backoffDelay } from '../src/backoff.js';

const range = { minMs: 500, maxMs: 20_000 };
const lucky = (): number => 0;
const unlucky = (): number => 1;

describe('the delay before a try', () => {
  test('is random from the floor up to a ceiling that doubles with each failure', () => {
    expect([0, 1, 2, 3].map((failures) => backoffDelay(failures, range, unlucky))).toEqual([500, 1000, 2000, 4000]);
    expect(backoffDelay(3, range, () => 0.5)).toBe(2000);
  });

  test('never exceeds the maximum, however many tries failed', () => {
    expect(backoffDelay(6, range, unlucky)).toBe(20_000);
    expect(backoffDelay(100_000, range, unlucky)).toBe(20_000);
  });

  test('is never shorter than 100 ms, so that luck hammers no server', () => {
    expect(backoffDelay(0, range, lucky)).toBe(100);
    expect(backoffDelay(9, range, lucky)).toBe(100);
  });

  test('may be shorter where the application asked for a shorter minimum', () => {
    expect(backoffDelay(0, { minMs: 5, maxMs: 5 }, lucky)).toBe(5);
  });
});
