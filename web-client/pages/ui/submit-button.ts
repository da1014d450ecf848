import { h, setAttribute } from '../base/dom.js';

/**
 * The button that sends a form. While it waits for the answer it only says that it is disabled: from a button that is, a
 * browser takes the focus, and whoever pressed it by keyboard would have to begin at the top of the page.
 */
export class SubmitButton {
  readonly element: HTMLButtonElement;
  private waits = false;

  constructor(word: string, testId: string, look = 'button') {
    this.element = h('button', { type: 'submit', class: look, 'data-testid': testId }, word);
  }

  /** Whether the form is being sent. It is for the form not to send it twice: a submit comes from the keyboard, too. */
  get isWaiting(): boolean {
    return this.waits;
  }

  /** Waits for an answer. */
  async until<T>(answer: Promise<T>): Promise<T> {
    this.wait(true);
    try {
      return await answer;
    } finally {
      this.wait(false);
    }
  }

  private wait(waits: boolean): void {
    this.waits = waits;
    setAttribute(this.element, 'aria-disabled', waits ? 'true' : undefined);
  }
}
