import { h } from '../base/dom.js';
import { formatRoute, type LogOptions } from '../base/router.js';

/** The first picture when the address does not say another. */
export const DEFAULT_TAIL = 50;

/** Where the log begins. The choice becomes part of the address, with the rate of now; the log then begins anew. */
export function subscribeOptions(topic: string, current: () => LogOptions): HTMLElement {
  const tail = numberInput('tail', current().tail ?? DEFAULT_TAIL, 0, 500);
  const apply = (event: Event): void => {
    event.preventDefault();
    const { maxRate, conflate } = current();
    const chosen: LogOptions = { ...(maxRate && { maxRate }), ...(conflate && { conflate }) };
    if (tail.value !== '' && tail.valueAsNumber !== DEFAULT_TAIL) chosen.tail = tail.valueAsNumber;
    location.hash = formatRoute({ view: 'topic', topic, options: chosen });
  };
  return h(
    'form',
    { class: 'options-form', onsubmit: apply },
    field('Begin with the newest', tail),
    h('button', { type: 'submit', class: 'button' }, 'Follow anew'),
  );
}

function numberInput(name: string, value: number | undefined, min: number, max: number): HTMLInputElement {
  return h('input', { type: 'number', name, min, max, step: 1, value, inputmode: 'numeric' });
}

function field(label: string, input: HTMLElement): HTMLElement {
  return h('label', { class: 'field' }, h('span', { class: 'field-label' }, label), input);
}
