import { h, setText } from '../base/dom.js';
import { byteRate, bytes, count, duration, eventRate, percent, type Quantity } from '../base/format.js';
import { Ring } from '../base/ring.js';
import { Sparkline } from '../charts/sparkline.js';
import { Figure } from '../ui/figure.js';
import type { ServerStats } from './wire.js';

/** Seconds that a tile looks back. */
export const TILE_HISTORY = 60;

interface Tile {
  label: string;
  title: string;
  value: (stats: ServerStats) => number;
  format: (value: number) => Quantity;
}

const TILES: Tile[] = [
  {
    label: 'Events in',
    title: 'Events published to this server',
    value: (s) => s.eventsInPerSecond,
    format: eventRate,
  },
  {
    label: 'Deliveries',
    title: 'Events handed to subscribers',
    value: (s) => s.deliveriesPerSecond,
    format: eventRate,
  },
  { label: 'Sent', title: 'Bytes sent to subscribers', value: (s) => s.bytesOutPerSecond, format: byteRate },
  { label: 'Connections', title: 'Clients connected now', value: (s) => s.connections, format: count },
  { label: 'Subscriptions', title: 'Topics followed, over all clients', value: (s) => s.subscriptions, format: count },
  { label: 'Topics', title: 'Topics with a log', value: (s) => s.topics, format: count },
  { label: 'Server memory', title: 'Memory of the server process', value: (s) => s.memoryBytes, format: bytes },
  { label: 'Server CPU', title: 'CPU of the server process', value: (s) => s.cpuPercent, format: percent },
];

/** The numbers of the server itself, each with its last minute. */
export class StatTiles {
  readonly element = h('section', { class: 'tiles', 'aria-label': 'This server' });
  readonly uptime = h('span', { class: 'number' });
  private readonly tiles = TILES.map((tile) => ({
    tile,
    figure: new Figure('number figure-large'),
    spark: new Sparkline(),
    history: new Ring<number>(TILE_HISTORY),
  }));

  private uptimeSeconds: number | undefined;

  constructor() {
    for (const { tile, figure, spark } of this.tiles) {
      const label = h('span', { class: 'tile-label' }, tile.label);
      this.element.append(h('div', { class: 'tile', title: tile.title }, label, figure.element, spark.element));
    }
  }

  /** Takes the numbers of one second; nothing is drawn. */
  add(stats: ServerStats): void {
    for (const { tile, history } of this.tiles) history.push(tile.value(stats));
    this.uptimeSeconds = stats.uptimeSeconds;
  }

  refresh(): void {
    for (const { tile, figure, spark, history } of this.tiles) {
      if (history.newest !== undefined) figure.set(tile.format(history.newest));
      spark.draw(history.toArray(), TILE_HISTORY);
    }
    if (this.uptimeSeconds !== undefined) setText(this.uptime, `up ${duration(this.uptimeSeconds)}`);
  }
}
