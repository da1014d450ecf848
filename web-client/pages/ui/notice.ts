import { h } from '../base/dom.js';
import { icon, type IconName } from './icons.js';

/** Said where content would be: why there is none, and what fills it. */
export interface Notice {
  icon: IconName;
  title: string;
  text: string;
  tone?: 'quiet' | 'error';
  more?: Node;
}

/** The designed look of empty and failed parts of the page. */
export function notice({ icon: name, title, text, tone = 'quiet', more }: Notice): HTMLElement {
  return h(
    'div',
    { class: `notice is-${tone}`, role: tone === 'error' ? 'alert' : undefined },
    icon(name),
    h(
      'div',
      { class: 'notice-body' },
      h('p', { class: 'notice-title' }, title),
      h('p', { class: 'notice-text' }, text),
      more,
    ),
  );
}
