import { h, setAttribute, setText } from '../base/dom.js';
import { percentWords } from './task-words.js';

/** How far a task is: a bar with its figure, and what its handler says. */
export class TaskProgress {
  readonly element: HTMLElement;
  private readonly fill = h('span', { class: 'progress-fill' });
  private readonly bar: HTMLElement;
  private readonly figure = h('span', { class: 'progress-figure number' });
  private readonly message = h('span', { class: 'progress-message number' });

  constructor(kind: string) {
    this.bar = h(
      'div',
      {
        class: 'progress',
        role: 'progressbar',
        'aria-valuemin': 0,
        'aria-valuemax': 100,
        'data-testid': 'task-progress',
      },
      this.fill,
    );
    this.bar.setAttribute('aria-label', `Progress of ${kind}`);
    this.element = h('div', { class: 'task-progress' }, this.bar, this.figure, this.message);
  }

  /** A percentage that is not known is a bar that moves without end, and one without a value. */
  show(percent: number | undefined, message: string | undefined): void {
    this.bar.classList.toggle('is-unknown', percent === undefined);
    // By the object model: the content-security policy allows no style attributes in markup.
    this.fill.style.transform = percent === undefined ? '' : `scaleX(${percent / 100})`;
    setAttribute(this.bar, 'aria-valuenow', percent === undefined ? undefined : String(Math.floor(percent)));
    const words = [percentWords(percent), message].filter((text) => text !== undefined && text !== '');
    setAttribute(this.bar, 'aria-valuetext', words.length > 0 ? words.join(', ') : 'Under way');
    setText(this.figure, percentWords(percent));
    setText(this.message, message ?? '');
  }
}
