import { Cursor, recoveryReason, type MissedRange } from './cursor.js';
import { ErrorCode } from './codes.js';
import { clientClosed, RealtimeHubError } from './errors.js';
import { eventItem, maxRateOf, missedItem } from './items.js';
import { afterMessage, changeBetween, type PresenceMessage } from './presence-list.js';
import type { SetRateReply, SubscribeReply, SubscribeRequest } from './protocol.js';
import { ServerSubscription, type SubscriptionOwner } from './server-subscription.js';
import type { Session } from './session.js';
import type { SharedFeed, TopicSubscription } from './subscription.js';
import { TopicRate } from './topic-rate.js';
import type {
  EventMeta,
  History,
  HistoryOptions,
  Item,
  MissedReason,
  Position,
  Presence,
  Rate,
  RateOptions,
  SubscribeOptions,
} from './types.js';

/** What a feed needs of the client around it. */
export interface FeedHost {
  /** How long to wait before a refused call is tried again, in milliseconds. */
  retryDelay(failures: number, error: RealtimeHubError): number;
  /** How much is held back for a member that joins late. */
  readonly joinLimit: number;
  /** When the frame came whose messages are being handled. */
  readonly arrivedAt: number;
  /** Reads a part of a topic's history. */
  history(topic: string, options: HistoryOptions): Promise<History>;
  /** Nobody follows the topic any more, and the server knows. */
  retired(feed: TopicFeed): void;
}

/** One topic in one client: a subscription at the server, and the members of the application that share it. */
export class TopicFeed implements SharedFeed, SubscriptionOwner {
  private readonly members = new Set<TopicSubscription>();
  private readonly server: ServerSubscription;

  /** Its options are those of the server's subscription; all other members join it. */
  private opener: TopicSubscription | undefined;
  private cursor = new Cursor();
  private topicRate = new TopicRate({});
  private currentPresence: Presence | undefined;

  constructor(
    readonly topic: string,
    private readonly host: FeedHost,
    session: Session | undefined,
  ) {
    this.server = new ServerSubscription(this, session);
  }

  get rate(): Rate | undefined {
    return this.topicRate.inEffect;
  }

  get presence(): Presence | undefined {
    return this.currentPresence;
  }

  /** @throws RealtimeHubError when the topic is followed already with another rate. */
  requireSameRate(options: SubscribeOptions): void {
    if (this.members.size > 0 && !this.topicRate.suits(options))
      throw this.shared('maxRate and conflate must be equal');
  }

  add(member: TopicSubscription): void {
    this.requireSameRate(member.options);
    if (this.members.size === 0) {
      this.topicRate = new TopicRate(member.options);
      this.opener = member;
      this.cursor = new Cursor(member.options);
      this.currentPresence = undefined;
    }
    this.members.add(member);
    if (this.server.delivering && this.cursor.position) this.join(member, this.cursor.position);
    this.server.want();
  }

  async setRate(rate: RateOptions, member: TopicSubscription): Promise<Rate> {
    if (!this.members.has(member)) throw clientClosed('The subscription is closed');
    if (this.members.size > 1) throw this.shared('its rate cannot be changed for one of them');
    const changed = this.topicRate.change(rate);
    this.cursor.conflated = this.topicRate.mayConflate;
    this.server.want();
    return changed;
  }

  async remove(member: TopicSubscription): Promise<void> {
    if (!this.members.delete(member) || this.members.size > 0) return;
    this.topicRate.end(clientClosed('The subscription is closed'));
    await this.server.unwant();
  }

  /** Ends every member, as the client does when it is closed. */
  close(): void {
    this.endAll();
    void this.server.unwant();
  }

  up(session: Session): void {
    this.server.up(session);
  }

  down(): void {
    this.suspendAll();
    this.server.down();
  }

  event(offset: number, data: unknown, meta?: EventMeta | null): void {
    this.server.receive(() => {
      const { position } = this.cursor;
      const fresh = this.cursor.event(offset);
      if (!fresh || !position) return;
      const { epoch } = position;
      if (fresh.skipped) this.lost(fresh.skipped, { epoch, offset: fresh.skipped.to });
      this.deliver(eventItem(this.topic, { epoch, offset }, data, meta));
    });
  }

  gap(from: number, to: number, reason: MissedReason): void {
    this.server.receive(() => {
      // The notice does not name the new epoch. Subscribing anew does, and its reply tells all that was lost.
      if (reason === 'epochChanged') {
        this.suspendAll();
        this.server.renew();
      } else {
        this.lost(this.cursor.gap(from, to, reason), this.cursor.position);
      }
    });
  }

  answered(): void {
    this.server.answered();
  }

  unsubscribed(code: number, reason: string): void {
    this.server.receive(() => {
      this.suspendAll();
      this.server.ended(new RealtimeHubError(code, reason));
    });
  }

  presenceChanged(message: PresenceMessage): void {
    this.server.receive(() => {
      const now = afterMessage(this.topic, this.currentPresence, message);
      const change = changeBetween(this.currentPresence, now);
      this.currentPresence = now;
      for (const member of [...this.members]) member.presenceChanged(change);
    });
  }

  request(): SubscribeRequest {
    const since = this.cursor.position;
    const tail = this.opener?.options.tail;
    return {
      topic: this.topic,
      ...(since && { since }),
      ...(tail !== undefined && { tail }),
      ...this.topicRate.tell(),
    };
  }

  accepted(reply: SubscribeReply): void {
    const missed = this.cursor.reply(reply);
    const { topic } = this;
    const { epoch, offset, recovered } = reply;
    const start = this.cursor.position ?? { epoch, offset };
    const reason = recoveryReason(reply.reason);
    const rate = this.agreed(reply.maxRate);
    // What the namespace gives is for everybody who has no wish of his own.
    const isGivenTail = typeof reply.from === 'number' && this.opener?.options.tail === undefined;
    for (const member of [...this.members]) {
      if (member !== this.opener && !member.isCarriedOn && !(isGivenTail && member.startsAnywhere)) {
        this.join(member, { epoch, offset });
      } else {
        member.accepted({ topic, epoch, offset, recovered, ...(reason && { reason }), ...maxRateOf(rate) }, start);
        if (missed) member.take(missedItem(topic, missed, start), this.host.arrivedAt);
      }
    }
  }

  rateRequest(): RateOptions | undefined {
    return this.topicRate.differs ? this.topicRate.tell() : undefined;
  }

  rateAccepted({ maxRate }: SetRateReply): void {
    this.agreed(maxRate);
  }

  rateRefused(error: RealtimeHubError): void {
    this.topicRate.refused(error);
    this.cursor.conflated = this.topicRate.mayConflate;
  }

  refused(error: RealtimeHubError): void {
    this.endAll(error);
  }

  idle(): void {
    if (this.members.size === 0) this.host.retired(this);
  }

  retryDelay(failures: number, error: RealtimeHubError): number {
    return this.host.retryDelay(failures, error);
  }

  private agreed(maxRate: number | null | undefined): Rate {
    const rate = this.topicRate.accepted(maxRate);
    this.cursor.conflated = this.topicRate.mayConflate;
    return rate;
  }

  private shared(what: string): RealtimeHubError {
    const text = `'${this.topic}' is followed by this client more than once, over one subscription at the server`;
    return new RealtimeHubError(ErrorCode.AlreadySubscribed, `${text}: ${what}. Otherwise use a client of its own.`);
  }

  private lost(range: MissedRange | undefined, position: Position | undefined): void {
    if (range && position) this.deliver(missedItem(this.topic, range, position));
  }

  private deliver(item: Item): void {
    for (const member of [...this.members]) member.take(item, this.host.arrivedAt);
  }

  private join(member: TopicSubscription, at: Position): void {
    const { host, topic } = this;
    member.join(at, {
      limit: host.joinLimit,
      read: (options) => host.history(topic, options),
      retryDelay: (failures, error) => host.retryDelay(failures, error),
    });
  }

  private suspendAll(): void {
    for (const member of this.members) member.suspend();
  }

  private endAll(error?: RealtimeHubError): void {
    const members = [...this.members];
    this.members.clear();
    this.topicRate.end(error ?? clientClosed());
    for (const member of members) member.end(error);
  }
}
