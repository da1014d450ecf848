import type { RealtimeHubError } from './errors.js';
import { mergeMissed } from './missed.js';
import type { Sink } from './sink.js';
import type {
  HubEvent,
  Missed,
  Position,
  SubscribeOptions,
  Subscribed,
  Subscription,
  SubscriptionState,
} from './types.js';

/** The subscription to the server that this one shares with others of the same topic. */
export interface SharedFeed {
  readonly position: Position | undefined;
  /** Takes a closed member out; resolves when the server knows, where it has to. */
  remove(member: TopicSubscription): Promise<void>;
}

/** One part of an application that follows a topic: a member of the topic's feed. */
export class TopicSubscription implements Subscription {
  private current: SubscriptionState = 'pending';
  private everSubscribed = false;
  private lastPosition: Position | undefined;

  /** Reported already, but to be named once more in the next event. */
  private missed: Missed | undefined;

  constructor(
    readonly topic: string,
    readonly options: SubscribeOptions,
    private readonly feed: SharedFeed,
    private readonly sink: Sink,
  ) {}

  get state(): SubscriptionState {
    return this.current;
  }

  get position(): Position | undefined {
    return this.current === 'closed' ? this.lastPosition : this.feed.position;
  }

  async close(): Promise<void> {
    if (this.current === 'closed') return;
    this.end();
    await this.feed.remove(this);
  }

  /** The connection is away; the subscription waits for the next one. */
  suspend(): void {
    if (this.current === 'subscribed') this.current = 'pending';
  }

  accepted(reply: Omit<Subscribed, 'resubscribed'>): void {
    if (this.current === 'closed') return;
    const resubscribed = this.everSubscribed;
    this.everSubscribed = true;
    this.current = 'subscribed';
    this.sink.subscribed({ ...reply, resubscribed });
  }

  gap(missed: Missed): void {
    if (this.current === 'closed') return;
    this.missed = mergeMissed(this.missed, missed);
    this.sink.gap(missed);
  }

  deliver(event: HubEvent): void {
    if (this.current === 'closed') return;
    const missed = this.missed;
    this.missed = undefined;
    this.sink.event(missed ? { ...event, missed } : event);
  }

  /** Ends it from this side of the feed: the server refused, or (without an error) the client was closed. */
  end(error?: RealtimeHubError): void {
    if (this.current === 'closed') return;
    this.lastPosition = this.feed.position;
    this.current = 'closed';
    this.sink.closed(error);
  }
}
