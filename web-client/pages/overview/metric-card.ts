import type { RealtimeHubClient, RealtimeHubError } from '../../src/index.js';
import { h } from '../base/dom.js';
import { errorWords } from '../base/words.js';
import { Chart, MAX_STEP_MS, type ChartOptions } from '../charts/chart.js';
import { ChartLegend } from '../charts/chart-legend.js';
import type { ServerClock } from '../base/server-clock.js';
import { TimeSeries } from '../charts/time-series.js';
import { timeSpan, type TimeSpan } from '../charts/time-window.js';
import { topicLink } from '../base/router.js';
import { notice } from '../ui/notice.js';
import { Snippet } from '../ui/snippet.js';
import { Figure } from '../ui/figure.js';
import type { CardContext, DrawnCard, Metric, MetricData } from './metric.js';

/** Five minutes of one row a second, and room for holes. */
const CAPACITY = 360;
const FIRST_PICTURE = 300;

/** The metrics come once a second; so long without the first means that there are none. */
const FIRST_VALUES_MS = 4000;
const ENABLE_COMMAND = 'RealtimeHub__Sources__HostMetrics__Enabled=true npm start';

/** A card with one metric of the host: the value of now, and how it came to be. */
export class MetricCard<T extends MetricData> implements DrawnCard {
  readonly element: HTMLElement;
  private readonly metric: Metric<T>;
  private readonly context: CardContext;
  private readonly figure = new Figure('number figure-large');
  private readonly detail = h('span', { class: 'card-detail number' });
  private readonly body = h('div', { class: 'card-body' });
  private series: TimeSeries | undefined;
  private chart: Chart | undefined;
  private legend: ChartLegend | undefined;
  private latest: T | undefined;

  constructor(metric: Metric<T>, context: CardContext) {
    this.metric = metric;
    this.context = context;
    const title = h(
      'h2',
      {},
      h('a', { href: topicLink(metric.topic), title: `Inspect ${metric.topic}` }, metric.title),
    );
    const head = h('div', { class: 'card-head' }, title, this.figure.element, this.detail);
    this.element = h('section', { class: 'card metric-card', 'aria-label': metric.title }, head, this.body);
    this.body.append(h('div', { class: 'chart-placeholder' }, 'Connecting…'));
  }

  /** Follows the topic of the metric for as long as the page lives. */
  follow(client: RealtimeHubClient): this {
    client.subscribe<T>(
      this.metric.topic,
      {
        onSubscribed: () => {
          this.wait();
        },
        onEvent: (event) => {
          this.take(event.data);
        },
        // The values carry their times: where some are missing, the chart has a hole.
        onMissed: 'ignore',
        onError: (error) => {
          this.fail(error);
        },
      },
      { tail: FIRST_PICTURE },
    );
    return this;
  }

  get firstTime(): number | undefined {
    return this.series?.firstTime;
  }

  draw(span: TimeSpan): number {
    return this.chart?.draw(span) ?? Number.POSITIVE_INFINITY;
  }

  repaint(): void {
    this.chart?.repaint();
  }

  private take(data: T): void {
    const values = this.metric.values(data);
    this.context.clock.observe(data.time);
    if (this.series?.columns !== values.length) this.begin(data, values.length);
    if (this.series?.push(data.time, values) === true) this.context.changed(this);
    this.latest = data;
  }

  refresh(): void {
    const data = this.latest;
    if (data === undefined || this.series === undefined) return;
    this.figure.set(this.metric.headline(data));
    this.detail.textContent = this.metric.detail(data);
    this.legend?.update(this.metric.values(data));
    this.chart?.update(this.series);
  }

  private begin(data: T, columns: number): void {
    const { palette, reducedMotion } = this.context;
    const lines = this.metric.lines(data);
    const options: ChartOptions = {
      ...this.metric.scale(data),
      testId: this.metric.testId,
      label: this.metric.title,
      format: this.metric.format,
      lines,
      palette,
      reducedMotion,
    };
    this.element.classList.remove('is-empty');
    this.series = new TimeSeries({ capacity: CAPACITY, columns, maxStepMs: MAX_STEP_MS });
    this.chart = new Chart(options);
    this.legend = new ChartLegend(lines, this.metric.format);
    this.body.replaceChildren(this.legend.element, this.chart.element);
  }

  /** Nothing has come for a while: the server may well not measure its host. */
  private wait(): void {
    if (this.series !== undefined) return;
    this.body.replaceChildren(h('div', { class: 'chart-placeholder' }, 'Waiting for the first values…'));
    setTimeout(() => {
      if (this.series !== undefined) return;
      this.element.classList.add('is-empty');
      this.body.replaceChildren(noMetrics());
    }, FIRST_VALUES_MS);
  }

  private fail(error: RealtimeHubError): void {
    if (this.series !== undefined) return;
    const title = `No values from ${this.metric.topic}`;
    this.body.replaceChildren(
      notice({ icon: 'warn', title, text: errorWords(error.code, error.message), tone: 'error' }),
    );
  }
}

function noMetrics(): HTMLElement {
  const title = 'This server does not measure its host';
  const more = new Snippet(ENABLE_COMMAND).element;
  return notice({ icon: 'info', title, text: 'Start it with the host metrics switched on:', more });
}

/** The span that all cards share, so that one moment is at one place in all charts. */
export function sharedSpan(cards: readonly { firstTime: number | undefined }[], clock: ServerClock): TimeSpan {
  const firsts = cards.map((card) => card.firstTime).filter((time) => time !== undefined);
  return timeSpan(firsts.length === 0 ? undefined : Math.min(...firsts), clock.now());
}
