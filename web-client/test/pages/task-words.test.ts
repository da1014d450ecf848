import { describe, expect, test } from 'vitest';
import { factsOf, isCsvSummary } from '../../pages/tasks/csv-table.js';
import {
  attemptWords,
  emptyWords,
  errorLine,
  kindWords,
  percentWords,
  refusalWords,
  timeWords,
} from '../../pages/tasks/task-words.js';
import type { TaskReport } from '../../src/index.js';

const NOON = Date.parse('2026-11-29T12:00:00Z');
const at = (seconds: number): string => new Date(NOON + seconds * 1000).toISOString();

const report = (more: Partial<TaskReport>): TaskReport => ({
  id: '7',
  kind: 'sum',
  state: 'running',
  version: 1,
  attempt: 1,
  maxAttempts: 3,
  created: at(0),
  kept: 'memory',
  ...more,
});

describe('The time of a task', () => {
  test.each<[Partial<TaskReport>, number, string]>([
    [{ state: 'queued' }, 4, 'waiting for 4 s'],
    [{ state: 'running', started: at(10) }, 75, 'for 1 min 5 s'],
    [{ state: 'retrying', nextTry: at(10) }, 5.5, 'next try in 5 s'],
    [{ state: 'retrying', nextTry: at(10) }, 11, 'next try now'],
    [{ state: 'succeeded', started: at(1), ended: at(4.24) }, 4.3, 'took 3.2 s, just now'],
    [{ state: 'failed', started: at(1), ended: at(61) }, 121, 'took 1 min, 1 min ago'],
    [{ state: 'succeeded', started: at(1), ended: at(1.05) }, 9, 'took 50 ms, 7 s ago'],
    [{ state: 'cancelled', ended: at(5) }, 65, '1 min ago'],
    // The clock of the server may be ahead.
    [{ state: 'running', started: at(10) }, 8, 'for 0 s'],
  ])('%j after %d s is %s', (more, seconds, words) => {
    expect(timeWords(report(more), NOON + seconds * 1000)).toBe(words);
  });
});

describe('The attempt of a task', () => {
  test.each([
    [0, 3, ''],
    [1, 1, ''],
    [1, 3, 'attempt 1 of 3'],
    [2, 3, 'attempt 2 of 3'],
    [4, 3, 'attempt 4'],
  ])('%d of %d is "%s"', (attempt, maxAttempts, words) => {
    expect(attemptWords(report({ attempt, maxAttempts }))).toBe(words);
  });
});

test('A task that has succeeded at once says nothing of attempts', () => {
  expect(attemptWords(report({ state: 'succeeded' }))).toBe('');
  expect(attemptWords(report({ state: 'succeeded', attempt: 2 }))).toBe('attempt 2 of 3');
});

describe('What is said of a task', () => {
  test('in percent never promises the end before it is there', () => {
    expect([99.9, 100, 0, undefined].map(percentWords)).toEqual(['99%', '100%', '0%', '']);
  });

  test('of its kind is what it may take', () => {
    const kind = { name: 'sum', arguments: true, maxAttempts: 3, timeoutMs: 3_600_000, workers: 2 };
    expect(kindWords(kind)).toBe('2 at a time; up to 3 attempts of at most 1 h');
    expect(kindWords({ ...kind, maxAttempts: 1, timeoutMs: 90_000 })).toBe(
      '2 at a time; one attempt of at most 1 min 30 s',
    );
  });
});

describe('A refused start', () => {
  test('has words for the number, and what the server said', () => {
    expect(refusalWords({ status: 400, code: 107, text: 'path is missing' })).toEqual({
      words: 'The server could not accept this: an argument or an option is not valid.',
      detail: 'path is missing',
    });
    expect(refusalWords({ status: 418, code: undefined, text: 'Tea.' })).toEqual({ words: 'Tea.', detail: '' });
  });

  test.each([
    [403, 103, 'who has not said who it is cannot give a key: leave it out', /does not allow this/],
    [503, 114, 'what keeps the tasks does not answer', /at the moment\. Try again/],
  ])('with %d and code %d leaves it to the server to say why', (status, code, text, words) => {
    const said = refusalWords({ status, code, text });
    expect(said.detail).toBe(text);
    expect(said.words).toMatch(words);
    expect(said.words).not.toMatch(/kind|room/);
  });

  test('without an answer says that nothing is known', () => {
    expect(refusalWords({ status: undefined, code: undefined, text: '' }).words).toMatch(/Nothing is known/);
  });

  test('in one line ends with its number', () => {
    expect(errorLine(103, 'not yours')).toBe('not yours (103)');
    expect(errorLine(0, 'Not connected')).toBe('Not connected');
    expect(errorLine(undefined, 'Gone')).toBe('Gone');
  });
});

describe('The summary of a file', () => {
  const summary = { rows: 1_200_000, unreadable: 2, bytes: 47_185_920, columns: [] };

  test('is told apart from other results', () => {
    expect(isCsvSummary(summary)).toBe(true);
    for (const other of [null, 'text', 7, {}, { rows: 1 }, { rows: '1', bytes: 1, columns: [] }]) {
      expect(isCsvSummary(other), JSON.stringify(other)).toBe(false);
    }
  });

  test('begins with its size', () => {
    expect(factsOf(summary)).toEqual(['1,200,000 rows', '2 left out as unreadable', '0 columns', '45.0 MB']);
    const column = { name: 'a', type: 'text', missing: 0, distinct: 1, isDistinctExact: true };
    const small = { rows: 1, unreadable: 0, bytes: 9, columns: [column], hasMoreColumns: true };
    expect(factsOf(small)).toEqual(['1 row', 'the first 1 column', '9 B']);
  });

  test('ends with whether that is not all of the file', () => {
    expect(factsOf({ ...summary, isCut: true }).at(-1)).toBe('the rest of the file could not be read');
  });
});

describe('An empty list of tasks', () => {
  const refusal = { status: 403, code: 103, text: 'only operators see the tasks of others' };

  test.each([
    [
      'how to start one, and which file that takes',
      { mayStart: true, refusal: undefined, hasSample: true },
      /terminal\. In a data folder of your own[^]*:$/,
    ],
    ['of no command where it would not', { mayStart: true, refusal: undefined, hasSample: false }, /on this page\.$/],
    ['the same where others are not listed', { mayStart: true, refusal, hasSample: false }, /on this page\.$/],
    ['nothing of starting to whoever may not', { mayStart: false, refusal: undefined, hasSample: false }, /^Those/],
    ['why none is seen', { mayStart: false, refusal, hasSample: false }, /^Only operators [^]* \(103\)$/],
  ])('tells %s', (_, empty, text) => {
    expect(emptyWords(empty).text).toMatch(text);
  });
});
