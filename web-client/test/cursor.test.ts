import { describe, expect, test } from 'vitest';
import vectors from '../../tests/protocol-vectors/cursor.json';
import { Cursor, type MissedRange } from '../src/cursor.js';
import type { Position } from '../src/types.js';

interface Step {
  reply?: { epoch: string; offset: number; recovered: boolean; reason?: string };
  event?: number;
  gap?: MissedRange;
}

interface Vector {
  name: string;
  since?: string;
  tail?: number;
  steps: Step[];
  delivered: string[];
  missed: MissedRange[];
  position: string;
}

const cases = vectors.cases as Vector[];

const parse = (text: string): Position => {
  const colon = text.lastIndexOf(':');
  return { epoch: text.slice(0, colon), offset: Number(text.slice(colon + 1)) };
};

const format = (position: Position | undefined): string => (position ? `${position.epoch}:${position.offset}` : 'none');

function run({ since, tail, steps }: Vector): Pick<Vector, 'delivered' | 'missed' | 'position'> {
  const cursor = new Cursor({ ...(since && { since: parse(since) }), ...(tail && { tail }) });
  const delivered: string[] = [];
  const missed: MissedRange[] = [];
  for (const { reply, event, gap } of steps) {
    const lost = (reply && cursor.reply({ topic: 't', ...reply })) ?? (gap && cursor.gap(gap.from, gap.to, gap.reason));
    if (lost) missed.push(lost);
    if (event !== undefined && cursor.event(event)) delivered.push(format(cursor.position));
  }
  return { delivered, missed, position: format(cursor.position) };
}

describe('the cursor, as all clients have it', () => {
  test.each(cases.map((vector) => [vector.name, vector] as const))('%s', (_, vector) => {
    const { delivered, missed, position } = vector;
    expect(run(vector)).toEqual({ delivered, missed, position });
  });
});

describe('the cursor', () => {
  test('stands where the application said until the first reply', () => {
    expect(new Cursor().position).toBeUndefined();
    expect(new Cursor({ since: { epoch: 'a', offset: 3 } }).position).toEqual({ epoch: 'a', offset: 3 });
  });

  test('lets nothing through before it knows the epoch', () => {
    const cursor = new Cursor();
    expect(cursor.event(1)).toBe(false);
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
});
