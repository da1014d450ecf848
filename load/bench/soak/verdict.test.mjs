import { describe, expect, it } from 'vitest';
import { planOf } from './plan.mjs';
import { judge, slopeOf } from './verdict.mjs';

const MB = 1_048_576;
const clean = { lost: 0, repeated: 0, outOfOrder: 0, announced: 0, brokenConnections: 0, unpublished: 0, unanswered: 0 };

/** A soak of 30 minutes in which nothing is wrong. */
function soak({ faults = {}, figures = [], memory = () => 500, after = 205, errors = [] } = {}) {
  const seconds = Array.from({ length: 1_800 }, (_, second) => ({ serverMemoryBytes: memory(second) * MB }));
  const report = { faults: { ...clean, ...faults }, figures, seconds, throughput: { delivered: 1 } };
  return { minutes: 30, report, before: { descriptors: 200 }, after: { descriptors: after, memory: 1 }, errors };
}

const failed = (input) => judge(input).filter((check) => check.failed).map((check) => check.name);

describe('a soak', () => {
  it('is fine when nothing is wrong', () => {
    expect(failed(soak())).toEqual([]);
  });

  it.each(Object.keys(clean))('fails by its ledger when it tells %s', (fault) => {
    expect(failed(soak({ faults: { [fault]: 1 } }))).toEqual(['ledger']);
  });

  it.each(['not-recovered', 'slow-lost', 'slow-repeated'])('fails by its ledger when the figure %s is not 0', (name) => {
    expect(failed(soak({ figures: [{ name, value: 1 }] }))).toEqual(['ledger']);
  });

  it('fails when memory grows by more than 2 MB a minute in the second half', () => {
    expect(failed(soak({ memory: (second) => 500 + (2.1 * second) / 60 }))).toEqual(['memory']);
    expect(failed(soak({ memory: (second) => 500 + (1.9 * second) / 60 }))).toEqual([]);
  });

  it('may grow in the first half', () => {
    expect(failed(soak({ memory: (second) => Math.min(900, 300 + second) }))).toEqual([]);
  });

  it('shows the memory of a short run without a judgement', () => {
    expect(failed({ ...soak({ memory: (second) => second }), minutes: 2 })).toEqual([]);
  });

  it('fails when memory could not be read', () => {
    const input = soak();
    expect(failed({ ...input, report: { ...input.report, seconds: [{}] } })).toEqual(['memory']);
  });

  it('fails when descriptors stay', () => {
    expect(failed(soak({ after: 207 }))).toEqual(['descriptors']);
  });

  it('fails when the server logged errors', () => {
    expect(failed(soak({ errors: ['12:00 ERR broken'] }))).toEqual(['server log']);
  });

  it('takes as long as it is told', () => {
    for (const minutes of [1, 2, 30]) {
      const { quiet, seconds } = planOf(minutes);
      expect(quiet + seconds).toBe(minutes * 60);
    }
  });
});

it('the slope of a straight line is its own', () => {
  expect(slopeOf([1, 3, 5, 7])).toBeCloseTo(2);
  expect(slopeOf([5])).toBe(0);
});
