import { h, setText } from '../base/dom.js';
import { UNKNOWN, type Quantity } from '../base/format.js';

/** A number that changes in place, with its unit small and grey beside it. */
export class Figure {
  readonly element: HTMLElement;
  private readonly figure = h('span', {}, UNKNOWN.figure);
  private readonly unit = h('span', { class: 'unit' });

  constructor(className = 'number') {
    this.element = h('span', { class: className }, this.figure, this.unit);
  }

  set({ figure, unit }: Quantity): void {
    setText(this.figure, figure);
    setText(this.unit, unit);
  }
}
