import { h, setText } from '../base/dom.js';
import { bytes, count, eventRate } from '../base/format.js';
import { formatRoute } from '../base/router.js';
import { Ring } from '../base/ring.js';
import { Sparkline } from '../charts/sparkline.js';
import { copyButton } from '../ui/copy-button.js';
import { Figure } from '../ui/figure.js';
import { icon } from '../ui/icons.js';
import type { TopicStats } from '../overview/wire.js';

const SECONDS = 60;

/** Which topic this is, how fast it flows, who listens, what it holds. */
export class TopicHead {
  readonly element: HTMLElement;
  private readonly rate = new Figure('number figure-large');
  private readonly spark = new Sparkline();
  private readonly rates = new Ring<number>(SECONDS);
  private readonly facts = {
    offset: new Figure(),
    lag: new Figure(),
    followers: new Figure(),
    held: new Figure(),
    size: new Figure(),
  };
  private readonly lag = fact('Lag', this.facts.lag.element);
  private readonly epoch = h('code', { class: 'epoch' }, '–');
  private readonly copyEpoch = copyButton('epoch', () => this.epoch.textContent);

  constructor(topic: string) {
    const back = h('a', {
      class: 'icon-button',
      href: formatRoute({ view: 'overview' }),
      'aria-label': 'Back to the overview',
    });
    back.append(icon('back'));
    const title = h('h1', { class: 'topic-title' }, topic);
    const name = h(
      'div',
      { class: 'topic-head-name' },
      back,
      title,
      copyButton('topic', () => topic),
    );
    const rate = h('div', { class: 'topic-head-rate' });
    rate.append(this.spark.element, this.rate.element);
    const facts = h(
      'dl',
      { class: 'facts' },
      fact('Newest offset', this.facts.offset.element),
      this.lag,
      fact('Followers', this.facts.followers.element),
      fact('Held', this.facts.held.element),
      fact('Size', this.facts.size.element),
      fact(
        'Epoch',
        this.epoch,
        copyButton('epoch', () => this.epoch.textContent),
      ),
    );
    this.copyEpoch.hidden = true;
    this.lag.hidden = true;
    this.lag.dataset['testid'] = 'lag';
    this.lag.title = 'From the moment the server accepted the last event until this page had it';
    this.element = h('div', { class: 'topic-head' }, name, rate, facts);
  }

  /** What is known of the time before this page was opened. */
  seedRates(rates: readonly number[]): void {
    for (const rate of rates) this.rates.push(rate);
  }

  /** The rate of the second that has passed. */
  addRate(perSecond: number): void {
    this.rates.push(perSecond);
    this.rate.set(eventRate(perSecond));
    this.spark.draw(this.rates.toArray(), SECONDS);
  }

  setPosition(position: { epoch: string; offset: number }): void {
    setText(this.epoch, position.epoch);
    this.copyEpoch.hidden = false;
    this.facts.offset.set(count(position.offset));
  }

  /** Topics whose events carry no time have no lag to show. */
  setLag(milliseconds: number | undefined): void {
    this.lag.hidden = milliseconds === undefined;
    if (milliseconds !== undefined) this.facts.lag.set({ figure: count(milliseconds).figure, unit: 'ms' });
  }

  setStats(stats: TopicStats | undefined): void {
    if (stats === undefined) return;
    this.facts.followers.set(count(stats.subscribers));
    this.facts.held.set(count(stats.events));
    this.facts.size.set(bytes(stats.bytes));
  }
}

function fact(name: string, ...value: Node[]): HTMLElement {
  return h('div', {}, h('dt', {}, name), h('dd', {}, ...value));
}
