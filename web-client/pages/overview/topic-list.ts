import { h } from '../base/dom.js';
import { curlPublish } from '../base/curl.js';
import { formatRoute, topicLink } from '../base/router.js';
import { icon } from '../ui/icons.js';
import { notice } from '../ui/notice.js';
import { Snippet } from '../ui/snippet.js';
import { matchesFilter, orderTopics } from './topic-order.js';
import { setCount, TopicRow } from './topic-row.js';
import { TopicSearch } from './topic-search.js';
import type { TopicStore } from './topic-store.js';
import type { TopicStats } from './wire.js';

const COLUMNS = ['Topic', 'Last 30 s', 'Rate', 'Followers', 'Held', 'Size'];

/** The topics with their rates, a filter, and a way to any topic by its name. */
export class TopicList {
  readonly element: HTMLElement;
  private readonly store: TopicStore;
  private readonly rows = new Map<string, TopicRow>();
  private readonly list = h('ul', { class: 'topic-rows', 'data-testid': 'topic-list' });
  private readonly count = h('span', { class: 'card-detail number' });
  private readonly empty = h('div', { class: 'topic-empty', hidden: true });
  private readonly input: HTMLInputElement;
  private readonly search = new TopicSearch((topics) => {
    this.addFound(topics);
  });
  private found: TopicStats[] = [];
  private emptyFor: string | undefined;

  constructor(store: TopicStore) {
    this.store = store;
    this.input = h('input', {
      type: 'search',
      placeholder: 'Filter, or open by name',
      'aria-label': 'Filter topics; Enter opens the topic of that name',
      autocomplete: 'off',
      spellcheck: 'false',
      oninput: () => {
        this.onFilter();
      },
      onkeydown: (event) => {
        this.onKey(event as KeyboardEvent);
      },
    });
    const field = h('label', { class: 'search' }, icon('search'), this.input);
    const head = h('div', { class: 'card-head' }, h('h2', {}, 'Topics'), this.count, field);
    const columns = h('div', { class: 'topic-columns', 'aria-hidden': 'true' });
    columns.append(...COLUMNS.map((name) => h('span', {}, name)));
    this.element = h(
      'section',
      { class: 'card topics-card', 'aria-label': 'Topics' },
      head,
      columns,
      this.list,
      this.empty,
    );
  }

  private get filter(): string {
    return this.input.value.trim();
  }

  refresh(): void {
    const told = orderTopics([...this.store.records.values()].map((record) => record.stats));
    const more = this.found.filter((topic) => !this.store.records.has(topic.topic));
    const all = this.filter === '' ? told : [...told, ...more];
    for (const stats of all)
      this.row(stats.topic).update(stats, this.store.records.get(stats.topic)?.rates.toArray() ?? [0]);
    const shown = all.filter((stats) => matchesFilter(stats.topic, this.filter));
    this.forget(new Set(all.map((stats) => stats.topic)));
    this.arrange(all, new Set(shown.map((stats) => stats.topic)));
    const total = this.store.total.value;
    if (total !== undefined)
      setCount(this.count, this.filter === '' ? all.length : shown.length, Math.max(total, all.length));
    this.showEmpty(shown.length === 0 && total !== undefined);
  }

  private row(topic: string): TopicRow {
    const known = this.rows.get(topic);
    if (known !== undefined) return known;
    const row = new TopicRow(topic);
    this.rows.set(topic, row);
    return row;
  }

  private forget(kept: ReadonlySet<string>): void {
    for (const [topic, row] of this.rows) {
      if (kept.has(topic)) continue;
      row.element.remove();
      this.rows.delete(topic);
    }
  }

  /** Moves only rows that are out of place, and none while a hand is on the list. */
  private arrange(order: readonly TopicStats[], shown: ReadonlySet<string>): void {
    const held = this.list.matches(':hover, :focus-within');
    let place: Element | null = this.list.firstElementChild;
    for (const { topic } of order) {
      const row = this.row(topic);
      row.show(shown.has(topic));
      if (held && row.element.isConnected) continue;
      if (row.element === place) place = place.nextElementSibling;
      else this.list.insertBefore(row.element, held ? null : place);
    }
  }

  private showEmpty(empty: boolean): void {
    this.empty.hidden = !empty;
    if (!empty || this.emptyFor === this.filter) return;
    this.emptyFor = this.filter;
    const topic = this.filter === '' ? 'demo:hello' : this.filter;
    const command = new Snippet(curlPublish(location.origin, topic, '{"hello":"world"}')).element;
    const open = h('a', { href: topicLink(topic) }, `Open ${topic}`);
    const title = this.filter === '' ? 'No topics yet' : `No topic matches “${this.filter}”`;
    const text = 'A topic begins with its first event:';
    const more = h('div', { class: 'notice-more' }, command, this.filter === '' ? null : open);
    this.empty.replaceChildren(notice({ icon: 'info', title, text, more }));
  }

  private onFilter(): void {
    this.found = [];
    const incomplete = (this.store.total.value ?? 0) > this.store.records.size;
    if (this.filter !== '' && incomplete) this.search.ask(this.filter);
    else this.search.cancel();
    this.refresh();
  }

  private addFound(topics: TopicStats[]): void {
    this.found = topics;
    this.refresh();
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || this.filter === '') return;
    const first = this.list.querySelector<HTMLElement>('li:not([hidden])')?.dataset['topic'];
    const exact = this.rows.has(this.filter) ? this.filter : (first ?? this.filter);
    location.hash = formatRoute({ view: 'topic', topic: exact, options: {} });
  }
}
