import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { repeatWhileVisible } from '../../pages/base/repeat.js';

/** A document of which only the visibility matters. */
class Tab extends EventTarget {
  hidden = false;

  turn(hidden: boolean): void {
    this.hidden = hidden;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

let tab: Tab;
let begun: number;
let end: () => void;

/** Work that takes as long as a test wants. */
const work = (): Promise<void> => {
  begun++;
  return new Promise((resolve) => (end = resolve));
};

/** Ends the work that is under way, and lets so many seconds pass. */
async function endAndWait(seconds: number): Promise<void> {
  end();
  await vi.advanceTimersByTimeAsync(seconds * 1000);
}

beforeEach(() => {
  vi.useFakeTimers();
  tab = new Tab();
  begun = 0;
  end = () => undefined;
  vi.stubGlobal('document', tab);
});

afterEach(() => {
  vi.useRealTimers();
});

describe('What is done again and again', () => {
  test('is done every so often, counted from its end, and never twice at a time', async () => {
    repeatWhileVisible(work, 5000);
    await vi.advanceTimersByTimeAsync(4999);
    expect(begun).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(begun).toBe(1);
    await vi.advanceTimersByTimeAsync(60_000);
    tab.turn(false);
    expect(begun).toBe(1);
    await endAndWait(4);
    expect(begun).toBe(1);
    await endAndWait(1);
    expect(begun).toBe(2);
  });

  test('rests while nobody looks, and is done at once when somebody does', async () => {
    repeatWhileVisible(work, 5000);
    tab.turn(true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect([begun, vi.getTimerCount()]).toEqual([0, 0]);
    tab.turn(false);
    expect(begun).toBe(1);
    tab.turn(true);
    await endAndWait(60);
    expect([begun, vi.getTimerCount()]).toEqual([1, 0]);
    tab.turn(false);
    expect(begun).toBe(2);
  });

  test('is not begun again once it is over', async () => {
    const stop = repeatWhileVisible(work, 5000);
    await vi.advanceTimersByTimeAsync(5000);
    stop();
    tab.turn(false);
    await endAndWait(60);
    expect([begun, vi.getTimerCount()]).toEqual([1, 0]);
  });
});
