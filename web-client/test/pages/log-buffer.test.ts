import { describe, expect, test } from 'vitest';
import { LOG_ROWS, LogBuffer } from '../../pages/inspector/log-buffer.js';
import {
  compactJson,
  eventEntry,
  gapEntry,
  gapText,
  subscribedNote,
  type EventEntry,
} from '../../pages/inspector/log-entry.js';
import { rateText, samplingText } from '../../pages/inspector/log-words.js';

const entry = (offset: number, data: unknown = { n: offset }): EventEntry =>
  eventEntry({ topic: 't', epoch: 'e', offset, data }, { now: 0, stored: false });

describe('The log', () => {
  test('shows every event of a slow topic', () => {
    const log = new LogBuffer();
    for (let second = 0; second < 10; second += 1) log.addEvent(entry(second), { now: second * 1000, stored: false });
    expect(log.since(0)).toHaveLength(10);
  });

  test('shows a sample of a fast one and knows the true rate', () => {
    const log = new LogBuffer();
    for (let now = 0; now < 10_000; now += 1) log.addEvent(entry(now), { now, stored: false });
    expect(log.lastNumber).toBeLessThan(300);
    const rates = log.rates(10_000);
    expect(Math.round(rates.received / 100)).toBe(10);
    expect(Math.round(rates.shown / 10)).toBe(2);
  });

  test('ends a burst with its newest event', () => {
    const log = new LogBuffer();
    for (let offset = 1; offset <= 5000; offset += 1) log.addEvent(entry(offset), { now: 0, stored: false });
    log.settle(1000);
    log.settle(2000);
    expect(log.since(0).map((row) => row.entry)).toContainEqual(expect.objectContaining({ offset: 5000 }));
    expect(log.lastNumber).toBe(61);
  });

  test('never samples the first picture, nor gaps', () => {
    const log = new LogBuffer();
    for (let offset = 0; offset < 300; offset += 1) log.addEvent(entry(offset), { now: 0, stored: true });
    for (let gap = 0; gap < 100; gap += 1) {
      log.addNotice(gapEntry({ topic: 't', from: 300, to: 301, reason: 'slow' }, 0));
    }
    expect(log.since(0)).toHaveLength(400);
    expect(log.rates(1000).received).toBe(0);
  });

  test('never holds more rows than it shows', () => {
    const log = new LogBuffer();
    for (let offset = 0; offset < 2000; offset += 1) log.addEvent(entry(offset), { now: 0, stored: true });
    expect(log.since(0)).toHaveLength(LOG_ROWS);
  });

  test('tells only what is new', () => {
    const log = new LogBuffer();
    log.addEvent(entry(1), { now: 0, stored: true });
    const seen = log.lastNumber;
    log.addEvent(entry(2), { now: 0, stored: true });
    expect(log.since(seen).map((row) => row.number)).toEqual([2]);
  });

  test('filters by key, type and data before it samples, and keeps gaps', () => {
    const log = new LogBuffer();
    log.filter = ' ACME ';
    for (let now = 0; now < 1000; now += 1) {
      log.addEvent(entry(now, { symbol: now % 100 === 0 ? 'acme' : 'other' }), { now, stored: false });
    }
    log.addNotice(gapEntry({ topic: 't', from: 1, to: 2, reason: 'slow' }, 0));
    expect(log.since(0)).toHaveLength(11);
  });
});

describe('A row', () => {
  test('takes the time of the server, else of its arrival, else says that none is known', () => {
    const event = { topic: 't', epoch: 'e', offset: 1, data: 1 };
    expect(eventEntry({ ...event, meta: { time: 5 } }, { now: 9, stored: true }).time).toBe(5);
    expect(eventEntry(event, { now: 9, stored: false }).time).toBe(9);
    expect(eventEntry(event, { now: 9, stored: true }).time).toBeUndefined();
  });

  test('shows bytes as bytes', () => {
    const event = { topic: 't', epoch: 'e', offset: 1 };
    const text = eventEntry({ ...event, data: 'AAEC', meta: { encoding: 'base64' } }, { now: 0, stored: false });
    const raw = eventEntry({ ...event, data: new Uint8Array([0, 1, 2]) }, { now: 0, stored: false });
    expect(compactJson(text)).toBe('3 bytes, AAEC');
    expect(compactJson(raw)).toBe('3 bytes');
  });

  test('of a gap names the offsets that are missing, and why', () => {
    const gap = gapEntry({ topic: 't', from: 40, to: 52, reason: 'slow' }, 0);
    expect(gapText(gap)).toBe('12 events missed, offsets 41 to 52, because this page read too slowly');
    expect(gapText({ ...gap, to: 41 })).toBe('1 event missed, offset 41, because this page read too slowly');
    expect(gapText({ ...gap, to: 3, reason: 'epochChanged' })).toMatch(/^Events may be missing here/);
  });

  test('tells of a reconnect whether something was lost', () => {
    const subscribed = { topic: 't', epoch: 'e', offset: 7, recovered: true, resubscribed: false };
    expect(subscribedNote(subscribed, 0)).toBeUndefined();
    expect(subscribedNote({ ...subscribed, resubscribed: true }, 0)?.text).toMatch(/Nothing was lost/);
    const lost = { ...subscribed, resubscribed: true, recovered: false, reason: 'tooOld' as const };
    expect(subscribedNote(lost, 0)?.text).toMatch(/lost to this page, because they are older/);
  });
});

describe('The line above the log', () => {
  test.each([
    [{ received: 0, matching: 0, shown: 0 }, ''],
    [{ received: 12, matching: 12, shown: 11.8 }, '12/s'],
    [{ received: 1004, matching: 1004, shown: 20 }, 'showing 20 of 1,004/s'],
    [{ received: 80, matching: 12, shown: 12 }, '12 of 80/s match'],
    [{ received: 1004, matching: 250, shown: 20 }, 'showing 20 of 250/s that match'],
  ])('for %o is %j', (rates, text) => {
    expect(samplingText(rates)).toBe(text);
  });
});

describe('The rate in effect', () => {
  test.each([
    [{ conflate: false }, 'Every event, at once'],
    [{ conflate: false, maxRate: 5 }, 'Every event, 5/s at most'],
    [{ conflate: true, maxRate: 0.5 }, 'The newest per key, 0.5/s at most'],
  ])('for %o is %j', (rate, text) => {
    expect(rateText(rate)).toBe(text);
  });
});
