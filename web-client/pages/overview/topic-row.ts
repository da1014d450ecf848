import { h, setAttribute, setText } from '../base/dom.js';
import { bytes, count, eventRate, join } from '../base/format.js';
import { topicLink } from '../base/router.js';
import { Sparkline } from '../charts/sparkline.js';
import { Figure } from '../ui/figure.js';
import { RATE_HISTORY } from './topic-store.js';
import type { TopicStats } from './wire.js';

/** One topic of the list: a link to its inspector. */
export class TopicRow {
  readonly element: HTMLElement;
  private readonly link: HTMLAnchorElement;
  private readonly rate = new Figure('number topic-rate');
  private readonly spark = new Sparkline();
  private readonly subscribers = new Figure('number topic-subscribers');
  private readonly events = new Figure('number topic-events');
  private readonly bytes = new Figure('number topic-bytes');

  constructor(topic: string) {
    const colon = topic.indexOf(':') + 1;
    const name = h(
      'span',
      { class: 'topic-name', title: topic },
      h('span', { class: 'topic-namespace' }, topic.slice(0, colon)),
      topic.slice(colon),
    );
    this.link = h('a', { class: 'topic-link', href: topicLink(topic) }, name);
    this.link.append(
      this.spark.element,
      this.rate.element,
      this.subscribers.element,
      this.events.element,
      this.bytes.element,
    );
    this.element = h('li', { class: 'topic-row', 'data-testid': 'topic-row', 'data-topic': topic }, this.link);
  }

  update(stats: TopicStats, rates: readonly number[]): void {
    const silent = rates.every((rate) => rate === 0);
    this.element.classList.toggle('is-silent', silent);
    this.rate.set(silent ? { figure: 'silent', unit: '' } : eventRate(stats.eventsPerSecond));
    this.spark.draw(rates, RATE_HISTORY);
    this.subscribers.set(count(stats.subscribers));
    this.events.set(count(stats.events));
    this.bytes.set(bytes(stats.bytes));
    setAttribute(this.link, 'aria-label', describe(stats, silent));
  }

  /** Shows a row that the filter keeps. */
  show(visible: boolean): void {
    if (this.element.hidden === visible) this.element.hidden = !visible;
  }
}

/** Writes only when the text differs; used by the list's own heading too. */
export function setCount(element: HTMLElement, shown: number, total: number): void {
  const text = shown === total ? join(count(total)) : `${join(count(shown))} of ${join(count(total))}`;
  setText(element, text);
}

function describe(stats: TopicStats, silent: boolean): string {
  const rate = silent ? 'silent' : join(eventRate(stats.eventsPerSecond));
  return `${stats.topic}, ${rate}, ${stats.subscribers} subscribers, ${stats.events} events held`;
}
