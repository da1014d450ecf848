import type { TaskReport, TaskState } from './task-types.js';

/** Whether nothing comes after a state. */
export function isFinal(state: TaskState): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'cancelled';
}

/**
 * Whether a report takes the place of another one. The last one always does: a Redis that has lost what was written last can
 * let a task end with a number that has been seen before, and nothing comes after it.
 */
export function isNewer(report: TaskReport, than: TaskReport): boolean {
  if (isFinal(report.state) && !isFinal(than.state)) return true;
  return report.version > than.version;
}
