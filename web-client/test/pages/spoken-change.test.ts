import { expect, test } from 'vitest';
import { spokenChange } from '../../pages/tasks/spoken-change.js';
import { ended, report } from '../kit/task-list.js';

const running = { state: 'running', problem: undefined } as const;
const error = { code: 'x', message: 'no such file' };

test.each([
  ['an end', ended('1'), 'sum: Succeeded'],
  ['an end with a result', { ...ended('1'), result: 6 }, 'sum: Succeeded, with a result'],
  ['a failure', report('1', { state: 'failed', error }), 'sum: Failed: no such file'],
  ['progress', report('1', { percent: 42 }), undefined],
  ['a place in the queue', report('1', { state: 'queued' }), undefined],
])('Of %s is said what people want to hear', (_, now, line) => {
  expect(spokenChange({ report: now, problem: undefined }, running)).toBe(line);
});

test('Of another attempt is not said why the one before has failed', () => {
  const before = { state: 'retrying', problem: undefined } as const;
  expect(spokenChange({ report: report('1', { error }), problem: undefined }, before)).toBe('sum: Running');
});

test('What goes wrong on the page is said once', () => {
  const task = { report: report('1'), problem: 'Not cancelled.' };
  expect(spokenChange(task, running)).toBe('sum: Not cancelled.');
  expect(spokenChange(task, { ...running, problem: task.problem })).toBeUndefined();
});
