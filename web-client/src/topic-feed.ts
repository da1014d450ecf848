import { Cursor, recoveryReason, type MissedRange } from './cursor.js';
import { RealtimeHubError } from './errors.js';
import type { SubscribeReply, SubscribeRequest } from './protocol.js';
import { ServerSubscription, type SubscriptionOwner } from './server-subscription.js';
import type { Session } from './session.js';
import type { SharedFeed, TopicSubscription } from './subscription.js';
import type { EventMeta, History, HistoryOptions, HubEvent, MissedReason, Position } from './types.js';

/** What a feed needs of the client around it. */
export interface FeedHost {
  /** How long to wait before a refused call is tried again, in milliseconds. */
  retryDelay(failures: number, error: RealtimeHubError): number;
  /** How much is held back for a member that joins late. */
  readonly joinLimit: number;
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

  constructor(
    readonly topic: string,
    private readonly host: FeedHost,
    session: Session | undefined,
  ) {
    this.server = new ServerSubscription(this, session);
  }

  get position(): Position | undefined {
    return this.cursor.position;
  }

  add(member: TopicSubscription): void {
    if (this.members.size === 0) {
      this.opener = member;
      this.cursor = new Cursor(member.options);
    }
    this.members.add(member);
    if (this.server.delivering && this.position) this.join(member, this.position);
    this.server.want();
  }

  async remove(member: TopicSubscription): Promise<void> {
    if (this.members.delete(member) && this.members.size === 0) await this.server.unwant();
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
      if (!this.cursor.event(offset)) return;
      const epoch = this.cursor.position?.epoch ?? '';
      const event: HubEvent = { topic: this.topic, epoch, offset, data, ...(meta && { meta }) };
      for (const member of [...this.members]) member.deliver(event);
    });
  }

  gap(from: number, to: number, reason: MissedReason): void {
    this.server.receive(() => {
      // The notice does not name the new epoch. Subscribing anew does, and its reply tells all that was lost.
      if (reason === 'epochChanged') {
        this.suspendAll();
        this.server.renew();
      } else {
        this.lost(this.cursor.gap(from, to, reason));
      }
    });
  }

  unsubscribed(code: number, reason: string): void {
    this.server.receive(() => {
      this.suspendAll();
      this.server.ended(new RealtimeHubError(code, reason));
    });
  }

  request(): SubscribeRequest {
    const since = this.cursor.position;
    return { ...this.opener?.options, topic: this.topic, ...(since && { since }) };
  }

  accepted(reply: SubscribeReply): void {
    const missed = this.cursor.reply(reply);
    const { topic } = this;
    const { epoch, offset, recovered } = reply;
    const reason = recoveryReason(reply.reason);
    for (const member of [...this.members]) {
      if (member !== this.opener && !member.isCarriedOn) {
        this.join(member, { epoch, offset });
      } else {
        member.accepted({ topic, epoch, offset, recovered, ...(reason && { reason }) });
        if (missed) member.gap({ topic, ...missed });
      }
    }
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

  private lost(range: MissedRange | undefined): void {
    if (!range) return;
    for (const member of [...this.members]) member.gap({ topic: this.topic, ...range });
  }

  private join(member: TopicSubscription, at: Position): void {
    member.join(at, this.host.joinLimit, (options) => this.host.history(this.topic, options));
  }

  private suspendAll(): void {
    for (const member of this.members) member.suspend();
  }

  private endAll(error?: RealtimeHubError): void {
    const members = [...this.members];
    this.members.clear();
    for (const member of members) member.end(error);
  }
}
