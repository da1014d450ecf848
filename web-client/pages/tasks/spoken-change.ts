import type { Before, LiveTask } from './live-task.js';
import { BADGES } from './task-words.js';

/** What is said aloud of a change: another state, or what went wrong. Progress would never stop talking. */
export function spokenChange(
  { report, problem }: Pick<LiveTask, 'report' | 'problem'>,
  before: Before,
): string | undefined {
  const { kind, state, error, result } = report;
  if (problem !== undefined && problem !== before.problem) return `${kind}: ${problem}`;
  if (state === before.state || state === 'queued') return undefined;
  const why = error === undefined || state === 'running' ? '' : `: ${error.message}`;
  const what = result === undefined ? '' : ', with a result';
  return `${kind}: ${BADGES[state].word}${why}${what}`;
}
