import { recoveryReason } from './cursor.js';
import type { RealtimeHubError } from './errors.js';
import { LateJoin, type Backlog, type HistoryReader } from './late-join.js';
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

  /** Where it stands while that is not where the feed stands: before it was accepted, while catching up, when closed. */
  private ownPosition: Position | undefined;

  /** Reported already, but to be named once more in the next event. */
  private missed: Missed | undefined;

  /** Set while the member joins late. */
  private late: LateJoin | undefined;

  /** What lies before the place at which it joined is not for this member. */
  private joinedAt: Position | undefined;

  constructor(
    readonly topic: string,
    readonly options: SubscribeOptions,
    private readonly feed: SharedFeed,
    private readonly sink: Sink,
  ) {
    this.ownPosition = options.since;
  }

  get state(): SubscriptionState {
    return this.current;
  }

  get position(): Position | undefined {
    return this.current === 'closed' || this.late || !this.everSubscribed ? this.ownPosition : this.feed.position;
  }

  /** Whether it had been accepted once, so that a new answer of the server carries it on. */
  get isCarriedOn(): boolean {
    return this.everSubscribed;
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

  accepted(reply: Omit<Subscribed, 'resubscribed'>): void {
    if (this.current === 'closed') return;
    const resubscribed = this.everSubscribed;
    this.everSubscribed = true;
    this.current = 'subscribed';
    this.sink.subscribed({ ...reply, resubscribed });
  }

  /** Joins others who stand at `at`, with what it wants of the history before that. */
  join(at: Position, limit: number, read: HistoryReader): void {
    this.joinedAt = at;
    this.late = new LateJoin(this.options, at, limit, (backlog, held) => {
      this.catchUp(at, backlog, held);
    });
    void this.late.run(read);
  }

  gap(missed: Missed): void {
    this.inTurn(() => {
      this.announce(missed);
    });
  }

  deliver(event: HubEvent): void {
    if (this.joinedAt?.epoch === event.epoch && event.offset <= this.joinedAt.offset) return;
    this.inTurn(() => {
      this.hand(event);
    });
  }

  /** Ends it from the feed's side: the server refused, or (without an error) the client was closed. */
  end(error?: RealtimeHubError): void {
    if (this.current === 'closed') return;
    this.ownPosition = this.position;
    this.late?.cancel();
    this.current = 'closed';
    this.sink.closed(error);
  }

  private inTurn(action: () => void): void {
    if (this.late) this.late.hold(action);
    else action();
  }

  private catchUp(at: Position, { events, missed }: Backlog, held: readonly (() => void)[]): void {
    const { topic } = this;
    const reason = recoveryReason(missed?.reason);
    this.accepted({ topic, ...at, recovered: this.options.since !== undefined && !missed, ...(reason && { reason }) });
    if (missed) this.announce({ topic, ...missed });
    for (const { offset, data, meta } of events) {
      this.hand({ topic, epoch: at.epoch, offset, data, ...(meta && { meta }) });
    }
    for (const action of held) action();
    this.late = undefined;
  }

  private announce(missed: Missed): void {
    if (this.current === 'closed') return;
    this.missed = mergeMissed(this.missed, missed);
    this.sink.gap(missed);
  }

  private hand(event: HubEvent): void {
    if (this.current === 'closed') return;
    const missed = this.missed;
    this.missed = undefined;
    if (this.late) this.ownPosition = { epoch: event.epoch, offset: event.offset };
    this.sink.event(missed ? { ...event, missed } : event);
  }
}
