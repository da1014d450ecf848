import {
  RealtimeHubError,
  type HubTask,
  type RealtimeHubClient,
  type TaskReport,
  type TaskState,
} from '../../src/index.js';
import { errorLine, type ShownState } from './task-words.js';

const FINAL: ReadonlySet<TaskState> = new Set<TaskState>(['succeeded', 'failed', 'cancelled']);

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
    this.changed(this, before);
  }

  /** Follows it until it ends or {@link stop} is called. */
  follow(): void {
    if (this.isFollowed || this.isOver) return;
    this.isFollowed = true;
    void this.read();
  }

  stop(): void {
    void this.handle.close();
  }

  /** The server does not know it any more. */
  lose(): void {
    if (this.isOver) return;
    this.isLost = true;
    this.tell('The server does not know this task any more: it has restarted, and keeps none.');
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
      this.tell(`Not cancelled. ${lineOf(error)}`);
    }
  }

  private async read(): Promise<void> {
    try {
      for await (const report of this.handle) this.take(report);
    } catch (error) {
      this.tell(`This page cannot follow it. ${lineOf(error)}`);
    }
    this.isFollowed = false;
  }

  private tell(problem: string | undefined): void {
    this.trouble = problem;
    this.changed(this, this.newest);
  }
}

function lineOf(error: unknown): string {
  return error instanceof RealtimeHubError ? errorLine(error.code, error.message) : String(error);
}
