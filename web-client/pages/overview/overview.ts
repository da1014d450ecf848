import type { RealtimeHubClient } from '../../src';
import { h } from '../base/dom';
import { FrameLoop } from '../charts/frame-loop';
import { PaletteReader } from '../charts/palette';
import { ServerClock } from '../charts/server-clock';
import { PublishForm } from '../publish/publish-form';
import type { ThemeStore } from '../ui/theme';
import { cpu, disk, memory, network } from './host-metrics';
import { MetricCard, sharedSpan } from './metric-card';
import type { CardContext } from './metric';
import { StatTiles } from './stat-tiles';
import { TopicList } from './topic-list';
import type { TopicStore } from './topic-store';
import type { ServerStats, ServerTopics } from './wire';

/** Is it alive, what is flowing, how fast. Lives as long as the page, so that the charts are there when one comes back. */
export class Overview {
  readonly element: HTMLElement;
  readonly title = 'Overview';
  readonly #clock = new ServerClock();
  readonly #loop = new FrameLoop();
  readonly #tiles = new StatTiles();
  readonly #topics: TopicList;
  readonly #cards: { refresh(): void; repaint(): void; draw(span: { min: number; max: number }): number; firstTime: number | undefined }[];
  readonly #store: TopicStore;
  readonly #dirty = new Set<{ refresh(): void }>();
  #stopDrawing: (() => void) | undefined;

  constructor(client: RealtimeHubClient, store: TopicStore, theme: ThemeStore) {
    this.#store = store;
    this.#topics = new TopicList(store);
    const context = this.#context(theme);
    const cards = [new MetricCard(cpu, context), new MetricCard(memory, context)] as const;
    const rates = [new MetricCard(network, context), new MetricCard(disk, context)] as const;
    this.#cards = [...cards, ...rates];
    for (const card of [...cards, ...rates]) card.follow(client);
    this.#followServer(client);
    theme.shown.watch(() => this.#repaint());
    this.element = this.#layout([...cards, ...rates].map((card) => card.element));
  }

  show(): void {
    this.#stopDrawing = this.#loop.add(() => this.#draw());
  }

  hide(): void {
    this.#stopDrawing?.();
  }

  #layout(cards: HTMLElement[]): HTMLElement {
    const publish = new PublishForm({ topic: 'demo:hello' });
    const aside = h('section', { class: 'card', 'aria-label': 'Publish an event' });
    aside.append(h('div', { class: 'card-head' }, h('h2', {}, 'Publish an event')), publish.element);
    const host = h('section', { class: 'host-grid', 'aria-label': 'This host' }, ...cards);
    const server = h('div', { class: 'section-head' }, h('h1', {}, 'Server'), this.#tiles.uptime);
    return h('div', { class: 'overview' }, server, this.#tiles.element, host, h('div', { class: 'topics-grid' }, this.#topics.element, aside));
  }

  #context(theme: ThemeStore): CardContext {
    const palette = new PaletteReader(theme.shown);
    const motion = matchMedia('(prefers-reduced-motion: reduce)');
    return {
      clock: this.#clock,
      palette: () => palette.current,
      reducedMotion: () => motion.matches,
      changed: (card) => this.#changed(card),
    };
  }

  #followServer(client: RealtimeHubClient): void {
    const stats = (data: ServerStats): void => {
      this.#tiles.add(data);
      this.#changed(this.#tiles);
    };
    const topics = (data: ServerTopics): void => {
      this.#store.add(data);
      this.#changed(this.#topics);
    };
    client.subscribe<ServerStats>('$server:stats', { onEvent: (event) => stats(event.data) }, { tail: 60 });
    client.subscribe<ServerTopics>('$server:topics', { onEvent: (event) => topics(event.data) }, { tail: 30 });
  }

  #changed(part: { refresh(): void }): void {
    this.#dirty.add(part);
    this.#loop.wake();
  }

  #draw(): number {
    for (const part of this.#dirty) part.refresh();
    this.#dirty.clear();
    const span = sharedSpan(this.#cards, this.#clock);
    return Math.min(...this.#cards.map((card) => card.draw(span)));
  }

  #repaint(): void {
    for (const card of this.#cards ?? []) card.repaint();
    this.#loop.wake();
  }
}
