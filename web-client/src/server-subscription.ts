import { toHubError, type RealtimeHubError } from './errors.js';
import { HubMethod, type SetRateReply, type SubscribeReply, type SubscribeRequest } from './protocol.js';
import type { Session } from './session.js';
import type { RateOptions } from './types.js';

/** Whose subscription it is. */
export interface SubscriptionOwner {
  readonly topic: string;
  /** What to ask for now. */
  request(): SubscribeRequest;
  accepted(reply: SubscribeReply): void;
  /** The rate to ask for, when it is not the one that the server was told last. */
  rateRequest(): RateOptions | undefined;
  rateAccepted(reply: SetRateReply): void;
  rateRefused(error: RealtimeHubError): void;
  /** Refused or ended by the server, for good. */
  refused(error: RealtimeHubError): void;
  /** Not wanted, and the server has nothing left of it. */
  idle(): void;
  /** How long to wait before a refused call is tried again, in milliseconds. */
  retryDelay(failures: number, error: RealtimeHubError): number;
}

/** What the server has. Calls for one topic never overlap, so it is always clear which subscription a message belongs to. */
type Phase = 'idle' | 'subscribing' | 'subscribed' | 'changing' | 'leaving';

/**
 * The subscription that the server holds for one topic. It compares what is wanted with what the server has, and takes one
 * step at a time until both agree, over however many connections that takes.
 */
export class ServerSubscription {
  private phase: Phase = 'idle';
  private wanted = false;

  /** Grows when nobody wants the topic any more: an answer meant for those who left must not serve those who come next. */
  private life = 0;

  /** The life that the server's subscription was made for. */
  private servedLife = -1;

  /**
   * What came after the reply and before it was handled. SignalR hands out the messages of a frame at once but settles calls a
   * moment later, so the first events overtake their reply. It all happens within one turn of the event loop, which bounds it.
   * What came before the reply is of a subscription that the server had made by itself, and that ours takes the place of.
   */
  private early: (() => void)[] = [];

  private failures = 0;
  private pauseTimer: ReturnType<typeof setTimeout> | undefined;
  private step: Promise<void> = Promise.resolve();

  /** @param session The connection that `phase` speaks of. An answer that comes over another one is late. */
  constructor(
    private readonly owner: SubscriptionOwner,
    private session: Session | undefined,
  ) {}

  /** Whether what arrives now is for those who want the topic now. */
  get delivering(): boolean {
    return this.isSubscribed && this.servedLife === this.life;
  }

  /** While its rate is being changed a subscription goes on. */
  private get isSubscribed(): boolean {
    return this.phase === 'subscribed' || this.phase === 'changing';
  }

  want(): void {
    this.wanted = true;
    void this.advance();
  }

  /** Resolves when the server has answered. */
  unwant(): Promise<void> {
    this.wanted = false;
    this.life++;
    if (this.phase === 'idle') this.resume();
    return this.advance();
  }

  up(session: Session): void {
    this.session = session;
    void this.advance();
  }

  down(): void {
    this.session = undefined;
    this.phase = 'idle';
    this.early = [];
    this.resume();
    void this.advance();
  }

  /** Subscribes anew, from the position reached. Until the reply nothing is delivered; the reply tells what that lost. */
  renew(): void {
    this.servedLife = -1;
    void this.advance();
  }

  /** The reply to subscribe comes next. */
  answered(): void {
    this.early = [];
  }

  /** Takes a message of the server: handled in its turn, or dropped when it is for nobody. */
  receive(handle: () => void): void {
    if (this.phase === 'subscribing') this.early.push(handle);
    else if (this.delivering) handle();
  }

  /** The server ended the subscription by itself. */
  ended(error: RealtimeHubError): void {
    this.phase = 'idle';
    this.failed(error);
    void this.advance();
  }

  private advance(): Promise<void> {
    const next = this.nextStep();
    if (next) this.step = next;
    return this.step;
  }

  private nextStep(): Promise<void> | undefined {
    if (this.phase === 'idle' && !this.wanted) this.owner.idle();
    if (!this.session || this.pauseTimer !== undefined) return undefined;
    if (this.phase === 'idle' && this.wanted) return this.subscribe(this.session);
    if (this.phase !== 'subscribed') return undefined;
    if (!this.delivering) return this.leave(this.session);
    const rate = this.owner.rateRequest();
    return rate && this.changeRate(this.session, rate);
  }

  private async subscribe(session: Session): Promise<void> {
    const life = this.life;
    this.phase = 'subscribing';
    try {
      const reply = await session.request<SubscribeReply>(HubMethod.Subscribe, this.owner.request());
      if (session !== this.session) return;
      this.phase = 'subscribed';
      this.servedLife = life;
      this.failures = 0;
      if (this.delivering) this.owner.accepted(reply);
    } catch (error) {
      if (session !== this.session) return;
      this.phase = 'idle';
      if (life === this.life) this.failed(toHubError(error));
    }
    this.handleEarly();
    await this.nextStep();
  }

  private async changeRate(session: Session, rate: RateOptions): Promise<void> {
    const life = this.life;
    this.phase = 'changing';
    try {
      const reply = await session.request<SetRateReply>(HubMethod.SetRate, this.owner.topic, rate);
      if (!this.isAnswered(session)) return;
      if (life === this.life) this.owner.rateAccepted(reply);
    } catch (error) {
      // Without a connection the next subscribe carries the wish.
      if (!this.isAnswered(session)) return;
      if (life === this.life) this.owner.rateRefused(toHubError(error));
    }
    await this.nextStep();
  }

  /** A change of rate is over, and its subscription still there. */
  private isAnswered(session: Session): boolean {
    if (session !== this.session || this.phase !== 'changing') return false;
    this.phase = 'subscribed';
    return true;
  }

  private async leave(session: Session): Promise<void> {
    this.phase = 'leaving';
    try {
      await session.request(HubMethod.Unsubscribe, this.owner.topic);
    } catch (thrown) {
      const error = toHubError(thrown);
      if (session === this.session && error.temporary) {
        this.phase = 'subscribed';
        this.pause(error);
        return;
      }
      // Any other refusal means that the server has no such subscription, which is what was wanted.
    }
    if (session !== this.session) return;
    this.phase = 'idle';
    await this.nextStep();
  }

  private handleEarly(): void {
    const early = this.early;
    this.early = [];
    // Asked again each time: any message may end the subscription, or make a handler close it.
    for (const handle of early) if (this.delivering) handle();
  }

  private failed(error: RealtimeHubError): void {
    if (error.temporary) {
      this.pause(error);
    } else {
      this.wanted = false;
      this.owner.refused(error);
    }
  }

  private pause(error: RealtimeHubError): void {
    this.pauseTimer = setTimeout(
      () => {
        this.pauseTimer = undefined;
        void this.advance();
      },
      this.owner.retryDelay(this.failures++, error),
    );
  }

  private resume(): void {
    clearTimeout(this.pauseTimer);
    this.pauseTimer = undefined;
    this.failures = 0;
  }
}
