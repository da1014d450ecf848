import { recoveryReason } from './cursor.js';
import { Emitter } from './emitter.js';
import type { RealtimeHubError } from './errors.js';
import { eventItem, maxRateOf, missedItem, type ArrivedItem } from './items.js';
import { LateJoin, type Backlog, type JoinDoors } from './late-join.js';
import type { Progress } from './progress.js';
import type { Sink } from './sink.js';
import type {
  HubEvent,
  Item,
  Position,
  Presence,
  PresenceChange,
  Rate,
  RateOptions,
  SubscribeOptions,
  Subscribed,
  Subscription,
  SubscriptionState,
} from './types.js';

/** The subscription to the server that this one shares with others of the same topic. */
export interface SharedFeed {
  readonly rate: Rate | undefined;
  readonly presence: Presence | undefined;
  setRate(rate: RateOptions, member: TopicSubscription): Promise<Rate>;
  /** Takes a closed member out; resolves when the server knows, where it has to. */
  remove(member: TopicSubscription): Promise<void>;
}

/** One part of an application that follows a topic: a member of the topic's feed. */
export class TopicSubscription implements Subscription {
  private current: SubscriptionState = 'pending';
  private everSubscribed = false;
  private readonly emitter = new Emitter<{ presence: PresenceChange }>();

  /** Set while the member joins late. */
  private late: LateJoin | undefined;

  /** What lies before the place at which it joined is not for this member. */
  private joinedAt: Position | undefined;

  constructor(
    readonly topic: string,
    readonly options: SubscribeOptions,
    private readonly feed: SharedFeed,
    private readonly sink: Sink,
    private readonly progress: Progress,
  ) {}

  get state(): SubscriptionState {
    return this.current;
  }

  get position(): Position | undefined {
    return this.progress.position;
  }

  get lagMs(): number | undefined {
    return this.progress.lagMs;
  }

  get localLagMs(): number | undefined {
    return this.progress.localLagMs;
  }

  get queued(): number {
    return this.sink.queued + (this.late?.held ?? 0);
  }

  get rate(): Rate | undefined {
    return this.feed.rate;
  }

  get presence(): Presence | undefined {
    return this.current === 'closed' ? undefined : this.feed.presence;
  }

  onPresence(listener: (change: PresenceChange) => void): () => void {
    return this.emitter.on('presence', listener);
  }

  presenceChanged(change: PresenceChange): void {
    if (this.current !== 'closed') this.emitter.emit('presence', change);
  }

  /** Whether it had been accepted once, so that a new answer of the server carries it on. */
  get isCarriedOn(): boolean {
    return this.everSubscribed;
  }

  /** Whether the application has no wish where it starts. */
  get startsAnywhere(): boolean {
    return !this.options.since && this.options.tail === undefined;
  }

  setRate(rate: RateOptions): Promise<Rate> {
    return this.feed.setRate(rate, this);
  }

  async close(): Promise<void> {
    if (this.current === 'closed') return;
    this.end();
    await this.feed.remove(this);
  }

  /** The connection is away; the subscription waits for the next one. */
  suspend(): void {
    this.late?.cancel();
    this.late = undefined;
    if (this.current === 'subscribed') this.current = 'pending';
  }

  /** The server has answered: the subscription begins, or goes on, after `start`. */
  accepted(reply: Omit<Subscribed, 'resubscribed'>, start: Position): void {
    if (this.current === 'closed') return;
    const resubscribed = this.everSubscribed;
    this.everSubscribed = true;
    this.current = 'subscribed';
    this.progress.accepted(start, { epoch: reply.epoch, offset: reply.offset });
    this.sink.subscribed({ ...reply, resubscribed });
  }

  /** Joins others who stand at `at`, with what it wants of the history before that. */
  join(at: Position, doors: JoinDoors): void {
    this.joinedAt = at;
    this.late = new LateJoin(this.options, at, doors, {
      joined: (backlog, held) => {
        this.catchUp(at, backlog, held);
      },
      refused: (error) => {
        this.end(error);
        void this.feed.remove(this);
      },
    });
    void this.late.run();
  }

  /** Takes the next item of the topic, which came at `arrivedAt`. */
  take(item: Item, arrivedAt: number): void {
    if (item.kind === 'event' && this.isBeforeJoining(item)) return;
    if (this.late) this.late.hold({ item, arrivedAt });
    else this.hand(item, arrivedAt);
  }

  /** Ends it from the feed's side: the server refused, or (without an error) the client was closed. */
  end(error?: RealtimeHubError): void {
    if (this.current === 'closed') return;
    this.late?.cancel();
    this.late = undefined;
    this.current = 'closed';
    this.sink.closed(error);
  }

  private isBeforeJoining({ epoch, offset }: HubEvent): boolean {
    return this.joinedAt?.epoch === epoch && offset <= this.joinedAt.offset;
  }

  private catchUp(at: Position, { events, missed }: Backlog, held: readonly ArrivedItem[]): void {
    const { topic } = this;
    const arrivedAt = this.progress.now();
    const recovered = this.options.since !== undefined && !missed;
    const reason = recoveryReason(missed?.reason);
    const start = { epoch: at.epoch, offset: (events[0]?.offset ?? at.offset + 1) - 1 };
    this.accepted({ topic, ...at, recovered, ...(reason && { reason }), ...maxRateOf(this.rate) }, start);
    if (missed) this.hand(missedItem(topic, missed, at), arrivedAt);
    for (const { offset, data, meta } of events) {
      this.hand(eventItem(topic, { epoch: at.epoch, offset }, data, meta), arrivedAt);
    }
    for (const { item, arrivedAt: heldAt } of held) this.hand(item, heldAt);
    this.late = undefined;
  }

  private hand(item: Item, arrivedAt: number): void {
    if (this.current !== 'closed') this.sink.item(item, arrivedAt);
  }
}
