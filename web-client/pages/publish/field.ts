import { h, setAttribute, setText } from '../base/dom.js';

let lastId = 0;

/** A labelled input that says below itself what is wrong with it. */
export class Field<T extends HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement> {
  readonly element: HTMLElement;
  readonly input: T;
  private readonly problem: HTMLElement;

  constructor(label: string, input: T, hint?: string) {
    lastId += 1;
    const id = `field-${lastId}`;
    this.input = input;
    input.id = id;
    this.problem = h('p', { class: 'field-problem', id: `${id}-problem`, hidden: true });
    const name = h('label', { class: 'field-label', for: id }, label);
    if (hint !== undefined) name.append(h('span', { class: 'field-hint' }, hint));
    this.element = h('div', { class: 'field' }, name, input, this.problem);
  }

  /** Shows a problem, or that there is none. */
  report(problem: string | undefined): void {
    this.problem.hidden = problem === undefined;
    setText(this.problem, problem ?? '');
    setAttribute(this.input, 'aria-invalid', problem === undefined ? undefined : 'true');
    setAttribute(this.input, 'aria-describedby', problem === undefined ? undefined : this.problem.id);
  }
}
