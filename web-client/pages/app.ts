import { RealtimeHubClient } from '../src/index.js';
import { h } from './base/dom.js';
import { parseRoute, type Route } from './base/router.js';
import { serverUrl } from './base/server-url.js';
import { FrameLoop } from './charts/frame-loop.js';
import { watchConnection } from './connection/connection.js';
import { connectionBanner } from './connection/connection-banner.js';
import { topBar } from './connection/top-bar.js';
import { Inspector } from './inspector/inspector.js';
import { Overview } from './overview/overview.js';
import { TopicStore } from './overview/topic-store.js';
import { TasksView } from './tasks/tasks-view.js';
import { ThemeStore } from './ui/theme.js';

/** What stands below the top bar. */
interface View {
  readonly element: HTMLElement;
  readonly title: string;
  show(): void;
  hide(): void;
}

/** Puts the page together and follows the address. */
export function startApp(root: HTMLElement): void {
  const client = new RealtimeHubClient({ url: serverUrl('hub') });
  const theme = new ThemeStore();
  const page = { client, theme, topics: new TopicStore(), loop: new FrameLoop() };
  const status = watchConnection(client);
  const overview = new Overview(page);
  const main = h('main', { tabindex: -1 });
  root.append(topBar(status, theme), connectionBanner(status), main);

  const tasks = new TasksView(page);
  const viewOf = (route: Route): View => {
    switch (route.view) {
      case 'overview':
        return overview;
      case 'tasks':
        return tasks;
      case 'topic':
        return new Inspector(route.topic, route.options, page);
    }
  };

  let current: View | undefined;
  const navigate = (): void => {
    current?.hide();
    const isFirst = current === undefined;
    current = viewOf(parseRoute(location.hash));
    main.replaceChildren(current.element);
    document.title = `${current.title} · RealtimeHub`;
    current.show();
    if (isFirst) return;
    scrollTo(0, 0);
    main.focus({ preventScroll: true });
  };
  addEventListener('hashchange', navigate);
  navigate();
  void client.connect();
}
