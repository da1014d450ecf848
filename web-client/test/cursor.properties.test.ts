import { describe, expect, test } from 'vitest';
import { Cursor } from '../src/cursor.js';
import { cases, outcomeOf, takeStep, type Step, type Vector } from './kit/cursor-vectors.js';
import { forSeeds, type Dice } from './kit/dice.js';
import { SimulatedTopic } from './kit/simulated-topic.js';

const SEEDS = 20_000;

/** The steps, with some of what came since a reply coming once more before the next one. */
function withRepeats(steps: readonly Step[], dice: Dice): Step[] {
  const repeated: Step[] = [];
  let sent: Step[] = [];
  for (const step of steps) {
    for (const again of sent) if (step.reply && dice.onceIn(2)) repeated.push(again);
    sent = step.reply ? [] : [...sent, step];
    repeated.push(step);
    for (const again of sent) if (dice.onceIn(4)) repeated.push(again);
  }
  return repeated;
}

describe('the cursor, whatever comes', () => {
  test.each(cases.map((vector) => [vector.name, vector] as const))('and comes again: %s', (_, vector: Vector) => {
    const { delivered, missed, position } = vector;
    forSeeds(SEEDS / 20, (dice) => {
      const steps = withRepeats(vector.steps, dice);
      expect(outcomeOf({ ...vector, steps })).toEqual({ delivered, missed, position });
    });
  });

  test('tells every offset of the log once, as an event or as a loss, and leaves no hole', () => {
    forSeeds(SEEDS, (dice) => {
      // Now and then something does not arrive, and nobody says so.
      const steps = new SimulatedTopic(dice).run(30).filter((step) => step.reply ?? !dice.onceIn(20));
      expect(placesThatDiffer(steps)).toEqual([]);
    });
  });
});

/** Where the cursor tells something that does not begin at the end of what it told before. */
function placesThatDiffer(steps: readonly Step[]): unknown[] {
  const cursor = new Cursor();
  const differing: unknown[] = [];
  let place: number | undefined;
  for (const step of steps) {
    for (const { from, to } of takeStep(cursor, step)) {
      if (from !== place) differing.push({ place, from, to });
      place = to;
    }
    place ??= cursor.position?.offset;
    if (place !== cursor.position?.offset) differing.push({ place, cursor: cursor.position });
  }
  return differing;
}
