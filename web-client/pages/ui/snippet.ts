import { h, setText } from '../base/dom.js';
import { copyButton } from './copy-button.js';

/** A command, ready to copy. */
export class Snippet {
  readonly element: HTMLElement;
  private readonly code: HTMLElement;

  constructor(text: string, what = 'command') {
    this.code = h('code', { tabindex: 0 }, text);
    this.element = h(
      'div',
      { class: 'snippet' },
      this.code,
      copyButton(what, () => this.code.textContent),
    );
  }

  set(text: string): void {
    setText(this.code, text);
  }
}
