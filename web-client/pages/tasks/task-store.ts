import type { RealtimeHubClient, TaskReport } from '../../src/index.js';
import { Observable } from '../base/observable.js';
import type { Answer, Refusal } from '../base/api.js';
import { LiveTask, type Before } from './live-task.js';
import { findTask, listTasks, type TaskPage } from './task-api.js';
import { TaskMemory } from './task-memory.js';

/** As many tasks are shown; of those that run, and of all. */
export const MOST_TASKS = 50;

/** Of those that have ended, so many are looked at every few seconds: a report can carry a large result. */
const NEWEST = 10;

/** What the list knows of itself. */
export interface Listing {
  /** Whether the server, or what this tab remembers, has filled the list once. */
  isFilled: boolean;
  /** Whether there are more than are shown. */
  hasMore: boolean;
  /** Why the server lists none: then only those of this tab are shown. */
  refusal: Refusal | undefined;
}

/** The tasks that the page shows, newest first; those that have not ended are followed while somebody looks. */
export class TaskStore {
  readonly listing = new Observable<Listing>({ isFilled: false, hasMore: false, refusal: undefined });
  private readonly tasks = new Map<string, LiveTask>();
  private isOpen = false;
  private refreshing: Promise<void> | undefined;
  private looking: Promise<void> | undefined;
  /** The id of the newest that had ended when the server listed them last. */
  private newestEnded = '';

  constructor(
    private readonly client: RealtimeHubClient,
    /** Told of every change of a task; `before` is how it stood, and absent for a task that is new in the list. */
    private readonly changed: (task: LiveTask, before?: Before) => void,
    private readonly memory = new TaskMemory(),
  ) {}

  /** Newest first. The ids grow with time, so they decide where the times are equal. */
  get all(): LiveTask[] {
    return [...this.tasks.values()].sort((a, b) => compare(b.report, a.report));
  }

  /** Somebody looks: the list is filled, and what runs is followed. */
  open(): void {
    this.isOpen = true;
    void this.refresh();
  }

  close(): void {
    this.isOpen = false;
    for (const task of this.tasks.values()) task.stop();
  }

  /** Adds a task that was just started here. */
  started(report: TaskReport): void {
    this.memory.add(report.id);
    this.put(report);
    if (this.trim()) this.listing.set({ ...this.listing.value, hasMore: true });
  }

  /** Asks the server how all tasks stand; a question that is under way serves all who ask meanwhile. */
  refresh(): Promise<void> {
    // Where that was refused before, whoever asks anew may have more luck.
    if (this.isOpen) for (const task of this.tasks.values()) task.follow();
    this.refreshing ??= this.fillNext().finally(() => {
      this.refreshing = undefined;
    });
    return this.refreshing;
  }

  /** Looks for tasks that others have started, where the server lists them: once at a time, and less than a refresh does. */
  look(): Promise<void> {
    if (this.refreshing) return this.refreshing;
    this.looking ??= this.lookOnce().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  private async fillNext(): Promise<void> {
    await this.looking;
    await this.fill();
  }

  private async lookOnce(): Promise<void> {
    const { isFilled, hasMore, refusal } = this.listing.value;
    // Whoever may not see the list gets the same answer again, and what was started here is followed.
    if (isForGood(refusal)) return;
    if (!isFilled) return this.fill();
    const [open, ended] = await askForLists(NEWEST);
    if (!open.ok || !ended.ok) {
      // What is refused for the moment only is left to the next look.
      if (isForGood(refusalOf(open, ended))) await this.fill();
    } else if (refusal !== undefined || this.isBehind(ended.body)) {
      await this.fill();
    } else {
      const hadTooMany = await this.takeLists(open.body, ended.body);
      this.listing.set({ isFilled, hasMore: hadTooMany || hasMore, refusal });
    }
  }

  private async fill(): Promise<void> {
    const [open, ended] = await askForLists(MOST_TASKS);
    if (open.ok && ended.ok) {
      const hadTooMany = await this.takeLists(open.body, ended.body);
      const hasMore = [open.body, ended.body].some(({ cursor }) => cursor !== null && cursor !== undefined);
      this.listing.set({ isFilled: true, hasMore: hadTooMany || hasMore, refusal: undefined });
      return;
    }
    const refusal = refusalOf(open, ended);
    // Without an answer nothing is known; the page asks again when the connection is back.
    if (refusal?.status === undefined) return;
    await this.askForEach(new Set([...this.memory.ids, ...this.unlisted(new Set())]));
    this.listing.set({ isFilled: true, hasMore: this.trim(), refusal });
  }

  /** Whether more has ended since the last answer than this one names: the ids grow with time. */
  private isBehind({ tasks }: TaskPage): boolean {
    const oldest = tasks.at(-1);
    return oldest !== undefined && tasks.length === NEWEST && oldest.id > this.newestEnded;
  }

  /** Takes what the server has listed, and asks for those that it has not. Returns whether something had to go. */
  private async takeLists(open: TaskPage, ended: TaskPage): Promise<boolean> {
    const listed = [...open.tasks, ...ended.tasks];
    for (const report of listed) this.put(report);
    // Before anything is drawn: what is too much does not come and go on the page.
    const hadTooMany = this.trim();
    this.newestEnded = ended.tasks[0]?.id ?? '';
    await this.askForEach(this.unlisted(new Set(listed.map(({ id }) => id))));
    return hadTooMany;
  }

  /** Those that go on as far as is known here, and that the server has not named. */
  private unlisted(named: ReadonlySet<string>): Set<string> {
    const open = [...this.tasks.values()].filter((task) => !task.isOver && !named.has(task.id));
    return new Set(open.map(({ id }) => id));
  }

  private async askForEach(ids: ReadonlySet<string>): Promise<void> {
    await Promise.all(
      [...ids].map(async (id) => {
        const answer = await findTask(id);
        if (answer.ok) this.put(answer.body);
        else if (answer.refusal.status === 404) this.forget(id);
      }),
    );
  }

  private put(report: TaskReport): void {
    const known = this.tasks.get(report.id);
    if (known) {
      const wasOver = known.isOver;
      known.take(report);
      // One that was taken for lost goes on.
      if (wasOver && this.isOpen) known.follow();
      return;
    }
    const task = new LiveTask(this.client, report, this.changed);
    this.tasks.set(report.id, task);
    if (this.isOpen) task.follow();
    this.changed(task);
  }

  private forget(id: string): void {
    this.memory.forget(id);
    this.tasks.get(id)?.lose();
  }

  /** Keeps what runs, and the newest of the rest. Returns whether something had to go. */
  private trim(): boolean {
    const tooMany = this.tasks.size - MOST_TASKS;
    if (tooMany <= 0) return false;
    const ended = this.all.reverse().sort((a, b) => Number(b.isOver) - Number(a.isOver));
    for (const task of ended.slice(0, tooMany)) {
      task.stop();
      this.tasks.delete(task.id);
    }
    return true;
  }
}

function askForLists(ended: number): Promise<[Answer<TaskPage>, Answer<TaskPage>]> {
  return Promise.all([listTasks('open', MOST_TASKS), listTasks('ended', ended)]);
}

function refusalOf(...answers: Answer<unknown>[]): Refusal | undefined {
  return answers.flatMap((answer) => (answer.ok ? [] : [answer.refusal]))[0];
}

/** Whether a list is refused to this page, and not only at the moment. */
function isForGood(refusal: Refusal | undefined): boolean {
  return refusal?.status !== undefined && refusal.status < 500 && refusal.status !== 429;
}

function compare(a: TaskReport, b: TaskReport): number {
  return Date.parse(a.created) - Date.parse(b.created) || (a.id < b.id ? -1 : 1);
}
