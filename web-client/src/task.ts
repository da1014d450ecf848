import { clientClosed } from './errors.js';
import { TaskFailed } from './task-failed.js';
import { TaskReading, type TaskTopic } from './task-reading.js';
import { isFinal, isNewer } from './task-state.js';
import type { HubTask, TaskReport } from './task-types.js';

/** What a {@link HubTask} needs of its client. */
export interface TaskDoors {
  /** Follows the topic of a task, from its newest report on. */
  follow: (id: string) => TaskTopic;
  cancel: (id: string) => Promise<TaskReport>;
}

/** Follows a task as long as anybody loops over it or waits for its result, all over one subscription. */
export class FollowedTask<Result> implements HubTask<Result> {
  private newest: TaskReport<Result> | undefined;
  private reading: TaskReading | undefined;
  private outcome: Promise<Result> | undefined;

  constructor(
    readonly id: string,
    private readonly doors: TaskDoors,
    first?: TaskReport<Result>,
  ) {
    this.newest = first;
  }

  get report(): TaskReport<Result> | undefined {
    return this.newest;
  }

  get result(): Promise<Result> {
    this.outcome ??= this.waitForResult();
    return this.outcome;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<TaskReport<Result>, void, undefined> {
    const reading = this.read();
    reading?.join();
    try {
      let seen: TaskReport | undefined;
      for (;;) {
        const report = this.newest;
        if (report && report !== seen) {
          seen = report;
          yield report;
          if (isFinal(report.state)) return;
        } else if (!reading || reading.isOver) {
          if (reading?.error) throw reading.error;
          return;
        } else {
          await reading.news();
        }
      }
    } finally {
      reading?.leave();
    }
  }

  async cancel(): Promise<TaskReport<Result>> {
    const report = (await this.doors.cancel(this.id)) as TaskReport<Result>;
    this.take(report);
    return report;
  }

  async close(): Promise<void> {
    await this.reading?.close();
  }

  private async waitForResult(): Promise<Result> {
    try {
      for await (const report of this) {
        if (report.state === 'succeeded') return report.result as Result;
        if (isFinal(report.state)) throw new TaskFailed(report);
      }
      throw clientClosed('The task is not followed any more');
    } catch (error) {
      // The task has not come to its end: it may be asked for again.
      if (!(error instanceof TaskFailed)) this.outcome = undefined;
      throw error;
    }
  }

  /** What brings the reports; nothing does after the last one. */
  private read(): TaskReading | undefined {
    if (this.newest && isFinal(this.newest.state)) return undefined;
    if (!this.reading || this.reading.isOver) {
      this.reading = new TaskReading(this.doors.follow(this.id), (report) => {
        this.take(report as TaskReport<Result>);
      });
    }
    return this.reading;
  }

  /** A report may come twice, and an older one after a newer one: by way of the answer to a cancel, or of another server. */
  private take(report: TaskReport<Result>): void {
    if (this.newest && !isNewer(report, this.newest)) return;
    this.newest = report;
    this.reading?.wake();
  }
}
