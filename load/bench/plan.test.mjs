import { describe, expect, it } from 'vitest';
import { stepsOf, timeOf } from './plan.mjs';

const a = { id: 'a', warmup: 20 };
const b = { id: 'b', warmup: 5 };
const idle = { id: 'D', scenario: 'idle', connections: 100, fresh: true };
const few = { id: 'C', scenario: 'broadcast', connections: 100 };
const many = { id: 'A', scenario: 'broadcast', connections: 5_000 };
const words = ({ round, server, shape, fresh }) => `${round} ${server.id} ${shape.id}${fresh ? ' fresh' : ''}`;

describe('the steps of a benchmark', () => {
  it('give every server its turn in each round, and go backwards in every other', () => {
    const steps = stepsOf({ servers: [a, b], shapes: [few], rounds: 2, seconds: 8 });

    expect(steps.map(words)).toEqual(['1 a C fresh', '1 b C fresh', '2 b C fresh', '2 a C fresh']);
  });

  it('measure memory in a new process, and all else in one that is warmed up once', () => {
    const steps = stepsOf({ servers: [a], shapes: [idle, few, many], rounds: 1, seconds: 8 });

    expect(steps.map(words)).toEqual(['1 a D fresh', '1 a C fresh', '1 a A']);
    expect(steps.map(({ warmup }) => warmup)).toEqual([0, 20, 3]);
  });

  it('measure what hardly varies in the first round only', () => {
    const steps = stepsOf({ servers: [a], shapes: [{ ...idle, once: true }, few], rounds: 2, seconds: 8 });

    expect(steps.map(words)).toEqual(['1 a D fresh', '1 a C fresh', '2 a C fresh']);
  });

  it('open fewer idle connections where all of them take too long', () => {
    const steps = stepsOf({ servers: [{ ...a, mostIdle: 30 }], shapes: [idle, many], rounds: 1, seconds: 8 });

    expect(steps.map(({ shape }) => shape.connections)).toEqual([30, 5_000]);
  });

  it('warm up no longer than they are told to', () => {
    const steps = stepsOf({ servers: [a, b], shapes: [few], rounds: 1, seconds: 4, warmup: 6 });

    expect(steps.map(({ warmup }) => warmup)).toEqual([6, 5]);
  });

  it('take as long as they took before, as soon as that is known', () => {
    const steps = stepsOf({ servers: [a], shapes: [few], rounds: 2, seconds: 8 });
    const first = { server: 'a', shape: 'C', warmup: 20, seconds: 8, took: 100, guessed: 50 };

    expect(timeOf(steps, [first])).toBe(200);
    expect(timeOf(steps, [])).toBeGreaterThan(56);
  });
});
