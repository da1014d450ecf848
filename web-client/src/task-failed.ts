import type { TaskReport } from './task-types.js';

/** A background task has come to its end and has not succeeded: it has failed, or was cancelled. */
export class TaskFailed extends Error {
  override readonly name = 'TaskFailed';

  /** Its last report. `state` is `failed` or `cancelled`; `error` says why, where there is a reason. */
  readonly report: TaskReport;

  constructor(report: TaskReport) {
    super(textOf(report));
    this.report = report;
  }
}

function textOf({ kind, state, error }: TaskReport): string {
  const words = state === 'failed' ? 'has failed' : `was ${state}`;
  return `The task (${kind}) ${words}${error ? `: ${error.message} (${error.code})` : ''}`;
}
