import type { TaskReport } from '../../src/index.js';
import type { Answer } from '../base/api.js';
import { startTask, type TaskStart } from './task-api.js';

/**
 * Gives each start a key of its own: whoever submits again wants another task. Only where it is not known whether a start
 * has arrived, the same start keeps its key: the first one may have been accepted.
 */
export class TaskStarter {
  private unknown: { what: string; key: string } | undefined;

  async start(start: TaskStart): Promise<Answer<TaskReport>> {
    const what = JSON.stringify(start);
    const again = this.unknown?.what === what ? this.unknown : undefined;
    const key = again?.key ?? newKey();
    const answer = await startTask(start, key);
    // That it is refused now says nothing of the first time.
    this.unknown = answer.ok || (!again && isKnown(answer)) ? undefined : { what, key };
    return answer;
  }
}

/** Not without an answer, nor where a proxy or the server gave up on the way. */
function isKnown(answer: Answer<unknown>): boolean {
  return answer.ok || (answer.refusal.status ?? 500) < 500;
}

/** By `getRandomValues`: `randomUUID` is missing where a page comes over plain HTTP. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
