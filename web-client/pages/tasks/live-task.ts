import {
  ErrorCode,
  RealtimeHubError,
  type HubTask,
  type RealtimeHubClient,
  type TaskReport,
  type TaskState,
} from '../../src/index.js';
import { errorLine, type ShownState } from './task-words.js';

const FINAL: ReadonlySet<TaskState> = new Set<TaskState>(['succeeded', 'failed', 'cancelled']);

const LOST =
  'The server does not know this task any more: it ended long ago, or the server has restarted and keeps none.';

/** One task of the list: the newest that is known of it, and followed for more until it ends. */
export class LiveTask {
  private readonly handle: HubTask;
  private newest: TaskReport;
  private trouble: string | undefined;
  private wantsEnd = false;
  private isLost = false;
  private isFollowed = false;

  constructor(
    client: RealtimeHubClient,
    first: TaskReport,
    /** Told after each change, with what was known before it. */
    private readonly changed: (task: LiveTask, before: TaskReport) => void,
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
    return this.isLost || FINAL.has(this.newest.state);
  }

  get shown(): ShownState {
    if (FINAL.has(this.newest.state)) return this.newest.state;
    if (this.isLost) return 'lost';
    return this.wantsEnd ? 'cancelling' : this.newest.state;
  }

  /** What went wrong with following or cancelling it; the task itself may be well. */
  get problem(): string | undefined {
    return this.trouble;
  }

  /** Whether it can be taken back. */
  get mayCancel(): boolean {
    return !this.isOver && !this.wantsEnd;
  }

  /** Takes a report, from wherever it came, when it is newer. */
  take(report: TaskReport): void {
    if (report.version <= this.newest.version) return;
    const before = this.newest;
    this.newest = report;
    // Whatever went wrong before, this came through.
    this.trouble = undefined;
    this.changed(this, before);
  }

  /** Follows it until it ends or {@link stop} is called; again, where that was refused before. */
  follow(): void {
    if (this.isFollowed || this.isOver) return;
    this.isFollowed = true;
    if (this.trouble !== undefined) this.tell(undefined);
    void this.read();
  }

  stop(): void {
    void this.handle.close();
  }

  /** The server does not know it any more. */
  lose(): void {
    if (this.isOver) return;
    this.isLost = true;
    this.tell(LOST);
    this.stop();
  }

  async cancel(): Promise<void> {
    if (!this.mayCancel) return;
    this.wantsEnd = true;
    this.tell(undefined);
    try {
      this.take(await this.handle.cancel());
    } catch (error) {
      this.wantsEnd = false;
      this.fail('Not cancelled.', error);
    }
  }

  private async read(): Promise<void> {
    try {
      for await (const report of this.handle) this.take(report);
    } catch (error) {
      this.fail('This page cannot follow it.', error);
    }
    this.isFollowed = false;
  }

  private fail(what: string, error: unknown): void {
    if (error instanceof RealtimeHubError && error.code === ErrorCode.UnknownTask) this.lose();
    else if (!this.isOver) this.tell(`${what} ${lineOf(error)}`);
  }

  private tell(problem: string | undefined): void {
    this.trouble = problem;
    this.changed(this, this.newest);
  }
}

function lineOf(error: unknown): string {
  return error instanceof RealtimeHubError ? errorLine(error.code, error.message) : String(error);
}
