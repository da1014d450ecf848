import { describe, expect, test, vi } from 'vitest';
import { clockOf, ServerClock } from '../../pages/base/server-clock.js';
import { timeWords } from '../../pages/tasks/task-words.js';
import type { RealtimeHubClient } from '../../src/index.js';
import { report } from '../kit/task-list.js';

/** A client that measures the time of the server when a test wants it to. */
class MeasuringClient {
  serverTime: number | undefined;
  measure: (serverTime: number | undefined) => void = () => undefined;

  on(_: 'latency', listener: () => void): void {
    this.measure = (serverTime) => {
      this.serverTime = serverTime;
      listener();
    };
  }
}

describe('The clock of the server', () => {
  test('is taken from the measurement that travelled fastest', () => {
    let local = 100_000;
    const clock = new ServerClock(() => local);
    clock.observe(20_000);
    clock.observe(39_990);
    expect(clock.now()).toBe(39_990);
    local += 1000;
    clock.observe(40_500);
    expect(clock.now()).toBeCloseTo(40_990, -1);
  });

  test('is the local clock until something is known', () => {
    expect(new ServerClock(() => 5).now()).toBe(5);
  });

  test.each([
    ['fast', 300_000],
    ['slow', -300_000],
  ])('counts right on a page whose clock is 5 minutes %s, also while there is no connection', (_, aheadMs) => {
    let server = Date.parse('2026-11-29T12:00:04Z');
    vi.spyOn(performance, 'now').mockImplementation(() => server + aheadMs - performance.timeOrigin);
    const client = new MeasuringClient();
    const clock = clockOf(client as unknown as RealtimeHubClient);
    client.measure(server);
    const words = (): string => timeWords(report('0'), clock.now());
    expect(words()).toBe('for 4 s');
    client.measure(undefined);
    server += 6000;
    expect(words()).toBe('for 10 s');
  });
});
