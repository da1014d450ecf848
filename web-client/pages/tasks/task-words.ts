import type { TaskReport, TaskState } from '../../src/index.js';
import type { Refusal } from '../base/api.js';
import { duration } from '../base/format.js';
import { ago } from '../base/time.js';
import { errorWords } from '../base/words.js';
import type { IconName } from '../ui/icons.js';
import type { TaskKind } from './task-api.js';

/** What a row shows of its task: its state, or that the server has forgotten it. */
export type ShownState = TaskState | 'cancelling' | 'lost';

/** What decides about the words of an empty list. */
interface EmptyCase {
  /** Undefined while nobody has said what may be started. */
  mayStart: boolean | undefined;
  /** Why the server lists none to this page. */
  refusal: Refusal | undefined;
  /** Whether the command with the sample may be of use here. */
  hasSample: boolean;
}

/** What stands on the badge of a state. The icon and the word say the same as the colour. */
export const BADGES: Record<ShownState, { icon: IconName; word: string }> = {
  queued: { icon: 'clock', word: 'Queued' },
  running: { icon: 'play', word: 'Running' },
  retrying: { icon: 'retry', word: 'Retrying' },
  succeeded: { icon: 'done', word: 'Succeeded' },
  failed: { icon: 'warn', word: 'Failed' },
  cancelled: { icon: 'stop', word: 'Cancelled' },
  cancelling: { icon: 'stop', word: 'Cancelling' },
  lost: { icon: 'info', word: 'Unknown' },
};

/** What the numbers of refused calls mean where they speak of tasks. */
const REFUSALS: Record<number, string> = {
  103: 'The server does not allow this.',
  107: 'The server could not accept this: an argument or an option is not valid.',
  110: 'The same idempotency key was used before with other arguments.',
  115: 'This server does not know this kind of work.',
};

/** The server does not say which files there are. */
const OWN_FOLDER = 'In a data folder of your own, name a file that is there:';

/** Why there are no tasks to see, and how there could be some. */
export function emptyWords({ mayStart, refusal, hasSample }: EmptyCase): { title: string; text: string } {
  if (hasSample) return { title: 'No tasks yet', text: `Start one on this page, or from a terminal. ${OWN_FOLDER}` };
  if (mayStart !== false) return { title: 'No tasks yet', text: 'Start one on this page.' };
  if (refusal === undefined) return { title: 'No tasks yet', text: 'Those that are started elsewhere appear here.' };
  const line = errorLine(refusal.code, refusal.text);
  return { title: 'No tasks to see', text: line.charAt(0).toUpperCase() + line.slice(1) };
}

/** Why a task was not started, in words; the detail is what the server said. */
export function refusalWords({ status, code, text }: Refusal): { words: string; detail: string } {
  if (status === undefined) {
    const words = 'The server did not answer. Nothing is known about the task; to press again does not start it twice.';
    return { words, detail: '' };
  }
  const words = (code === undefined ? undefined : REFUSALS[code]) ?? errorWords(code, text);
  return { words, detail: words === text ? '' : text };
}

/** Why a call about a task was refused, in one line with its code. */
export function errorLine(code: number | undefined, text: string): string {
  return code === undefined || code === 0 ? text : `${text} (${code})`;
}

/** `attempt 2 of 3`; nothing where one was enough, or is all there is. An attempt that a stop cut off is not counted against it. */
export function attemptWords({ state, attempt, maxAttempts }: TaskReport): string {
  if (attempt === 0 || (attempt === 1 && (maxAttempts === 1 || state === 'succeeded'))) return '';
  return attempt > maxAttempts ? `attempt ${attempt}` : `attempt ${attempt} of ${maxAttempts}`;
}

/** How long it has waited, works, or took; for one that waits to be tried again, how long that still is. */
export function timeWords(report: TaskReport, now: number): string {
  const { state, created, started, nextTry, ended } = report;
  switch (state) {
    case 'queued':
      return `waiting for ${elapsed(created, now)}`;
    case 'running':
      return `for ${elapsed(started ?? created, now)}`;
    case 'retrying':
      return nextTry === undefined ? '' : countdown(Date.parse(nextTry) - now);
    case 'succeeded':
    case 'failed':
    case 'cancelled':
      return ended === undefined ? '' : `${tookWords(report)}${agoWords(now - Date.parse(ended))}`;
  }
}

/** What a kind of work may take. */
export function kindWords({ maxAttempts, timeoutMs, workers }: TaskKind): string {
  const tries = maxAttempts === 1 ? 'one attempt' : `up to ${maxAttempts} attempts`;
  return `${workers} at a time; ${tries} of at most ${duration(Math.max(1, Math.round(timeoutMs / 1000)))}`;
}

/** `42%`; nothing while it is not known. */
export function percentWords(percent: number | undefined): string {
  return percent === undefined ? '' : `${Math.floor(percent)}%`;
}

function countdown(ms: number): string {
  return ms <= 0 ? 'next try now' : `next try in ${duration(Math.ceil(ms / 1000))}`;
}

function tookWords({ started, ended }: TaskReport): string {
  if (started === undefined || ended === undefined) return '';
  const ms = Math.max(0, Date.parse(ended) - Date.parse(started));
  const text = ms < 1000 ? `${Math.round(ms)} ms` : ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : duration(ms / 1000);
  return `took ${text}, `;
}

function agoWords(ms: number): string {
  const text = ago(Math.max(0, ms));
  return text === 'now' ? 'just now' : `${text} ago`;
}

function elapsed(since: string, now: number): string {
  return duration(Math.max(0, (now - Date.parse(since)) / 1000));
}
