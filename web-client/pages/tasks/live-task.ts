import {
  ErrorCode,
  isFinal,
  isNewer,
  RealtimeHubError,
  type HubTask,
  type RealtimeHubClient,
  type TaskReport,
  type TaskState,
} from '../../src/index.js';
import { sentence } from '../base/words.js';
import { errorLine, type ShownState } from './task-words.js';

const LOST =
  'The server does not know this task any more: it ended long ago, the server has restarted and keeps none, or it is not yours.';

/** How a task stood before a change. */
export interface Before {
  state: TaskState;
  problem: string | undefined;
}

/** One task of the list: the newest that is known of it, and followed for more until it ends. */
export class LiveTask {
  private readonly handle: HubTask;
  private newest: TaskReport;
  /** Why the last wish to cancel it came to nothing. */
  private notCancelled: string | undefined;
  /** Why its reports do not come by themselves. */
  private notFollowed: string | undefined;
  private wantsEnd = false;
  private isLost = false;
  private isFollowed = false;

  constructor(
    client: RealtimeHubClient,
    first: TaskReport,
    /** Told after each change, with what was known before it. */
    private readonly changed: (task: LiveTask, before: Before) => void,
  ) {
    this.handle = client.followTask(first.id);
    this.newest = first;
  }

  get id(): string {
    return this.handle.id;
  }

  get report(): TaskReport {
    return this.newest;
  }

  /** Whether nothing more will come of it. */
  get isOver(): boolean {
    return this.isLost || isFinal(this.newest.state);
  }

  get shown(): ShownState {
    if (isFinal(this.newest.state)) return this.newest.state;
    if (this.isLost) return 'lost';
    return this.isUnwanted ? 'cancelling' : this.newest.state;
  }

  /** What went wrong with following or cancelling it; the task itself may be well. */
  get problem(): string | undefined {
    if (this.isLost) return LOST;
    const problems = [this.notCancelled, this.notFollowed].filter((text) => text !== undefined);
    return this.isOver || problems.length === 0 ? undefined : problems.join(' ');
  }

  /** Whether it can be taken back. */
  get mayCancel(): boolean {
    return !this.isOver && !this.isUnwanted;
  }

  /** Whether this page, or somebody else, has taken it back, and it goes on. */
  private get isUnwanted(): boolean {
    return this.wantsEnd || this.newest.cancelRequested === true;
  }

  /** Takes a report, from wherever it came, when it is newer. */
  take(report: TaskReport): void {
    const isNews = isNewer(report, this.newest);
    if (!isNews && !this.isLost) return;
    this.change(() => {
      if (isNews) this.newest = report;
      // Who was not allowed to see it before, is now.
      this.isLost = false;
    });
  }

  /** Follows it until it ends or {@link stop} is called; again, where that was refused before. */
  follow(): void {
    if (this.isFollowed || this.isOver) return;
    this.isFollowed = true;
    if (this.notFollowed !== undefined) this.change(() => (this.notFollowed = undefined));
    void this.read();
  }

  stop(): void {
    void this.handle.close();
  }

  /** The server does not know it any more. */
  lose(): void {
    if (this.isOver) return;
    this.change(() => (this.isLost = true));
    this.stop();
  }

  async cancel(): Promise<void> {
    if (!this.mayCancel) return;
    this.change(() => {
      this.wantsEnd = true;
      this.notCancelled = undefined;
    });
    try {
      this.take(await this.handle.cancel());
    } catch (error) {
      this.wantsEnd = false;
      this.fail(error, () => (this.notCancelled = `Not cancelled: ${lineOf(error)} Press Cancel to try again.`));
    }
  }

  private async read(): Promise<void> {
    try {
      for await (const report of this.handle) this.take(report);
    } catch (error) {
      this.fail(
        error,
        () => (this.notFollowed = `This page cannot follow it: ${lineOf(error)} Press Refresh to try again.`),
      );
    }
    this.isFollowed = false;
  }

  private fail(error: unknown, note: () => void): void {
    if (error instanceof RealtimeHubError && error.code === ErrorCode.UnknownTask) this.lose();
    else this.change(note);
  }

  private change(how: () => void): void {
    const before = { state: this.newest.state, problem: this.problem };
    how();
    this.changed(this, before);
  }
}

function lineOf(error: unknown): string {
  return sentence(error instanceof RealtimeHubError ? errorLine(error.code, error.message) : String(error));
}
