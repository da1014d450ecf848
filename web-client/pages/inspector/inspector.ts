import type { ClientState, Rate, RateOptions, RealtimeHubError, Subscribed } from '../../src/index.js';
import { curlPublish } from '../base/curl.js';
import { h } from '../base/dom.js';
import { formatRoute, type LogOptions } from '../base/router.js';
import { closeWords, errorWords } from '../base/words.js';
import type { PageContext } from '../page-context.js';
import { PublishForm } from '../publish/publish-form.js';
import { notice, type Notice } from '../ui/notice.js';
import { Snippet } from '../ui/snippet.js';
import { EventLog } from './event-log.js';
import { LogBuffer } from './log-buffer.js';
import { RateForm } from './rate-form.js';
import { DEFAULT_TAIL, subscribeOptions } from './subscribe-options.js';
import { TopicFeed } from './topic-feed.js';
import { TopicHead } from './topic-head.js';

const SAMPLE = '{"hello":"world"}';

/** What is being said on one topic, now. */
export class Inspector {
  readonly element: HTMLElement;
  readonly title: string;
  private readonly topic: string;
  private options: LogOptions;
  private readonly buffer = new LogBuffer();
  private readonly feed = new TopicFeed(this.buffer);
  private readonly page: PageContext;
  private readonly head: TopicHead;
  private readonly log: EventLog;
  private readonly rate: RateForm;
  private readonly undo: (() => void)[] = [];
  private second = 0;

  constructor(topic: string, options: LogOptions, page: PageContext) {
    this.title = topic;
    this.topic = topic;
    this.options = options;
    this.page = page;
    this.head = new TopicHead(topic);
    this.head.seedRates(page.topics.records.get(topic)?.rates.toArray() ?? []);
    this.log = new EventLog(this.buffer, () => {
      this.page.loop.wake();
    });
    this.rate = new RateForm(options, { change: (rate) => this.changeRate(rate) });
    this.element = h('div', { class: 'inspector', 'data-testid': 'inspector' }, this.head.element, this.layout());
    this.undo.push(
      page.topics.total.watch(() => {
        this.head.setStats(page.topics.records.get(topic)?.stats);
      }),
    );
    this.say('Waiting for the connection', 'The newest events of this topic come first.');
  }

  show(): void {
    this.feed.start(
      this.topic,
      { tail: DEFAULT_TAIL, ...this.options },
      {
        onChange: () => {
          this.page.loop.wake();
        },
        onSubscribed: (subscribed) => {
          this.onSubscribed(subscribed);
        },
        onError: (error) => {
          this.onError(error);
        },
        onState: (state) => {
          this.onState(state);
        },
      },
    );
    this.undo.push(this.page.loop.add(() => this.draw()));
  }

  hide(): void {
    this.feed.stop();
    for (const undo of this.undo) undo();
  }

  private layout(): HTMLElement {
    const isServers = this.topic.startsWith('$');
    const publish = new PublishForm({ topic: this.topic });
    const command = new Snippet(curlPublish(location.origin, this.topic, SAMPLE)).element;
    const aside = h('div', { class: 'inspector-aside' });
    if (!isServers) aside.append(card('Publish to this topic', publish.element), card('From a terminal', command));
    const begin = subscribeOptions(this.topic, () => this.options);
    aside.append(card('How this page follows it', this.rate.element, begin));
    return h('div', { class: 'inspector-grid' }, this.log.element, aside);
  }

  /** Draws what changed, and once a second the rate. */
  private draw(): number {
    const now = Date.now();
    const logDue = this.log.draw(now);
    const second = Math.floor(now / 1000);
    if (second !== this.second) {
      this.second = second;
      this.head.addRate(this.buffer.rates(now).received);
      if (this.feed.position !== undefined) this.head.setPosition(this.feed.position);
      this.head.setLag(this.feed.lagMs);
    }
    return Math.min(logDue, 1000 - (now % 1000));
  }

  private onSubscribed(subscribed: Subscribed): void {
    this.head.setPosition(subscribed);
    this.rate.show(this.feed.rate);
    const command = this.topic.startsWith('$')
      ? undefined
      : new Snippet(curlPublish(location.origin, this.topic, SAMPLE)).element;
    const text =
      command === undefined ? 'The server writes here by itself.' : 'Nothing has been said here yet. Say something:';
    this.say('No events yet', text, command);
    this.page.loop.wake();
  }

  /** The address follows, so that a link or a reload shows the same. */
  private async changeRate(wish: RateOptions): Promise<Rate> {
    const rate = await this.feed.setRate(wish);
    const { tail } = this.options;
    this.options = { ...(tail !== undefined && { tail }), ...wish };
    history.replaceState(null, '', formatRoute({ view: 'topic', topic: this.topic, options: this.options }));
    return rate;
  }

  private onError(error: RealtimeHubError): void {
    const text = `${errorWords(error.code, error.message)} (${error.code})`;
    this.tell({ icon: 'warn', title: 'This topic cannot be followed', text, tone: 'error' });
  }

  private onState(state: ClientState): void {
    if (state.kind === 'waiting' && this.buffer.lastNumber === 0) {
      this.say('No connection', 'The log goes on by itself when the server is back.');
    } else if (state.kind === 'disconnected' && state.reason !== undefined) {
      const text = closeWords(state.reason.code, state.reason.message);
      this.tell({ icon: 'warn', title: 'This log has ended', text, tone: 'error' });
    }
  }

  /** Where there are rows, what ends the log is a row of its own. */
  private tell(content: Notice): void {
    this.log.empty.replaceChildren(notice(content));
    if (this.buffer.lastNumber > 0) {
      this.buffer.addNotice({ kind: 'note', text: `${content.title}. ${content.text}`, time: Date.now() });
    }
    this.page.loop.wake();
  }

  private say(title: string, text: string, more?: Node): void {
    this.log.empty.replaceChildren(notice({ icon: 'info', title, text, ...(more === undefined ? {} : { more }) }));
  }
}

function card(title: string, ...content: HTMLElement[]): HTMLElement {
  return h(
    'section',
    { class: 'card', 'aria-label': title },
    h('div', { class: 'card-head' }, h('h2', {}, title)),
    ...content,
  );
}
