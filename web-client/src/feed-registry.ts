import { backoffDelay } from './backoff.js';
import type { ClientSettings } from './options.js';
import { notConnected, type RealtimeHubError } from './errors.js';
import { HubMethod, type TopicMessages } from './protocol.js';
import type { ServerClock } from './server-clock.js';
import type { Session } from './session.js';
import { TopicFeed, type FeedHost } from './topic-feed.js';
import type { History, HistoryOptions, ServerSubscription } from './types.js';

/** The feeds of all topics that the application follows: finds the feed that a message of the server is for. */
export class FeedRegistry implements FeedHost {
  private readonly feeds = new Map<string, TopicFeed>();
  private session: Session | undefined;

  readonly messages: TopicMessages = {
    frame: () => {
      this.clock.arrived();
    },
    event: (topic, offset, data, meta) => this.feeds.get(topic)?.event(offset, data, meta),
    gap: (topic, from, to, reason) => this.feeds.get(topic)?.gap(from, to, reason),
    answered: (topic) => this.feeds.get(topic)?.answered(),
    // A feed asks by itself, with its own position, and takes the place of what the server has made.
    subscribed: ({ topic, epoch, offset, from }) => {
      if (!this.feeds.has(topic)) this.unfollowed({ topic, position: { epoch, offset: from ?? offset } });
    },
    unsubscribed: (topic, code, reason) => this.feeds.get(topic)?.unsubscribed(code, reason),
    presence: (topic, message) => this.feeds.get(topic)?.presenceChanged(message),
  };

  constructor(
    private readonly settings: ClientSettings,
    private readonly clock: ServerClock,
    /** Told of topics to which the server has subscribed the client, and that nothing here follows. */
    private readonly unfollowed: (subscription: ServerSubscription) => void,
  ) {}

  get arrivedAt(): number {
    return this.clock.arrivedAt;
  }

  get joinLimit(): number {
    return this.settings.maxSubscriptionQueue;
  }

  /** The feed of a topic, made when there is none. */
  of(topic: string): TopicFeed {
    const existing = this.feeds.get(topic);
    if (existing) return existing;
    const feed = new TopicFeed(topic, this, this.session);
    this.feeds.set(topic, feed);
    return feed;
  }

  up(session: Session): void {
    this.session = session;
    for (const feed of [...this.feeds.values()]) feed.up(session);
  }

  down(): void {
    this.session = undefined;
    for (const feed of [...this.feeds.values()]) feed.down();
  }

  close(): void {
    for (const feed of [...this.feeds.values()]) feed.close();
  }

  history(topic: string, options: HistoryOptions): Promise<History> {
    if (!this.session) return Promise.reject(notConnected());
    return this.session.invoke(HubMethod.History, topic, options);
  }

  retired(feed: TopicFeed): void {
    if (this.feeds.get(feed.topic) === feed) this.feeds.delete(feed.topic);
  }

  retryDelay(failures: number, error: RealtimeHubError): number {
    const { backoff, random } = this.settings;
    return (error.retryAfterMs ?? 0) + backoffDelay(failures, backoff, random);
  }
}
