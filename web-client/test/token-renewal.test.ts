import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TokenRenewal } from '../src/token-renewal.js';

const START = 1_767_268_800_000;

const tokenUntil = (ms: number): string =>
  `head.${Buffer.from(JSON.stringify({ exp: ms / 1000 })).toString('base64url')}.sign`;

describe('a token', () => {
  beforeEach(() => vi.useFakeTimers({ now: START }));
  afterEach(() => vi.useRealTimers());

  function given(accessToken: () => string, answer = true) {
    const shown: string[] = [];
    const renewal = new TokenRenewal({
      accessToken,
      now: Date.now,
      refresh: (token) => {
        shown.push(token);
        return Promise.resolve(answer);
      },
    });
    return { renewal, shown };
  }

  it('is renewed when four fifths of its time are over, again and again', async () => {
    const { renewal, shown } = given(() => tokenUntil(Date.now() + 100_000));
    await renewal.provide();
    renewal.start();
    await vi.advanceTimersByTimeAsync(79_999);
    expect(shown).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(shown).toEqual([tokenUntil(START + 180_000)]);
    await vi.advanceTimersByTimeAsync(80_000);
    expect(shown).toHaveLength(2);
  });

  it('is not shown any more after the session was stopped', async () => {
    const { renewal, shown } = given(() => tokenUntil(Date.now() + 10_000));
    await renewal.provide();
    renewal.start();
    renewal.stop();
    await vi.advanceTimersByTimeAsync(100_000);
    expect(shown).toEqual([]);
  });

  it('that the server will not have is not shown again', async () => {
    const { renewal, shown } = given(() => tokenUntil(Date.now() + 10_000), false);
    await renewal.provide();
    renewal.start();
    await vi.advanceTimersByTimeAsync(100_000);
    expect(shown).toHaveLength(1);
  });

  it('that the application cannot get is asked for again, and not without a pause', async () => {
    let asked = 0;
    const { renewal, shown } = given(() => {
      asked++;
      if (asked > 1) throw new Error('offline');
      return tokenUntil(Date.now() + 10_000);
    });
    await renewal.provide();
    renewal.start();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(shown).toEqual([]);
    expect(asked).toBeGreaterThan(2);
    expect(asked).toBeLessThan(20);
  });

  it.each(['', 'a key', 'a.b', 'a.%%.c', 'a.e30.c', `a.${btoa('{"exp":"soon"}')}.c`])(
    'is left alone when it does not say when it ends: %s',
    async (token) => {
      const { renewal, shown } = given(() => token);
      await renewal.provide();
      renewal.start();
      await vi.advanceTimersByTimeAsync(10_000_000);
      expect(shown).toEqual([]);
    },
  );
});
