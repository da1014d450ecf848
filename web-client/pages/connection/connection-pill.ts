import { h, setText } from '../base/dom.js';
import type { Observable } from '../base/observable.js';
import type { ConnectionStatus } from './connection-status.js';

/** The state of the connection in the top bar: a dot, a word, and latency or countdown. */
export function connectionPill(status: Observable<ConnectionStatus>): HTMLElement {
  const label = h('span', { role: 'status' });
  const detail = h('span', { class: 'number pill-detail' });
  const dot = h('span', { class: 'pill-dot', 'aria-hidden': 'true' });
  const pill = h('div', { class: 'pill', 'data-testid': 'connection-pill' }, dot, label, detail);
  status.watch((value) => {
    pill.dataset['state'] = value.kind;
    pill.title = value.reason ?? (value.kind === 'live' ? 'Round trip to the server' : '');
    setText(label, value.label);
    setText(detail, value.detail);
  });
  return pill;
}
