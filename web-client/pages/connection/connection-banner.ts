import { h, setText } from '../base/dom.js';
import type { Observable } from '../base/observable.js';
import { clockTime } from '../base/time.js';
import { icon } from '../ui/icons.js';
import { Snippet } from '../ui/snippet.js';
import type { ConnectionStatus } from './connection-status.js';

const START_COMMAND = 'npm start';

/** Below the top bar while there is no connection: why, since when the values stand still, and what to do. */
export function connectionBanner(status: Observable<ConnectionStatus>): HTMLElement {
  const title = h('p', { class: 'banner-title' });
  const text = h('p', { class: 'banner-text' });
  const start = new Snippet(START_COMMAND);
  const reload = h(
    'button',
    {
      type: 'button',
      class: 'button',
      onclick: () => {
        location.reload();
      },
    },
    'Reload the page',
  );
  const actions = h('div', { class: 'banner-actions' }, start.element, reload);
  const body = h('div', { class: 'banner-body', role: 'status' }, title, text);
  const banner = h('div', { class: 'banner', hidden: true }, icon('warn'), body, actions);
  let liveUntil: number | undefined;
  status.watch((value) => {
    document.documentElement.dataset['connection'] = value.kind;
    if (value.kind === 'live') liveUntil = undefined;
    else liveUntil ??= Date.now();
    // A try under way has no reason of its own: the last one stays, so that the banner does not blink.
    const shown =
      value.kind === 'disconnected' || (value.kind === 'reconnecting' && banner.dataset['kind'] !== undefined);
    banner.hidden = !(shown || value.reason !== undefined);
    if (banner.hidden) {
      delete banner.dataset['kind'];
      return;
    }
    banner.dataset['kind'] = value.kind;
    start.element.hidden = value.kind === 'disconnected';
    reload.hidden = value.kind !== 'disconnected';
    if (value.reason !== undefined || value.kind === 'disconnected')
      setText(title, value.reason ?? 'This page was disconnected.');
    setText(text, advice(value, liveUntil));
  });
  return banner;
}

function advice(status: ConnectionStatus, since: number | undefined): string {
  const stale = since === undefined ? '' : `What you see is from ${clockTime(since)}. `;
  return status.kind === 'disconnected'
    ? `${stale}This page will not come back by itself: reload it when the reason is gone.`
    : `${stale}This page comes back by itself and then shows what it missed. If the server does not run, start it:`;
}
