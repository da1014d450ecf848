import { h } from '../base/dom.js';
import { PaletteReader } from '../charts/palette.js';
import { ServerClock } from '../base/server-clock.js';
import type { PageContext } from '../page-context.js';
import { PublishForm } from '../publish/publish-form.js';
import { cpu, disk, memory, network } from './host-metrics.js';
import { MetricCard, sharedSpan } from './metric-card.js';
import type { CardContext, DrawnCard } from './metric.js';
import { StatTiles, TILE_HISTORY } from './stat-tiles.js';
import { TopicList } from './topic-list.js';
import { RATE_HISTORY } from './topic-store.js';
import type { ServerStats, ServerTopics } from './wire.js';

/** Is it alive, what is flowing, how fast. Lives as long as the page, so that the charts are there when one comes back. */
export class Overview {
  readonly element: HTMLElement;
  readonly title = 'Overview';
  private readonly clock = new ServerClock();
  private readonly page: PageContext;
  private readonly tiles = new StatTiles();
  private readonly topics: TopicList;
  private readonly cards: DrawnCard[];
  private readonly dirty = new Set<{ refresh(): void }>();
  private stopDrawing: (() => void) | undefined;

  constructor(page: PageContext) {
    this.page = page;
    this.topics = new TopicList(page.topics);
    this.cards = this.hostCards();
    this.followServer();
    page.theme.shown.watch(() => {
      for (const card of this.cards) card.repaint();
      page.loop.wake();
    });
    this.element = this.layout();
  }

  show(): void {
    this.stopDrawing = this.page.loop.add(() => this.draw());
  }

  hide(): void {
    this.stopDrawing?.();
  }

  private layout(): HTMLElement {
    const publish = new PublishForm({ topic: 'demo:hello' });
    const aside = h('section', { class: 'card', 'aria-label': 'Publish an event' });
    aside.append(h('div', { class: 'card-head' }, h('h2', {}, 'Publish an event')), publish.element);
    const host = h('section', { class: 'host-grid', 'aria-label': 'This host' });
    host.append(...this.cards.map((card) => card.element));
    const server = h('div', { class: 'section-head' }, h('h1', {}, 'Server'), this.tiles.uptime);
    return h(
      'div',
      { class: 'overview' },
      server,
      this.tiles.element,
      host,
      h('div', { class: 'topics-grid' }, this.topics.element, aside),
    );
  }

  private hostCards(): DrawnCard[] {
    const palette = new PaletteReader(this.page.theme.shown);
    const motion = matchMedia('(prefers-reduced-motion: reduce)');
    const context: CardContext = {
      clock: this.clock,
      palette: () => palette.current,
      reducedMotion: () => motion.matches,
      changed: (card) => {
        this.changed(card);
      },
    };
    const { client } = this.page;
    return [
      new MetricCard(cpu, context).follow(client),
      new MetricCard(memory, context).follow(client),
      new MetricCard(network, context).follow(client),
      new MetricCard(disk, context).follow(client),
    ];
  }

  private followServer(): void {
    const { client, topics } = this.page;
    const onStats = ({ data }: { data: ServerStats }): void => {
      this.tiles.add(data);
      this.changed(this.tiles);
    };
    const onTopics = ({ data }: { data: ServerTopics }): void => {
      topics.add(data);
      this.changed(this.topics);
    };
    // Each event is a whole picture: the next one makes up for those that were missed.
    const onMissed = 'ignore';
    client.subscribe<ServerStats>('$server:stats', { onEvent: onStats, onMissed }, { tail: TILE_HISTORY });
    client.subscribe<ServerTopics>('$server:topics', { onEvent: onTopics, onMissed }, { tail: RATE_HISTORY });
  }

  private changed(part: { refresh(): void }): void {
    this.dirty.add(part);
    this.page.loop.wake();
  }

  private draw(): number {
    for (const part of this.dirty) part.refresh();
    this.dirty.clear();
    const span = sharedSpan(this.cards, this.clock);
    return Math.min(...this.cards.map((card) => card.draw(span)));
  }
}
