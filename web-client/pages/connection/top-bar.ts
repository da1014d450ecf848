import type { Observable } from '../base/observable.js';
import { h, svg } from '../base/dom.js';
import { formatRoute } from '../base/router.js';
import type { ThemeStore } from '../ui/theme.js';
import { siteNav } from '../ui/site-nav.js';
import { themeSwitch } from '../ui/theme-switch.js';
import { connectionPill } from './connection-pill.js';
import type { ConnectionStatus } from './connection-status.js';

/** Name, views, connection, theme. */
export function topBar(status: Observable<ConnectionStatus>, theme: ThemeStore): HTMLElement {
  const mark = svg('path', { d: 'M2 9h4l3-6 4 12 3-6h4' });
  const logo = svg('svg', { class: 'logo', viewBox: '0 0 22 18', 'aria-hidden': 'true' }, mark);
  const home = h(
    'a',
    { class: 'brand', href: formatRoute({ view: 'overview' }), 'aria-label': 'RealtimeHub, overview' },
    logo,
    h('span', { class: 'brand-name' }, 'RealtimeHub'),
  );
  return h(
    'header',
    { class: 'top-bar' },
    h('div', { class: 'top-bar-begin' }, home, siteNav()),
    h('div', { class: 'top-bar-end' }, connectionPill(status), themeSwitch(theme)),
  );
}
