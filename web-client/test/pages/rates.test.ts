import { describe, expect, test } from 'vitest';
import { RateMeter } from '../../pages/base/rate-meter.js';
import { Ring } from '../../pages/base/ring.js';
import { Sampler } from '../../pages/base/sampler.js';

describe('A rate', () => {
  test('of a steady flow is right from the second second on', () => {
    const meter = new RateMeter();
    for (let now = 100_000; now < 102_000; now += 1) meter.add(now);
    expect(meter.perSecond(102_000)).toBeCloseTo(1000, -2);
  });

  test('counts a batch by its size', () => {
    const meter = new RateMeter();
    for (let now = 100_000; now < 110_000; now += 100) meter.add(now, 50);
    expect(Math.abs(meter.perSecond(110_000) - 500)).toBeLessThan(20);
  });

  test('falls to nothing when nothing comes', () => {
    const meter = new RateMeter();
    meter.add(100_000, 500);
    expect(meter.perSecond(106_000)).toBe(0);
  });
});

describe('A sampler', () => {
  test('lets the burst through and then its rate, evenly', () => {
    const sampler = new Sampler({ perSecond: 20, burst: 60 });
    const admitted: number[] = [];
    for (let now = 0; now < 10_000; now += 1) if (sampler.admit(now)) admitted.push(now);
    expect(admitted.filter((now) => now < 100).length).toBeGreaterThanOrEqual(60);
    const steady = admitted.filter((now) => now >= 5000);
    expect(steady.length).toBe(100);
    expect((steady[1] ?? 0) - (steady[0] ?? 0)).toBe(50);
  });

  test('lets everything through that is slower than its rate', () => {
    const sampler = new Sampler({ perSecond: 20, burst: 1 });
    for (let now = 0; now < 5000; now += 100) expect(sampler.admit(now)).toBe(true);
  });

  test('is not confused by a clock that is set back', () => {
    const sampler = new Sampler({ perSecond: 10, burst: 1 });
    expect(sampler.admit(10_000)).toBe(true);
    expect(sampler.admit(1000)).toBe(false);
    expect(sampler.admit(1100)).toBe(true);
  });
});

describe('A ring', () => {
  test('holds the newest, oldest first', () => {
    const ring = new Ring<number>(3);
    for (const item of [1, 2, 3, 4, 5]) ring.push(item);
    expect(ring.toArray()).toEqual([3, 4, 5]);
    expect(ring.newest).toBe(5);
    expect(ring.latest(2)).toEqual([4, 5]);
    expect(ring.latest(0)).toEqual([]);
    expect(ring.latest(9)).toEqual([3, 4, 5]);
  });

  test('is empty after it was cleared', () => {
    const ring = new Ring<number>(2);
    ring.push(1);
    ring.clear();
    expect(ring.toArray()).toEqual([]);
    ring.push(2);
    expect(ring.newest).toBe(2);
  });
});
