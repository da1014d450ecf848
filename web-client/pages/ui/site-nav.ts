import { h, setAttribute } from '../base/dom.js';
import { formatRoute, parseRoute } from '../base/router.js';

const VIEWS = [
  { view: 'overview', name: 'Overview' },
  { view: 'tasks', name: 'Tasks' },
] as const;

/** The views that have no name of their own in the address. The one that is shown is marked. */
export function siteNav(): HTMLElement {
  const links = VIEWS.map(({ view, name }) => ({
    view,
    link: h('a', { class: 'nav-link', href: formatRoute({ view }), 'data-view': view }, name),
  }));
  const mark = (): void => {
    const shown = parseRoute(location.hash).view;
    for (const { view, link } of links) setAttribute(link, 'aria-current', view === shown ? 'page' : undefined);
  };
  addEventListener('hashchange', mark);
  mark();
  return h('nav', { class: 'site-nav', 'aria-label': 'Views' }, ...links.map(({ link }) => link));
}
