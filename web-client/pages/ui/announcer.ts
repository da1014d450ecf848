import { h } from '../base/dom.js';

/** Of a burst only the end is said: nobody listens to a hundred lines. */
const MOST_LINES = 10;

/** Says news aloud to those who do not see the page. */
export class Announcer {
  /** In a log each line that is added is read, also one that was there before; lines that are rewritten would not be. */
  readonly element: HTMLElement;

  /** @param about What the news are of, as a name for the log. */
  constructor(about: string) {
    this.element = h('div', { class: 'visually-hidden', role: 'log', 'aria-label': about });
  }

  say(line: string): void {
    this.element.append(h('p', {}, line));
    while (this.element.childElementCount > MOST_LINES) this.element.firstElementChild?.remove();
  }
}
