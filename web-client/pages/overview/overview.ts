import type { RealtimeHubClient } from '../../src/index.js';
import { h } from '../base/dom.js';
import { FrameLoop } from '../charts/frame-loop.js';
import { PaletteReader } from '../charts/palette.js';
import { ServerClock } from '../charts/server-clock.js';
import { PublishForm } from '../publish/publish-form.js';
import type { ThemeStore } from '../ui/theme.js';
import { cpu, disk, memory, network } from './host-metrics.js';
import { MetricCard, sharedSpan } from './metric-card.js';
import type { CardContext } from './metric.js';
import { StatTiles } from './stat-tiles.js';
import { TopicList } from './topic-list.js';
import type { TopicStore } from './topic-store.js';
import type { ServerStats, ServerTopics } from './wire.js';

/** Is it alive, what is flowing, how fast. Lives as long as the page, so that the charts are there when one comes back. */
export class Overview {
  readonly element: HTMLElement;
  readonly title = 'Overview';
  private readonly clock = new ServerClock();
  private readonly loop = new FrameLoop();
  private readonly tiles = new StatTiles();
  private readonly topics: TopicList;
  private readonly cards: {
    refresh(): void;
    repaint(): void;
    draw(span: { min: number; max: number }): number;
    firstTime: number | undefined;
  }[];
  private readonly store: TopicStore;
  private readonly dirty = new Set<{ refresh(): void }>();
  private stopDrawing: (() => void) | undefined;

  constructor(client: RealtimeHubClient, store: TopicStore, theme: ThemeStore) {
    this.store = store;
    this.topics = new TopicList(store);
    const context = this.context(theme);
    const cards = [new MetricCard(cpu, context), new MetricCard(memory, context)] as const;
    const rates = [new MetricCard(network, context), new MetricCard(disk, context)] as const;
    this.cards = [...cards, ...rates];
    for (const card of [...cards, ...rates]) card.follow(client);
    this.followServer(client);
    theme.shown.watch(() => {
      this.repaint();
    });
    this.element = this.layout([...cards, ...rates].map((card) => card.element));
  }

  show(): void {
    this.stopDrawing = this.loop.add(() => this.draw());
  }

  hide(): void {
    this.stopDrawing?.();
  }

  private layout(cards: HTMLElement[]): HTMLElement {
    const publish = new PublishForm({ topic: 'demo:hello' });
    const aside = h('section', { class: 'card', 'aria-label': 'Publish an event' });
    aside.append(h('div', { class: 'card-head' }, h('h2', {}, 'Publish an event')), publish.element);
    const host = h('section', { class: 'host-grid', 'aria-label': 'This host' }, ...cards);
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

  private context(theme: ThemeStore): CardContext {
    const palette = new PaletteReader(theme.shown);
    const motion = matchMedia('(prefers-reduced-motion: reduce)');
    return {
      clock: this.clock,
      palette: () => palette.current,
      reducedMotion: () => motion.matches,
      changed: (card) => {
        this.changed(card);
      },
    };
  }

  private followServer(client: RealtimeHubClient): void {
    const stats = (data: ServerStats): void => {
      this.tiles.add(data);
      this.changed(this.tiles);
    };
    const topics = (data: ServerTopics): void => {
      this.store.add(data);
      this.changed(this.topics);
    };
    client.subscribe<ServerStats>(
      '$server:stats',
      {
        onEvent: (event) => {
          stats(event.data);
        },
      },
      { tail: 60 },
    );
    client.subscribe<ServerTopics>(
      '$server:topics',
      {
        onEvent: (event) => {
          topics(event.data);
        },
      },
      { tail: 30 },
    );
  }

  private changed(part: { refresh(): void }): void {
    this.dirty.add(part);
    this.loop.wake();
  }

  private draw(): number {
    for (const part of this.dirty) part.refresh();
    this.dirty.clear();
    const span = sharedSpan(this.cards, this.clock);
    return Math.min(...this.cards.map((card) => card.draw(span)));
  }

  private repaint(): void {
    for (const card of this.cards) card.repaint();
    this.loop.wake();
  }
}
