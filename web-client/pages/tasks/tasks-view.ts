import type { Answer } from '../base/api.js';
import { h } from '../base/dom.js';
import { repeatWhileVisible } from '../base/repeat.js';
import { clockOf, type ServerClock } from '../base/server-clock.js';
import type { PageContext } from '../page-context.js';
import { notice } from '../ui/notice.js';
import { nothingToStart } from './nothing-to-start.js';
import { listKinds } from './task-api.js';
import { TaskForm } from './task-form.js';
import { TaskList } from './task-list.js';
import { TaskStore } from './task-store.js';
import { errorLine } from './task-words.js';

/** How long it may take until a task is shown that somebody else has started. */
const LOOK_EVERY_MS = 5000;

/** Background work: what may be started, how far it is, what came of it. Lives as long as the page. */
export class TasksView {
  readonly element: HTMLElement;
  readonly title = 'Tasks';
  /** The times of tasks are the server's. */
  private readonly clock: ServerClock;
  private readonly store: TaskStore;
  private readonly list: TaskList;
  private readonly form: TaskForm;
  private readonly noKinds = h('div', { class: 'no-kinds', hidden: true });
  private areKindsKnown = false;
  private undo: (() => void)[] = [];

  constructor(private readonly page: PageContext) {
    this.clock = clockOf(page.client);
    this.store = new TaskStore(page.client, (task, before) => {
      this.list.changed(task, before);
      this.page.loop.wake();
    });
    this.list = new TaskList(this.store, () => {
      this.load();
    });
    this.form = new TaskForm((report) => {
      this.store.started(report);
    });
    this.form.element.hidden = true;
    const start = h('section', { class: 'card start-card', 'aria-label': 'Start a task' });
    start.append(h('div', { class: 'card-head' }, h('h2', {}, 'Start a task')), this.form.element, this.noKinds);
    const head = h('div', { class: 'section-head' }, h('h1', {}, 'Background work'));
    this.element = h(
      'div',
      { class: 'tasks', 'data-testid': 'tasks' },
      head,
      h('div', { class: 'tasks-grid' }, start, this.list.element),
    );
  }

  show(): void {
    const { client, loop } = this.page;
    this.undo = [
      loop.add(() => this.list.draw(this.clock.now())),
      this.store.listing.watch(() => {
        this.list.listed();
        loop.wake();
      }),
      // What happened during a break is asked for, too: tasks that others have started, and those that the server forgot.
      client.on('state', ({ state }) => {
        if (state.kind === 'connected') this.load();
      }),
    ];
    this.undo.push(repeatWhileVisible(() => this.look(), LOOK_EVERY_MS));
    this.store.open();
    this.load();
  }

  hide(): void {
    this.store.close();
    for (const undo of this.undo) undo();
  }

  /** Without a connection there is nobody to ask. */
  private async look(): Promise<void> {
    if (this.page.client.state.kind !== 'connected') return;
    await Promise.all([this.store.look(), this.areKindsKnown || this.loadKinds()]);
  }

  private load(): void {
    void this.store.refresh();
    void this.loadKinds();
  }

  private async loadKinds(): Promise<void> {
    const answer = await listKinds();
    // What is known stays: without an answer it is as likely as before.
    if (!answer.ok && this.areKindsKnown) return;
    this.areKindsKnown = answer.ok;
    const kinds = answer.ok ? answer.body.kinds : [];
    this.form.element.hidden = kinds.length === 0;
    this.noKinds.hidden = kinds.length > 0;
    this.list.offer(answer.ok ? kinds : undefined);
    this.page.loop.wake();
    if (kinds.length > 0) this.form.offer(kinds);
    else this.noKinds.replaceChildren(whyNone(answer));
  }
}

function whyNone(answer: Answer<unknown>): HTMLElement {
  if (answer.ok) return nothingToStart();
  const { code, text } = answer.refusal;
  return notice({ icon: 'info', title: 'What may be started cannot be read', text: errorLine(code, text) });
}
