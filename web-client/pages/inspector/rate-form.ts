import { RealtimeHubError, type Rate, type RateOptions } from '../../src/index.js';
import { h, setText } from '../base/dom.js';
import { errorWords } from '../base/words.js';
import { Field } from '../publish/field.js';
import { SubmitButton } from '../ui/submit-button.js';
import { rateText } from './log-words.js';

/** What the rate form asks of the page around it. */
export interface RateChange {
  change(rate: RateOptions): Promise<Rate>;
}

/** How much of the topic the page wants: changed while it is followed, without losing what the log shows. */
export class RateForm {
  readonly element: HTMLFormElement;
  private readonly maxRate: Field<HTMLInputElement>;
  private readonly conflate = h('input', { type: 'checkbox', name: 'conflate', 'data-testid': 'rate-conflate' });
  private readonly submit = new SubmitButton('Apply', 'rate-submit');
  private readonly status = h('span', { class: 'rate-status number', role: 'status', 'data-testid': 'rate-status' });
  private readonly target: RateChange;
  private inEffect: Rate | undefined;

  constructor({ maxRate, conflate }: RateOptions, target: RateChange) {
    this.target = target;
    const input = h('input', {
      type: 'number',
      name: 'maxRate',
      min: 0,
      step: 'any',
      value: maxRate,
      inputmode: 'decimal',
      placeholder: 'No limit',
      'data-testid': 'rate-max',
    });
    this.maxRate = new Field('Deliveries a second, at most', input);
    this.conflate.checked = conflate ?? false;
    this.element = h(
      'form',
      {
        class: 'rate-form',
        novalidate: true,
        onsubmit: (event) => {
          event.preventDefault();
          void this.apply();
        },
      },
      this.maxRate.element,
      h('label', { class: 'check' }, this.conflate, h('span', {}, 'Only the newest event per key')),
      h('div', { class: 'form-end' }, this.submit.element, this.status),
    );
  }

  /** Shows what the server does at the moment; nothing before it has said so. */
  show(rate: Rate | undefined): void {
    this.inEffect = rate;
    setText(this.status, rate === undefined ? '' : rateText(rate));
  }

  private async apply(): Promise<void> {
    if (this.submit.isWaiting) return;
    const { value, validity, valueAsNumber } = this.maxRate.input;
    const wrong = validity.badInput || (value !== '' && !(valueAsNumber > 0));
    this.maxRate.report(wrong ? 'A number above 0, or nothing for no limit.' : undefined);
    if (wrong) {
      this.maxRate.input.focus();
      return;
    }
    setText(this.status, 'Asking the server…');
    const rate = { ...(value !== '' && { maxRate: valueAsNumber }), conflate: this.conflate.checked };
    try {
      this.show(await this.submit.until(this.target.change(rate)));
    } catch (error) {
      this.fail(error);
    }
  }

  private fail(error: unknown): void {
    const { code, message } = error instanceof RealtimeHubError ? error : { code: undefined, message: String(error) };
    this.show(this.inEffect);
    this.maxRate.report(`${errorWords(code, message)}${code ? ` (${code})` : ''}`);
  }
}
