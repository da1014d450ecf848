import { h, setText } from '../base/dom.js';
import { topicLink } from '../base/router.js';
import { exactTime } from '../base/time.js';
import { copyButton } from '../ui/copy-button.js';
import { icon } from '../ui/icons.js';
import type { LiveTask } from './live-task.js';
import { TaskProgress } from './task-progress.js';
import { TaskResult } from './task-result.js';
import { attemptWords, BADGES, timeWords, type ShownState } from './task-words.js';

/** One task: how far it is, what next, what came of it. */
export class TaskRow {
  readonly element: HTMLElement;
  private readonly task: LiveTask;
  private readonly badge = h('span', { class: 'badge', 'data-testid': 'task-state' });
  private readonly time = h('span', { class: 'task-time number' });
  private readonly attempt = h('span', { class: 'task-attempt number' });
  private readonly progress: TaskProgress;
  private readonly error = h('p', { class: 'task-error', 'data-testid': 'task-error', hidden: true });
  private readonly problem = h('p', { class: 'task-error', 'data-testid': 'task-problem', hidden: true });
  private readonly result = new TaskResult();
  private readonly cancel: HTMLButtonElement;
  private shown: ShownState | undefined;

  constructor(task: LiveTask) {
    this.task = task;
    const { kind, id } = task.report;
    this.progress = new TaskProgress(kind);
    this.cancel = h(
      'button',
      {
        type: 'button',
        class: 'button',
        'aria-label': `Cancel ${kind}`,
        'data-testid': 'task-cancel',
        onclick: () => void task.cancel(),
      },
      'Cancel',
    );
    const head = h(
      'div',
      { class: 'task-head' },
      this.badge,
      h('h3', { class: 'task-kind' }, kind),
      this.attempt,
      this.time,
      h(
        'span',
        { class: 'task-id' },
        idLink(id),
        copyButton('id of the task', () => id),
      ),
      this.cancel,
    );
    this.element = h(
      'li',
      { class: 'task-row', 'data-testid': 'task-row', 'data-task': id },
      head,
      this.progress.element,
      this.error,
      this.problem,
      this.result.element,
    );
  }

  draw(now: number): void {
    const { report, shown, problem, mayCancel } = this.task;
    this.showState(shown);
    const isRunning = shown === 'running' || shown === 'cancelling';
    this.progress.element.hidden = !isRunning;
    if (isRunning) this.progress.show(report.percent, report.message);
    setText(this.attempt, attemptWords(report));
    this.tick(now);
    this.showError(report.state === 'succeeded' ? undefined : report.error);
    this.problem.hidden = problem === undefined;
    if (problem !== undefined) this.problem.replaceChildren(icon('info'), h('span', {}, problem));
    this.result.show(report);
    this.showCancel(mayCancel);
  }

  /** Brings "for 4 s" up to date. */
  tick(now: number): void {
    const { report, shown } = this.task;
    setText(this.time, shown === 'lost' ? '' : timeWords(report, now));
  }

  private showState(shown: ShownState): void {
    if (this.shown === shown) return;
    this.shown = shown;
    this.element.dataset['state'] = shown;
    this.badge.dataset['state'] = shown;
    this.badge.replaceChildren(icon(BADGES[shown].icon), BADGES[shown].word);
    const { created, started, ended } = this.task.report;
    const moments = { accepted: created, started, ended };
    this.time.title = Object.entries(moments)
      .flatMap(([what, at]) => (at === undefined ? [] : [`${what} ${exactTime(Date.parse(at))}`]))
      .join('\n');
  }

  private showError(fault: { code: string; message: string } | undefined): void {
    this.error.hidden = fault === undefined;
    if (fault === undefined) return;
    const words = h('span', {}, fault.message, ' ', h('span', { class: 'chip' }, fault.code));
    this.error.replaceChildren(icon('warn'), words);
  }

  /** A button that goes away must not take the place of whoever stands on it. */
  private showCancel(mayCancel: boolean): void {
    if (this.cancel.hidden === !mayCancel) return;
    const hadFocus = document.activeElement === this.cancel;
    this.cancel.hidden = !mayCancel;
    if (!mayCancel && hadFocus) this.element.querySelector<HTMLElement>('.task-id a')?.focus();
  }
}

/** The task's own topic; the end of an id tells tasks apart, its beginning is the time. */
function idLink(id: string): HTMLElement {
  const link = h('a', { href: topicLink(`task:${id}`), title: `Topic task:${id}` }, `…${id.slice(-6)}`);
  link.setAttribute('aria-label', `Topic of the task ${id}`);
  return link;
}
