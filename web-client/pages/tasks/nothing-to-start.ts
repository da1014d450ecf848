import { h } from '../base/dom.js';
import { notice } from '../ui/notice.js';

/** Said to whoever may start nothing: what an operator can set, and what of it counts for this page. */
export function nothingToStart(): HTMLElement {
  const here = h(
    'li',
    {},
    'on this page, which sends no token: ',
    code('Anonymous'),
    ' in ',
    code('RealtimeHub:Tasks:Kinds:{kind}:Starters'),
    ' or, where an application signs you in with a cookie, ',
    code('User'),
  );
  const elsewhere = h(
    'li',
    {},
    'elsewhere: ',
    code('User'),
    ' for clients with a token; a key with the scope ',
    code('tasks:{kind}'),
    ' for services',
  );
  return notice({
    icon: 'info',
    title: 'Nothing to start',
    text: 'You may start no kind of work here. An operator can allow it:',
    more: h('ul', { class: 'notice-list' }, here, elsewhere),
  });
}

function code(text: string): HTMLElement {
  return h('code', {}, text);
}
