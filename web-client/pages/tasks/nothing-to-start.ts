import { h } from '../base/dom.js';
import { notice } from '../ui/notice.js';

/** Said to whoever may start nothing: what an operator can set, for whom. */
export function nothingToStart(): HTMLElement {
  const starters = h(
    'li',
    {},
    'people: ',
    code('User'),
    ' (with a token) or ',
    code('Anonymous'),
    ' in ',
    code('RealtimeHub:Tasks:Kinds:{kind}:Starters'),
  );
  const services = h('li', {}, 'services: a key with the scope ', code('tasks:{kind}'));
  return notice({
    icon: 'info',
    title: 'Nothing to start',
    text: 'You may start no kind of work here. An operator can allow it to:',
    more: h('ul', { class: 'notice-list' }, starters, services),
  });
}

function code(text: string): HTMLElement {
  return h('code', {}, text);
}
