import type { RealtimeHubError } from './errors.js';
import { isFinal } from './task-state.js';
import type { TaskReport } from './task-types.js';
import type { Item } from './types.js';

/** The topic of a task, as it is followed. */
export type TaskTopic = AsyncIterable<Item<TaskReport>> & { close(): Promise<void> };

/** One subscription to the topic of a task, which all share who follow the task at the same time. */
export class TaskReading {
  private readers = 0;
  private over = false;
  private refusal: RealtimeHubError | undefined;
  private readonly waiting = new Set<() => void>();

  constructor(
    private readonly topic: TaskTopic,
    private readonly take: (report: TaskReport) => void,
  ) {
    void this.read();
  }

  /** Whether no more reports will come by it. */
  get isOver(): boolean {
    return this.over;
  }

  /** Why the topic cannot be followed, if that is so. */
  get error(): RealtimeHubError | undefined {
    return this.refusal;
  }

  join(): void {
    this.readers++;
  }

  /** The last one closes the subscription. */
  leave(): void {
    this.readers--;
    if (this.readers === 0) void this.close();
  }

  /** Ends it at once, so that nobody joins it any more; resolves when the server knows. */
  close(): Promise<void> {
    this.end();
    return this.topic.close();
  }

  /** Resolves when there may be something new to see. */
  news(): Promise<void> {
    return new Promise((resolve) => this.waiting.add(resolve));
  }

  wake(): void {
    const waiting = [...this.waiting];
    this.waiting.clear();
    for (const resolve of waiting) resolve();
  }

  private async read(): Promise<void> {
    try {
      for await (const item of this.topic) {
        // A loss is none: the next report says everything.
        if (item.kind !== 'event') continue;
        this.take(item.data);
        // Leaving the loop ends the subscription.
        if (isFinal(item.data.state)) break;
      }
    } catch (error) {
      this.refusal = error as RealtimeHubError;
    }
    this.end();
  }

  private end(): void {
    this.over = true;
    this.wake();
  }
}
