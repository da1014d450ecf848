import { describe, expect, test } from 'vitest';
import { Cursor } from '../src/cursor.js';
import { cases, outcomeOf } from './kit/cursor-vectors.js';

describe('the cursor, as all clients have it', () => {
  test.each(cases.map((vector) => [vector.name, vector] as const))('%s', (_, vector) => {
    const { delivered, missed, position } = vector;
    expect(outcomeOf(vector)).toEqual({ delivered, missed, position });
  });
});

describe('the cursor', () => {
  test('stands where the application said until the first reply', () => {
    expect(new Cursor().position).toBeUndefined();
    expect(new Cursor({ since: { epoch: 'a', offset: 3 } }).position).toEqual({ epoch: 'a', offset: 3 });
  });

  test('lets nothing through before it knows the epoch', () => {
    const cursor = new Cursor();
    expect(cursor.event(1)).toBeUndefined();
    expect(cursor.gap(0, 5, 'slow')).toBeUndefined();
  });

  test('names a loss although the server gave no reason', () => {
    const cursor = new Cursor({ since: { epoch: 'a', offset: 3 } });
    expect(cursor.reply({ topic: 't', epoch: 'b', offset: 1, recovered: false, reason: null })).toEqual({
      from: 3,
      to: 1,
      reason: 'epochChanged',
    });
  });

  test('takes skipped offsets for losses again when the newest alone are no longer wished for', () => {
    const cursor = new Cursor({ since: { epoch: 'a', offset: 3 }, conflate: true });
    expect(cursor.event(7)).toEqual({});
    cursor.conflated = false;
    expect(cursor.event(9)).toEqual({ skipped: { from: 7, to: 8, reason: 'unknown' } });
  });
});
