import vectors from '../../../tests/protocol-vectors/cursor.json';
import { Cursor, type MissedRange } from '../../src/cursor.js';
import type { MissedReason, Position } from '../../src/types.js';

export interface Step {
  reply?: { epoch: string; offset: number; recovered: boolean; reason?: string; from?: number };
  event?: number;
  gap?: MissedRange;
}

/** What a cursor lets through, what it reports, and where it stands at the end. */
export interface Outcome {
  delivered: string[];
  missed: MissedRange[];
  position: string;
}

export interface Vector extends Outcome {
  name: string;
  since?: string;
  tail?: number;
  conflate?: boolean;
  steps: Step[];
}

export const cases = vectors.cases as Vector[];

const parse = (text: string): Position => {
  const colon = text.lastIndexOf(':');
  return { epoch: text.slice(0, colon), offset: Number(text.slice(colon + 1)) };
};

const format = (position: Position | undefined): string => (position ? `${position.epoch}:${position.offset}` : 'none');

/** What a cursor made of one step, in the order in which the application hears it: from where to where, and why nothing came. */
export interface Told {
  from: number;
  to: number;
  reason?: MissedReason;
}

export function takeStep(cursor: Cursor, { reply, event, gap }: Step): Told[] {
  const lost = (reply && cursor.reply({ topic: 't', ...reply })) ?? (gap && cursor.gap(gap.from, gap.to, gap.reason));
  const fresh = event === undefined ? undefined : cursor.event(event);
  const told = [lost, fresh?.skipped, fresh && { from: Number(event) - 1, to: Number(event) }];
  return told.filter((each) => each !== undefined);
}

export function outcomeOf({ since, tail, conflate, steps }: Omit<Vector, keyof Outcome | 'name'>): Outcome {
  const cursor = new Cursor({
    ...(since && { since: parse(since) }),
    ...(tail && { tail }),
    ...(conflate && { conflate }),
  });
  const outcome: Outcome = { delivered: [], missed: [], position: '' };
  for (const step of steps) {
    for (const { from, to, reason } of takeStep(cursor, step)) {
      if (reason) outcome.missed.push({ from, to, reason });
      else outcome.delivered.push(format(cursor.position));
    }
  }
  return { ...outcome, position: format(cursor.position) };
}
