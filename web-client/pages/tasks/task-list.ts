import { h, setAttribute, setText } from '../base/dom.js';
import { count, join } from '../base/format.js';
import { Announcer } from '../ui/announcer.js';
import type { Before, LiveTask } from './live-task.js';
import { EmptyList } from './empty-list.js';
import { spokenChange } from './spoken-change.js';
import type { TaskKind } from './task-api.js';
import { TaskRow } from './task-row.js';
import { MOST_TASKS, type TaskStore } from './task-store.js';
import { errorLine } from './task-words.js';

/** The tasks, newest first. */
export class TaskList {
  readonly element: HTMLElement;
  private readonly rows = new Map<string, TaskRow>();
  private readonly list = h('ul', { class: 'task-rows', 'data-testid': 'task-list', 'aria-busy': 'true' });
  private readonly count = h('span', { class: 'card-detail number' });
  private readonly note = h('p', { class: 'task-note', 'data-testid': 'task-note', hidden: true });
  private readonly empty = new EmptyList();
  private readonly announcer = new Announcer('News of the tasks');
  private kinds: readonly TaskKind[] | undefined;
  private readonly dirty = new Set<LiveTask>();
  private tickedSecond = 0;
  private isStale = true;

  constructor(
    private readonly store: TaskStore,
    /** Called when somebody wants to know how all stands. */
    onRefresh: () => void,
  ) {
    const refresh = h('button', { type: 'button', class: 'button is-quiet', onclick: onRefresh }, 'Refresh');
    this.element = h(
      'section',
      { class: 'card tasks-card', 'aria-label': 'Tasks' },
      h('div', { class: 'card-head' }, h('h2', {}, 'Tasks'), this.count, refresh),
      this.note,
      this.list,
      this.empty.element,
      this.announcer.element,
    );
  }

  /** Takes note of a change, and says it aloud; nothing is drawn. */
  changed(task: LiveTask, before: Before | undefined): void {
    if (before === undefined) this.isStale = true;
    this.dirty.add(task);
    const line = before && spokenChange(task, before);
    if (line !== undefined) this.announcer.say(line);
  }

  /** What may be started here: the empty list says how. */
  offer(kinds: readonly TaskKind[] | undefined): void {
    this.kinds = kinds;
    this.isStale = true;
  }

  /** The list itself has changed: which tasks there are, or what is known about it. */
  listed(): void {
    this.isStale = true;
  }

  /** Brings the page up to date; returns in how many ms that makes sense again. */
  draw(now: number): number {
    if (this.isStale) this.arrange();
    for (const task of this.dirty) this.rows.get(task.id)?.draw(now);
    this.dirty.clear();
    const second = Math.floor(now / 1000);
    if (second !== this.tickedSecond) for (const row of this.rows.values()) row.tick(now);
    this.tickedSecond = second;
    return 1000 - (now % 1000);
  }

  private arrange(): void {
    this.isStale = false;
    const all = this.store.all;
    const kept = new Set(all.map(({ id }) => id));
    for (const [id, row] of this.rows) {
      if (kept.has(id)) continue;
      row.element.remove();
      this.rows.delete(id);
    }
    let place: Element | null = this.list.firstElementChild;
    for (const task of all) {
      const { element } = this.rowOf(task);
      if (element === place) place = place.nextElementSibling;
      else this.list.insertBefore(element, place);
    }
    this.showAround(all.length);
  }

  private rowOf(task: LiveTask): TaskRow {
    const known = this.rows.get(task.id);
    if (known) return known;
    const row = new TaskRow(task);
    this.rows.set(task.id, row);
    this.dirty.add(task);
    return row;
  }

  private showAround(shown: number): void {
    const { isFilled, hasMore, refusal } = this.store.listing.value;
    setAttribute(this.list, 'aria-busy', String(!isFilled));
    setText(this.count, shown === 0 ? '' : hasMore ? `newest ${MOST_TASKS}` : join(count(shown)));
    this.empty.element.hidden = shown > 0 || !isFilled;
    this.empty.show(this.kinds, refusal);
    // Where nothing can be started and nothing is seen, the empty list says it all.
    this.note.hidden = refusal === undefined || (shown === 0 && this.kinds?.length === 0);
    if (refusal === undefined) return;
    const { status = 0, code, text } = refusal;
    const what = status < 500 ? 'Only tasks that were started in this tab are shown' : 'The tasks cannot be listed now';
    setText(this.note, `${what}: ${errorLine(code, text)}`);
  }
}
